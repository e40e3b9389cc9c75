// The parent of the sensors: creates them, gives them their rulesets, introduces them to each other,
// and sets the pace of the gossip while there are no timers.
ruleset gossip.community {
  meta {
    name "Gossip: community"
    description "Creates sensor picos by program and asks them what they know."
    use module io.picolabs.wrangler alias wrangler
    shares sensors, views, agreed
  }

  global {
    sensors = function() { ent:sensors.defaultsTo({}) }

    // What each sensor believes about all of them: temperatures by name, and how many are too hot.
    views = function() {
      sensors().map(function(sensor) { wrangler:picoQuery(sensor{"eci"}, "gossip.node", "view") })
    }

    // Whether all sensors that listen to gossip believe the same.
    agreed = function() {
      views().values().filter(function(view) { view{"listens"} }).unique().length() <= 1
    }

    // Installed in each sensor, in this order: a module comes before who uses it.
    parts = ["gossip.temperature", "gossip.peers", "gossip.node"]
  }

  rule create_sensor {
    select when community sensor_wanted name re#^(.+)$# setting(name)
    if sensors(){[name]}.isnull() then noop()
    fired {
      raise wrangler event "new_child_request"
        attributes {"name": name, "limit": event:attrs{"limit"}, "for": meta:rid}
    } else {
      log warn <<There is a sensor #{name} already>>
    }
  }

  // What the request had in it comes back when the child is usable.
  rule equip_sensor {
    select when wrangler child_initialized where event:attrs{"for"} == meta:rid
    foreach parts setting(rid)
    event:send({
      "eci": event:attrs{"eci"},
      "domain": "wrangler",
      "type": "install_ruleset_request",
      "attrs": {
        "absoluteURL": meta:rulesetURI,
        "rid": rid,
        "config": {"limit": event:attrs{"limit"}}
      }
    })
  }

  rule sensor_ready {
    select when community sensor_ready name re#(.+)# eci re#(.+)# setting(name, eci)
    always { ent:sensors{[name]} := {"eci": eci, "wellKnown_Rx": event:attrs{"wellKnown_Rx"}} }
  }

  // Makes two sensors peers: the first asks the second.
  rule introduce {
    select when community introduced first re#(.+)# second re#(.+)# setting(first, second)
    pre {
      asker = sensors(){[first]}
      asked = sensors(){[second]}
    }
    if asker && asked then event:send({
      "eci": asker{"eci"},
      "domain": "peers",
      "type": "wanted",
      "attrs": {"wellKnown_Rx": asked{"wellKnown_Rx"}, "name": second}
    })
    notfired { error info <<#{first} or #{second} is no sensor>> }
  }

  // One round of gossip: every sensor speaks to one of its peers.
  rule round {
    select when community round
    foreach sensors() setting(sensor)
    event:send({"eci": sensor{"eci"}, "domain": "gossip", "type": "heartbeat"})
  }

  rule unknown_sensor {
    select when system error
    send_directive("refused", {"reason": event:attrs{"data"}})
  }
}
