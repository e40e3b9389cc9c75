// An address book that keeps itself up to date: friends are subscriptions, and each side sends its card
// when the friendship begins and whenever its profile changes.
ruleset personal.address {
  meta {
    name "Personal: address book"
    description "Contacts typed in, and those of friends, which they maintain themselves."
    use module io.picolabs.wrangler alias wrangler
    use module io.picolabs.subscription alias subscription
    use module io.picolabs.pds alias pds
    use module personal.html alias html with title = "Address book"
    shares contacts, found, page, invitation
  }

  global {
    contacts = function() {
      ent:contacts.defaultsTo({}).values().sort(function(a, b) { a{"name"} cmp b{"name"} })
    }
    found = function(text) {
      contacts().filter(function(contact) {
        contact{"name"}.lc().contains(text.lc()) || contact{"email"}.defaultsTo("").contains(text)
      })
    }
    page = function() {
      html:page(html:list(contacts().map(function(contact) {
        [contact{"name"}, contact{"email"}, contact{"phone"}]
          .filter(function(part) { part })
          .join(", ") + (contact{"friend"} => " (friend)" | "")
      })))
    }
    // What another person needs to ask for friendship.
    invitation = function() { subscription:wellKnown_Rx(){"id"} }

    friends = function() { subscription:established("Tx_role", "friend") }
    friend_at = function(eci) { friends().filter(function(friend) { friend{"Rx"} == eci }).head() }
    // What friends get to see, as the configuration of the app says.
    fields = function() { ctx:rid_config{"card"}.defaultsTo(["name", "email", "phone"]) }
    card = function() {
      pds:profile(){"profile"}.filter(function(value, field) { fields() >< field && value })
    }
    is_email = function(email) { email.as("String").match(re#^[^@\s]+@[^@\s]+$#) }

    // Friends send their cards, and that is all.
    policies = {
      "eventPolicy": {"allow": [{"domain": "address", "name": "card"}], "deny": []},
      "queryPolicy": {"allow": [], "deny": []}
    }
    send_card = defaction(friend) {
      event:send({"sub": friend, "domain": "address", "type": "card", "attrs": {"card": card()}})
    }
  }

  rule start {
    select when wrangler ruleset_installed where event:attrs{"rids"} >< meta:rid
    always {
      raise personal event "app_ready"
        attributes {"rid": meta:rid, "title": "Address book", "about": "people, and friends"}
    }
  }

  // Contacts typed in ---------------------------------------------------------------------------------

  rule add {
    select when address added name re#(.+)# email re#(.+)# setting(name, email)
    if is_email(email) then send_directive("added", {"name": name})
    fired {
      ent:contacts{[name]} := {"name": name, "email": email, "phone": event:attrs{"phone"}}
    } else {
      raise address event "refused" attributes {"reason": <<#{email} is no address>>}
    }
  }

  rule remove {
    select when address removed name re#(.+)# setting(name)
    always { clear ent:contacts{[name]} }
  }

  rule refuse {
    select when address refused
    send_directive("refused", {"reason": event:attrs{"reason"}})
  }

  // Friends -------------------------------------------------------------------------------------------

  rule befriend {
    select when address friend_wanted invitation re#(.+)# setting(invitation)
    always {
      raise wrangler event "subscription" attributes {
        "wellKnown_Tx": invitation,
        "Rx_role": "friend",
        "Tx_role": "friend",
        "channel_type": "friendship",
        "name": wrangler:name(),
        "greeting": event:attrs{"greeting"}
      }.put(policies)
    }
  }

  // The person decides: requests wait until then.
  rule ask_the_person {
    select when wrangler inbound_pending_subscription_added where event:attrs{"Tx_role"} == "friend"
    send_directive("friendship?", {"greeting": event:attrs{"greeting"}})
    always {
      ent:requests{event:attrs{"Id"}} := {
        "id": event:attrs{"Id"},
        "from": event:attrs{"channel_name"},
        "greeting": event:attrs{"greeting"}
      }
    }
  }

  rule decide {
    select when address friendship from re#(.+)# answer re#^(yes|no)$# setting(from, answer)
    foreach ent:requests.values().filter(function(each) { each{"from"} == from }) setting(request)
    always {
      clear ent:requests{request{"id"}};
      raise wrangler event "pending_subscription_approval"
        attributes policies.put({"Id": request{"id"}}) if answer == "yes";
      raise wrangler event "inbound_rejection" attributes {"Id": request{"id"}} if answer == "no"
    }
  }

  rule greet {
    select when wrangler subscription_added where event:attrs{["bus", "Tx_role"]} == "friend"
    send_card(event:attrs{"bus"})
  }

  rule tell_friends {
    select when pds profile_updated
    foreach friends() setting(friend)
    send_card(friend)
  }

  // A card is taken from friends only, and under the name that the first one had.
  rule take_card {
    select when address card
    pre {
      friend = friend_at(event:eci)
      card = event:attrs{"card"}
    }
    if friend && card{"name"} then noop()
    fired {
      ent:contacts{friend{"Id"}} := {
        "name": card{"name"},
        "email": card{"email"},
        "phone": card{"phone"},
        "friend": true
      }
    }
  }

  rule part {
    select when address friend_unwanted name re#(.+)# setting(name)
    foreach ent:contacts.keys().filter(function(key) {
      ent:contacts{[key, "friend"]} && ent:contacts{[key, "name"]} == name
    }) setting(id)
    always { raise wrangler event "subscription_cancellation" attributes {"Id": id} }
  }

  rule forget_friend {
    select when wrangler subscription_removed
    always { clear ent:contacts{event:attrs{["bus", "Id"]}} }
  }
}
