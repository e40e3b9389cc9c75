// Who the peers of a node are: subscriptions in which both sides have the same role.
ruleset gossip.peers {
  meta {
    name "Gossip: peers"
    description "Asks for subscriptions with other nodes, and accepts those of nodes only."
    use module io.picolabs.subscription alias subscription
    use module io.picolabs.wrangler alias wrangler
    configure using role = "node" domain = "gossip" messages = ["rumor", "summary"]
    provides peers, peer_at
    shares peers
  }

  global {
    peers = function() { subscription:established("Tx_role", role) }
    // The peer whose messages come in on this channel, null if it is nobody's.
    peer_at = function(eci) { peers().filter(function(peer) { peer{"Rx"} == eci }).head() }
    // Peers say what belongs to the protocol and nothing else, and ask nothing.
    policies = {
      "eventPolicy": {
        "allow": messages.map(function(name) { {"domain": domain, "name": name} }),
        "deny": []
      },
      "queryPolicy": {"allow": [], "deny": []}
    }
    asked = function() { ent:asked.defaultsTo({}).values() }
  }

  rule ask {
    select when peers wanted wellKnown_Rx re#(.+)# setting(well_known)
    if not (asked() >< well_known) then noop()
    fired {
      raise wrangler event "subscription" attributes {
        "wellKnown_Tx": well_known,
        "Rx_role": role,
        "Tx_role": role,
        "name": wrangler:name() + "-" + event:attrs{"name"},
        "channel_type": "gossip"
      }.put(policies)
    }
  }

  // Nobody is asked twice, as long as he has not refused or left.
  rule note_asked {
    select when wrangler outbound_pending_subscription_added
    always { ent:asked{event:attrs{"Id"}} := event:attrs{"wellKnown_Tx"} }
  }

  rule forget_asked {
    select when wrangler subscription_removed or wrangler outbound_subscription_cancelled
    always { clear ent:asked{event:attrs{["bus", "Id"]}} }
  }

  rule accept {
    select when wrangler inbound_pending_subscription_added
      where event:attrs{"Rx_role"} == role && event:attrs{"Tx_role"} == role
    always {
      raise wrangler event "pending_subscription_approval" attributes event:attrs.put(policies)
    }
  }

  rule reject {
    select when wrangler inbound_pending_subscription_added
      where event:attrs{"Rx_role"} != role || event:attrs{"Tx_role"} != role
    always { raise wrangler event "inbound_rejection" attributes {"Id": event:attrs{"Id"}} }
  }
}
