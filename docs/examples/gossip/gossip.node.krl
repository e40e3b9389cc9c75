// The protocol. What a node learns it keeps as rumors, each with the pico it comes from and a number that
// counts the rumors of that origin. A *summary* says for each origin up to which number a node has
// all of them, so that two summaries tell what one node can tell another.
//
// At each heartbeat a node picks a peer and, at random, tells it a rumor that it lacks or its own
// summary. A summary is answered by the rumors that are missing in it. Rumors may come late, twice
// and in any order.
ruleset gossip.node {
  meta {
    name "Gossip: node"
    description "Spreads what sensors measure among peers, until all know all."
    use module io.picolabs.wrangler alias wrangler
    use module io.picolabs.subscription alias subscription
    use module gossip.peers alias network
    shares view, summary, temperatures, hot, rumors
  }

  global {
    // What this node believes -----------------------------------------------------------------------

    temperatures = function() {
      latest = ent:temperatures.defaultsTo({}).values();
      latest
        .sort(function(a, b) { a{"name"} cmp b{"name"} })
        .reduce(function(all, each) { all.put([each{"name"}], each{"celsius"}) }, {})
    }
    // How many sensors are above their limit: each tells +1 and -1 when it crosses it.
    hot = function() { ent:hot.defaultsTo(0) }
    view = function() { {"listens": listens(), "temperatures": temperatures(), "hot": hot()} }
    listens = function() { ent:listens.defaultsTo(true) }

    // Rumors and summaries --------------------------------------------------------------------------

    rumors = function() { ent:rumors.defaultsTo({}).values() }
    summary = function() { ent:summary.defaultsTo({}) }

    id_of = function(origin, number) { origin + ":" + number }
    // The number up to which all rumors of an origin are there, if they are up to `number`.
    complete_from = function(origin, number) {
      ent:rumors{id_of(origin, number + 1)}.isnull() => number | complete_from(origin, number + 1)
    }
    // Those that someone with this summary lacks, in an order in which each makes him more complete.
    lacking = function(theirs) {
      summary()
        .map(function(number, origin) {
          first = theirs{origin}.defaultsTo(-1) + 1;
          first > number => []
            | first.range(number).map(function(n) { ent:rumors{id_of(origin, n)} })
        })
        .values()
        .reduce(function(all, some) { all.append(some) }, [])
    }
    what_lacks = function(peer) { lacking(ent:seen{peer{"Id"}}.defaultsTo({})) }

    one_of = function(list) { list.length() > 0 => list[random:integer(list.length() - 1)] | null }

    // Messages --------------------------------------------------------------------------------------

    tell = defaction(peer, type, attrs) {
      event:send({"eci": peer{"Tx"}, "domain": "gossip", "type": type, "attrs": attrs})
    }
    tell_rumor = defaction(peer) {
      rumor = what_lacks(peer).head()
      if rumor then tell(peer, "rumor", rumor)
      return rumor
    }
    tell_summary = defaction(peer) { tell(peer, "summary", {"summary": summary()}) }

    event_policy = {
      "allow": [
        {"domain": "sensor", "name": "reading"},
        {"domain": "gossip", "name": "heartbeat"},
        {"domain": "gossip", "name": "listen"},
        {"domain": "peers", "name": "wanted"}
      ],
      "deny": []
    }
    query_policy = {
      "allow": [
        {"rid": "gossip.node", "name": "*"},
        {"rid": "gossip.temperature", "name": "*"},
        {"rid": "gossip.peers", "name": "peers"}
      ],
      "deny": []
    }
  }

  // The first thing in its life: a channel for applications, and a word to the community.
  rule ready {
    select when wrangler ruleset_installed where event:attrs{"rids"} >< meta:rid
    if wrangler:channels("application").length() == 0 then every {
      wrangler:createChannel(["application"], event_policy, query_policy) setting(channel)
      event:send({
        "eci": wrangler:parent_eci(),
        "domain": "community",
        "type": "sensor_ready",
        "attrs": {
          "name": wrangler:name(),
          "eci": channel{"id"},
          "wellKnown_Rx": subscription:wellKnown_Rx(){"id"}
        }
      })
    }
  }

  rule listen {
    select when gossip listen status re#^(on|off)$# setting(status)
    always { ent:listens := (status == "on") }
  }

  // News of its own -----------------------------------------------------------------------------------

  rule temperature_news {
    select when sensor measured
    always {
      raise gossip event "news" attributes {"kind": "temperature", "value": event:attrs{"celsius"}}
    }
  }

  rule hot_news {
    select when sensor limit_crossed
    always {
      raise gossip event "news" attributes {"kind": "hot", "value": event:attrs{"is_hot"} => 1 | -1}
    }
  }

  rule publish {
    select when gossip news
    pre {
      number = ent:published.defaultsTo(0)
      rumor = {
        "origin": meta:picoId,
        "number": number,
        "name": wrangler:name(),
        "kind": event:attrs{"kind"},
        "value": event:attrs{"value"}
      }
    }
    // Counted here, for the next news may come before this rumor is kept.
    always {
      ent:published := number + 1;
      raise gossip event "learned" attributes rumor
    }
  }

  // The protocol --------------------------------------------------------------------------------------

  rule speak {
    select when gossip heartbeat where listens()
    pre {
      peers = network:peers()
      curious = peers.filter(function(peer) { what_lacks(peer).length() > 0 })
      peer = one_of(curious.length() > 0 => curious | peers)
    }
    if peer then sample {
      tell_rumor(peer) setting(rumor)
      tell_summary(peer)
    }
    fired { ent:seen{[peer{"Id"}, rumor{"origin"}]} := rumor{"number"} if rumor }
  }

  rule hear_rumor {
    select when gossip rumor origin re#.# number re#^\d+$#
      where listens() && not network:peer_at(event:eci).isnull()
    if ent:rumors{id_of(event:attrs{"origin"}, event:attrs{"number"})}.isnull() then noop()
    fired { raise gossip event "learned" attributes event:attrs }
  }

  rule hear_summary {
    select when gossip summary where listens()
    pre { peer = network:peer_at(event:eci) }
    if peer then noop()
    fired {
      ent:seen{peer{"Id"}} := event:attrs{"summary"};
      raise gossip event "summary_heard" attributes {"peer": peer}
    }
  }

  rule answer_summary {
    select when gossip summary_heard
    foreach what_lacks(event:attrs{"peer"}) setting(rumor)
    tell(event:attrs{"peer"}, "rumor", rumor)
    always { ent:seen{[event:attrs{["peer", "Id"]}, rumor{"origin"}]} := rumor{"number"} }
  }

  // What a rumor means --------------------------------------------------------------------------------

  rule keep {
    select when gossip learned
    pre { origin = event:attrs{"origin"} }
    always {
      ent:rumors{id_of(origin, event:attrs{"number"})} := event:attrs;
      ent:summary{origin} := complete_from(origin, ent:summary{origin}.defaultsTo(-1))
    }
  }

  rule learn_temperature {
    select when gossip learned kind re#^temperature$#
    pre {
      origin = event:attrs{"origin"}
      is_newer = event:attrs{"number"} > ent:temperatures{[origin, "number"]}.defaultsTo(-1)
    }
    if is_newer then noop()
    fired {
      ent:temperatures{origin} := {
        "name": event:attrs{"name"},
        "celsius": event:attrs{"value"},
        "number": event:attrs{"number"}
      }
    }
  }

  rule learn_hot {
    select when gossip learned kind re#^hot$#
    always { ent:hot := hot() + event:attrs{"value"} }
  }
}
