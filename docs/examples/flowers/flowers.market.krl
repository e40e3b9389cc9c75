// The market place: gives shops and drivers a pico each, and makes every driver known to every shop.
ruleset flowers.market {
  meta {
    name "Flowers: market"
    description "Creates the picos of shops and drivers, and introduces them to each other."
    use module io.picolabs.wrangler alias wrangler
    shares members, eci_of, page
    use module flowers.html alias html with title = "The market"
  }

  global {
    members = function(kind) {
      ent:members.defaultsTo({})
        .filter(function(member) { kind.isnull() || member{"kind"} == kind })
    }
    // Where customers of a shop, or the application of a driver, send their events.
    eci_of = function(name) { ent:members{[name, "eci"]} }

    page = function() {
      html:page(
        html:table(
          ["name", "kind", "location"],
          members()
            .map(function(member, name) { [name, member{"kind"}, member{"location"}.join(", ")] })
            .values()
        )
      )
    }

    parts = {
      "shop": ["flowers.profile", "flowers.ranking", "flowers.html", "flowers.shop"],
      "driver": ["flowers.profile", "flowers.driver"]
    }
    drivers_may = {
      "allow": [{"domain": "delivery", "name": "bid"}, {"domain": "delivery", "name": "progress"}],
      "deny": []
    }
    opposite = {"shop": "driver", "driver": "shop"}
  }

  rule join {
    select when market joined name re#^(.+)$# kind re#^(shop|driver)$# setting(name, kind)
    pre { request = event:attrs.delete("_headers").put({"for": meta:rid}) }
    if eci_of(name).isnull() then noop()
    fired {
      raise wrangler event "new_child_request" attributes request
    } else {
      raise market event "refused" attributes {"reason": <<#{name} is taken>>}
    }
  }

  rule refuse {
    select when market refused
    send_directive("refused", {"reason": event:attrs{"reason"}})
  }

  // The profile is the configuration with which the rulesets of the member are installed.
  rule equip {
    select when wrangler child_initialized where event:attrs{"for"} == meta:rid
    foreach parts{event:attrs{"kind"}} setting(rid)
    pre {
      config = event:attrs.filter(function(value, name) {
        ["name", "kind", "location", "rates", "range"] >< name
      })
    }
    event:send({
      "eci": event:attrs{"eci"},
      "domain": "wrangler",
      "type": "install_ruleset_request",
      "attrs": {"absoluteURL": meta:rulesetURI, "rid": rid, "config": config}
    })
  }

  rule welcome {
    select when market member_ready name re#(.+)# kind re#(.+)# setting(name, kind)
    always {
      ent:members{[name]} := event:attrs.delete("_headers");
      raise market event "member_welcomed" attributes event:attrs
    }
  }

  // With the pico its subscriptions go, and the other sides hear of it.
  rule leave {
    select when market left name re#^(.+)$# setting(name)
    pre { eci = ent:members{[name, "family_eci"]} }
    if eci then noop()
    fired {
      clear ent:members{[name]};
      raise wrangler event "child_deletion_request" attributes {"eci": eci}
    }
  }

  // The shop asks for the subscription, whoever came first.
  rule introduce {
    select when market member_welcomed
    foreach members(opposite{event:attrs{"kind"}}) setting(other)
    pre { pair = event:attrs{"kind"} == "shop" => [event:attrs, other] | [other, event:attrs] }
    event:send({
      "eci": pair[0]{"family_eci"},
      "domain": "wrangler",
      "type": "subscription",
      "attrs": {
        "wellKnown_Tx": pair[1]{"wellKnown_Rx"},
        "Rx_role": "shop",
        "Tx_role": "driver",
        "name": pair[0]{"name"} + "-" + pair[1]{"name"},
        "channel_type": "delivery",
        "eventPolicy": drivers_may,
        "queryPolicy": {"allow": [], "deny": []}
      }
    })
  }
}
