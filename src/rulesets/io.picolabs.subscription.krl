// SPDX-License-Identifier: MIT
//
// Subscriptions: two picos agree to talk, each on a channel of its own (spec system-rulesets.md 5).
//
// A side of a subscription is a map, the "bus":
//   {"Id", "Rx": my channel, "Tx": the peer's, "Rx_role": my role, "Tx_role": the peer's,
//    "Tx_host": only where the peer is on another host, "wellKnown_Tx": only in `outbound`}
// Buses are kept by their Id, so that looking for one, adding and removing it does not depend on how
// many there are.
ruleset io.picolabs.subscription {
  meta {
    name "Subscriptions"
    description "Makes, keeps and ends subscriptions between picos."
    use module io.picolabs.wrangler alias wrangler
    provides established, inbound, outbound, wellKnown_Rx, autoAcceptConfig
    shares established, inbound, outbound, wellKnown_Rx, autoAcceptConfig
  }

  global {
    established = function(key, value) { chosen(ent:established, key, value) }
    inbound = function(key, value) { chosen(ent:inbound, key, value) }
    outbound = function(key, value) { chosen(ent:outbound, key, value) }
    autoAcceptConfig = function() { ent:autoAcceptConfig.defaultsTo({}) }

    well_known_tags = ["wellKnown_Rx", "Tx_Rx"]
    // A pico may have thousands of channels: the right one is remembered.
    wellKnown_Rx = function() {
      known = ctx:channel(ent:wellKnown_Rx)
      known.isnull() => wrangler:channels(well_known_tags).head() | known
    }

    // Buses ---------------------------------------------------------------------------------------

    chosen = function(buses, key, value) {
      key.isnull() || value.isnull() => buses.values()
        | buses.values().filter(function(bus) { bus{key} == value })
    }
    bus_with = function(buses, key, value) {
      known = key == "Id" && value.typeof() == "String" => buses{value} | null
      known{key} == value => known | chosen(buses, key, value).head()
    }
    // The bus that the event is about. Where several have its Id, a peer's message names the channel.
    bus_in = function(buses) {
      attrs = event:attrs
      id = given_id()
      by_channel = is_text(attrs{"Rx"}) => buses{attrs{"Rx"}} | null
      not id.isnull() => (by_channel{"Id"} == id => by_channel | bus_with(buses, "Id", id))
        | not attrs{"Rx"}.isnull() => bus_with(buses, "Rx", attrs{"Rx"})
        | not attrs{"Tx"}.isnull() => bus_with(buses, "Tx", attrs{"Tx"})
        | bus_with(buses, "Rx", event:eci)
    }
    // A pico that subscribes to itself has both ends under one Id: the second is kept by its channel.
    key_for = function(buses, bus) { buses{bus{"Id"}}.isnull() => bus{"Id"} | bus{"Rx"} }
    key_of = function(buses, bus) { buses{[bus{"Id"}, "Rx"]} == bus{"Rx"} => bus{"Id"} | bus{"Rx"} }

    // Attributes ----------------------------------------------------------------------------------

    is_text = function(value) { value.typeof() == "String" && value != "" }
    without_nulls = function(map) { map.filter(function(value) { not value.isnull() }) }
    // The headers of a request are nobody's business but the first event's.
    own_attrs = function() { event:attrs.delete("_headers") }
    // What the peer gets to see: the policies are for our channel only.
    peer_attrs = function() {
      own_attrs().delete("bus").delete("eventPolicy").delete("queryPolicy")
    }
    given_id = function() {
      id = event:attrs{"Id"}
      id.typeof() == "Number" => id.as("String") | id
    }
    // A key of stored members must not be long, so a longer text is no Id.
    is_too_long = function(id) { is_text(id) && id.length() > 200 }
    id_or_new = function() {
      id = given_id()
      is_text(id) && not is_too_long(id) => id | random:uuid()
    }
    roles = function() {
      attrs = event:attrs
      attrs{"Rx_role"}.isnull() => {}
        | without_nulls({"Rx_role": attrs{"Rx_role"}, "Tx_role": attrs{"Tx_role"}})
    }
    other_host = function(host) { is_text(host) && host != meta:host => host | null }
    // How the peer is to reach us.
    our_host = function() {
      host = event:attrs{"Rx_host"}
      host == "localhost" => null | host.isnull() => meta:host | host
    }
    unknown = function() {
      event:domain + ":" + event:name + " ignored, there is no such subscription: "
        + event:attrs{"Id"}.encode()
    }

    // Channels ------------------------------------------------------------------------------------

    // A channel with a policy of its own must still let the protocol through. As what is denied
    // cannot be allowed, a rule that denies some of the protocol goes. Nothing else is let in by
    // that, for the rules go as well that allow some of what it denied.
    protocol =
      ["outbound_pending_subscription_approved", "outbound_removal", "established_removal"].map(
        function(name) { {"domain": "wrangler", "name": name} }
      )
    overlap = function(a, b) {
      both = function(key) { a{key} == "*" || b{key} == "*" || a{key} == b{key} }
      both("domain") && both("name")
    }
    overlapping = function(rules, others) {
      rules.filter(function(rule) { others.any(function(other) { overlap(rule, other) }) })
    }
    with_protocol = function(policy) {
      excess = overlapping(policy{"deny"}, protocol)
      allowed = policy{"allow"}.difference(overlapping(policy{"allow"}, excess))
      policy.put({"allow": allowed.append(protocol), "deny": policy{"deny"}.difference(excess)})
    }
    // What is no policy is refused where it is used.
    event_policy = function() {
      policy = event:attrs{"eventPolicy"}
      lists = [policy{"allow"}, policy{"deny"}]
      lists.all(function(list) { list.typeof() == "Array" }) => with_protocol(policy) | policy
    }
    create_channel = defaction(name, type, event_policy, query_policy) {
      tags = [is_text(name) => name | random:word(), is_text(type) => type | "Tx_Rx"]
      ctx:newChannel(tags, event_policy, query_policy) setting(channel)
      return channel
    }
    restrict_channel = defaction(bus) {
      policies = [event_policy(), event:attrs{"queryPolicy"}]
      if policies.any(function(policy) { not policy.isnull() }) then
        ctx:putChannel(bus{"Rx"}, null, policies[0], policies[1])
    }
    // Somebody may have deleted it already.
    drop_channel = defaction(bus) {
      if not ctx:channel(bus{"Rx"}).isnull() then ctx:delChannel(bus{"Rx"})
    }
    tell = defaction(eci, host, name, attrs) {
      event:send({"eci": eci, "domain": "wrangler", "type": name, "attrs": attrs}, host)
    }

    // Automatic acceptance ------------------------------------------------------------------------

    // A bad pattern fails here, when it comes, and not with every request.
    patterns_of = function(texts) { [].append(texts).map(function(text) { text.as("RegExp") }) }
    accepts = function(entries) {
      entries.keys().any(function(name) {
        value = event:attrs{name}
        not value.isnull()
          && patterns_of(entries{[name]}).any(function(re) { value.as("String").match(re) })
      })
    }
  }

  // The well-known channel ------------------------------------------------------------------------

  rule ensure_well_known_channel {
    select when wrangler:ruleset_installed where event:attrs{"rids"} >< ctx:rid or engine:started
    if wellKnown_Rx().isnull() then noop()
    fired { raise wrangler event "need_wellKnown_Rx" attributes own_attrs() }
  }

  rule create_well_known_channel {
    select when wrangler:need_wellKnown_Rx
    pre {
      allowed = ["subscription", "new_subscription_request", "inbound_removal"].map(function(name) {
        {"domain": "wrangler", "name": name}
      })
      event_policy = {"allow": allowed, "deny": []}
      query_policy = {"allow": [{"rid": ctx:rid, "name": "wellKnown_Rx"}], "deny": []}
    }
    wrangler:createChannel(well_known_tags, event_policy, query_policy) setting(channel)
    fired {
      ent:wellKnown_Rx := channel{"id"}
      raise wrangler event "wellKnown_Rx_created" attributes own_attrs()
    }
  }

  // Asking ----------------------------------------------------------------------------------------

  rule start_subscription {
    select when wrangler:subscription
    pre {
      attrs = own_attrs()
      target = attrs{"wellKnown_Tx"}
      id = id_or_new()
      is_new = ent:outbound{id}.isnull() && ent:established{id}.isnull() && ent:inbound{id}.isnull()
      name = is_text(attrs{"name"}) => attrs{"name"} | random:word()
      type = is_text(attrs{"channel_type"}) => attrs{"channel_type"} | "Tx_Rx"
    }
    if is_text(target) && is_new then
      create_channel(name, type, event_policy(), attrs{"queryPolicy"}) setting(channel)
    fired {
      bus = roles().put(without_nulls({
        "Id": id,
        "Tx_host": other_host(attrs{"Tx_host"}),
        "wellKnown_Tx": target,
        "Rx": channel{"id"}
      }))
      all = attrs.put(bus).put({"channel_name": name, "channel_type": type})
      ent:outbound{id} := bus
      raise wrangler event "subscription_request_needed" attributes all
      raise wrangler event "outbound_pending_subscription_added" attributes all
    } else {
      raise wrangler event "wellKnown_Tx_format_failure" attributes attrs if not is_text(target)
      log warn "wrangler:subscription ignored, its Id is in use: " + id if not is_new
    }
  }

  rule send_request {
    select when wrangler:subscription_request_needed
    pre {
      attrs = peer_attrs()
      swapped = without_nulls({"Rx_role": attrs{"Tx_role"}, "Tx_role": attrs{"Rx_role"}})
      request = attrs.delete("Rx_role")
        .delete("Tx_role")
        .put(swapped)
        .put({"Tx": attrs{"Rx"}, "Tx_host": our_host()})
    }
    tell(attrs{"wellKnown_Tx"}, other_host(attrs{"Tx_host"}), "new_subscription_request", request)
  }

  rule receive_request {
    select when wrangler:new_subscription_request
    pre {
      attrs = peer_attrs()
      peer = attrs{"Tx"}
      id = id_or_new()
      is_new = ent:inbound{id}.isnull() && ent:established{id}.isnull()
      // Under another Id the requester would not know it.
      flaw = is_too_long(given_id()) => "its Id is too long"
        | not is_new => "its Id is in use: " + id
        | null
    }
    if is_text(peer) && flaw.isnull() then
      create_channel(attrs{"channel_name"}, attrs{"channel_type"}) setting(channel)
    fired {
      bus = roles().put(without_nulls({
        "Id": id,
        "Tx_host": other_host(attrs{"Tx_host"}),
        "Tx": peer,
        "Rx": channel{"id"}
      }))
      ent:inbound{id} := bus
      raise wrangler event "inbound_pending_subscription_added" attributes attrs.put(bus)
    } else {
      raise wrangler event "no_Tx_failure" attributes attrs if not is_text(peer)
      log warn "wrangler:new_subscription_request ignored, " + flaw if flaw
    }
  }

  // Answering -------------------------------------------------------------------------------------

  rule accept_automatically {
    select when wrangler:inbound_pending_subscription_added
    pre { attrs = own_attrs() }
    if autoAcceptConfig().values().any(accepts) then noop()
    fired {
      raise wrangler event "pending_subscription_approval" attributes attrs
      raise wrangler event "auto_accepted_subscription_request" attributes attrs
    }
  }

  rule approve {
    select when wrangler:pending_subscription_approval
    pre {
      bus = bus_in(ent:inbound)
      mine = {"Id": bus{"Id"}, "Tx": bus{"Rx"}}
    }
    if bus then every {
      restrict_channel(bus)
      tell(
        bus{"Tx"},
        bus{"Tx_host"},
        "outbound_pending_subscription_approved",
        peer_attrs().put(mine)
      )
    }
    fired {
      raise wrangler event "inbound_pending_subscription_approved"
        attributes own_attrs().put({"Id": bus{"Id"}, "bus": bus})
    } else {
      log warn unknown()
    }
  }

  rule establish_outbound {
    select when wrangler:outbound_pending_subscription_approved
    pre {
      pending = bus_in(ent:outbound)
      peer = event:attrs{"Tx"}
      bus = pending.delete("wellKnown_Tx").put("Tx", peer)
    }
    if pending && is_text(peer) then noop()
    fired {
      ent:established{key_for(ent:established, bus)} := bus
      clear ent:outbound{key_of(ent:outbound, pending)}
      raise wrangler event "subscription_added"
        attributes own_attrs().put({"Id": bus{"Id"}, "bus": bus})
    }
  }

  rule establish_inbound {
    select when wrangler:inbound_pending_subscription_approved
    pre { bus = bus_in(ent:inbound) }
    if bus then noop()
    fired {
      ent:established{key_for(ent:established, bus)} := bus
      clear ent:inbound{key_of(ent:inbound, bus)}
      raise wrangler event "subscription_added" attributes own_attrs().put("bus", bus)
    }
  }

  rule reject {
    select when wrangler:inbound_rejection
    pre {
      bus = bus_in(ent:inbound)
      id = {"Id": bus{"Id"}}
    }
    if bus then tell(bus{"Tx"}, bus{"Tx_host"}, "outbound_removal", peer_attrs().put(id))
    fired {
      raise wrangler event "inbound_removal" attributes own_attrs().put(id)
    } else {
      log warn unknown()
    }
  }

  rule withdraw {
    select when wrangler:outbound_cancellation
    pre {
      bus = bus_in(ent:outbound)
      id = {"Id": bus{"Id"}}
    }
    if bus then
      tell(
        bus{"wellKnown_Tx"},
        bus{"Tx_host"},
        "inbound_removal",
        peer_attrs().put(id).put("Tx", bus{"Rx"})
      )
    fired {
      raise wrangler event "outbound_removal" attributes own_attrs().put(id)
    } else {
      log warn unknown()
    }
  }

  // Ending ----------------------------------------------------------------------------------------

  rule cancel {
    select when wrangler:subscription_cancellation
    pre {
      bus = bus_in(ent:established)
      id = {"Id": bus{"Id"}}
    }
    if bus then
      tell(
        bus{"Tx"},
        bus{"Tx_host"},
        "established_removal",
        peer_attrs().put(id).put({"Rx": bus{"Tx"}, "Tx": bus{"Rx"}})
      )
    fired { raise wrangler event "established_removal" attributes own_attrs().put(id) }
  }

  rule remove_established {
    select when wrangler:established_removal
    pre { bus = bus_in(ent:established) }
    if bus then drop_channel(bus)
    fired {
      clear ent:established{key_of(ent:established, bus)}
      raise wrangler event "subscription_removed" attributes own_attrs().put("bus", bus)
    }
  }

  rule remove_inbound {
    select when wrangler:inbound_removal
    pre { bus = bus_in(ent:inbound) }
    if bus then drop_channel(bus)
    fired {
      clear ent:inbound{key_of(ent:inbound, bus)}
      raise wrangler event "inbound_subscription_cancelled" attributes own_attrs().put("bus", bus)
    }
  }

  rule remove_outbound {
    select when wrangler:outbound_removal
    pre { bus = bus_in(ent:outbound) }
    if bus then drop_channel(bus)
    fired {
      clear ent:outbound{key_of(ent:outbound, bus)}
      raise wrangler event "outbound_subscription_cancelled" attributes own_attrs().put("bus", bus)
    }
  }

  rule cancel_all {
    select when wrangler:cancel_subscriptions
    pre { ids = function(buses) { buses.map(function(bus) { bus{"Id"} }) } }
    always {
      raise wrangler event "cancel_relationships" attributes own_attrs().put({
        "establishedIDs": ids(established()),
        "inboundIDs": ids(inbound()),
        "outboundIDs": ids(outbound())
      })
    }
  }

  rule cancel_each_established {
    select when wrangler:cancel_relationships
    foreach event:attrs{"establishedIDs"} setting(id)
    always { raise wrangler event "subscription_cancellation" attributes {"Id": id} }
  }

  rule cancel_each_inbound {
    select when wrangler:cancel_relationships
    foreach event:attrs{"inboundIDs"} setting(id)
    always { raise wrangler event "inbound_rejection" attributes {"Id": id} }
  }

  rule cancel_each_outbound {
    select when wrangler:cancel_relationships
    foreach event:attrs{"outboundIDs"} setting(id)
    always { raise wrangler event "outbound_cancellation" attributes {"Id": id} }
  }

  rule delete_with_subscription {
    select when wrangler:intent_to_delete
    always {
      raise wrangler event "subscription_cancellation" attributes own_attrs()
      raise wrangler event "ready_for_deletion"
    }
  }

  // The engine raises `pico_deletion` in a pico that is about to go, and delivers what is sent here
  // to those that stay. It comes on the pico's own channel, which no peer can use.

  rule tell_established_of_deletion {
    select when wrangler:pico_deletion where event:eci == ctx:picoId
    foreach established() setting(bus)
    tell(bus{"Tx"}, bus{"Tx_host"}, "established_removal", {
      "Id": bus{"Id"},
      "Rx": bus{"Tx"},
      "Tx": bus{"Rx"}
    })
  }

  rule tell_requesters_of_deletion {
    select when wrangler:pico_deletion where event:eci == ctx:picoId
    foreach inbound() setting(bus)
    tell(bus{"Tx"}, bus{"Tx_host"}, "outbound_removal", {"Id": bus{"Id"}})
  }

  rule tell_requested_of_deletion {
    select when wrangler:pico_deletion where event:eci == ctx:picoId
    foreach outbound() setting(bus)
    tell(bus{"wellKnown_Tx"}, bus{"Tx_host"}, "inbound_removal", {"Id": bus{"Id"}, "Tx": bus{"Rx"}})
  }

  // Events to peers -------------------------------------------------------------------------------

  rule find_peers_for_event {
    select when wrangler:send_event_on_subs
    pre {
      attrs = own_attrs()
      with = function(key, value) { value.isnull() => [] | established(key, value) }
      subs = with("Id", attrs{"subID"})
        .append(with("Tx_role", attrs{"Tx_role"}))
        .append(with("Rx_role", attrs{"Rx_role"}))
      found = {
        "foundSubsToSendTo": subs.length() > 0,
        "domainGiven": is_text(attrs{"domain"}),
        "typeGiven": is_text(attrs{"type"})
      }
    }
    if found.values().all(function(is_there) { is_there }) then noop()
    fired {
      raise wrangler event "send_event_to_subs" attributes attrs.put("subs", subs)
    } else {
      raise wrangler event "failed_to_send_event_to_sub" attributes attrs.put(found)
    }
  }

  rule send_event_to_peers {
    select when wrangler:send_event_to_subs
    foreach event:attrs{"subs"} setting(sub)
    event:send({
      "sub": sub,
      "domain": event:attrs{"domain"},
      "type": event:attrs{"type"},
      "attrs": event:attrs{"attrs"}
    })
  }

  // Configuration of automatic acceptance ----------------------------------------------------------

  rule configure_acceptance {
    select when wrangler:autoAcceptConfigUpdate
    pre {
      attrs = own_attrs()
      given = attrs{"config"}.typeof() == "Map" => attrs{"config"}
        | {"configName": attrs{"configName"}, "entries": attrs{"regexMap"}.decode()}
      name = given{"configName"}
      entries = given{"entries"}.typeof() == "Map" => given{"entries"} | {}
      patterns = entries.map(patterns_of)
    }
    if is_text(name) then noop()
    fired {
      ent:autoAcceptConfig{[name]} := entries if not attrs{"delete"}
      clear ent:autoAcceptConfig{[name]} if attrs{"delete"}
      raise wrangler event "auto_accept_config_updated" attributes attrs
    } else {
      raise wrangler event "autoAcceptConfigUpdate_failure" attributes attrs
    }
  }

  // Deletion with a grace period, as 0.x had it -----------------------------------------------------

  rule ask_for_cleanup_period {
    select when wrangler:ruleset_added where event:attrs{"rids"} >< ctx:rid
    always { raise wrangler event "ruleset_needs_cleanup_period" attributes {"domain": ctx:rid} }
  }

  rule clean_up {
    select when wrangler:rulesets_need_to_cleanup
    always { raise wrangler event "cancel_subscriptions" attributes own_attrs() }
  }
}
