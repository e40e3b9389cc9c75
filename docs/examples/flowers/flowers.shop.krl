// A shop: takes orders, asks all its drivers for bids, gives the order to the best, and follows it.
//
//   requested -> assigned -> picked up -> delivered
//   waiting      when nobody bids, until a driver is new or has room again
//   requested    again when the driver gives it up
//   cancelled    by the customer, before it is picked up
ruleset flowers.shop {
  meta {
    name "Flowers: shop"
    description "Orders, bids and deliveries of one flower shop."
    use module io.picolabs.wrangler alias wrangler
    use module io.picolabs.subscription alias subscription
    use module flowers.profile alias profile
    use module flowers.ranking alias ranking with rating_weight = 3
    use module flowers.html alias html with title = ctx:rid_config{"name"}
    shares order, orders, page
  }

  global {
    order = function(id) { ent:orders{[id]}.visible() }
    orders = function(state) {
      ent:orders.defaultsTo({})
        .filter(function(order) { state.isnull() || order{"state"} == state })
        .map(visible)
    }
    // Without what is between the shop and its drivers.
    visible = function(order) { order.delete("bids").delete("assigned_to") }
    page = function() {
      html:page(
        html:table(
          ["order", "flowers", "for", "state", "driver"],
          orders().values().map(function(order) {
            [order{"id"}, order{"flowers"}, order{"customer"}, order{"state"}, order{"driver"}]
          })
        )
      )
    }

    drivers = function() { subscription:established("Tx_role", "driver") }
    driver_at = function(eci) { drivers().filter(function(driver) { driver{"Rx"} == eci }).head() }
    state_of = function(id) { ent:orders{[id, "state"]} }
    // What may follow what, when a driver says so.
    next_states = {"assigned": ["picked up", "given up"], "picked up": ["delivered"]}

    tell = defaction(driver, type, attrs) {
      event:send({"sub": driver, "domain": "delivery", "type": type, "attrs": attrs})
    }

    // Customers may order, cancel, rate and look; they see neither bids nor other queries.
    customers_may = {
      "allow": [
        {"domain": "order", "name": "placed"},
        {"domain": "order", "name": "cancelled"},
        {"domain": "order", "name": "rated"}
      ],
      "deny": []
    }
    customers_see = {
      "allow": [{"rid": "flowers.shop", "name": "order"}, {"rid": "flowers.shop", "name": "page"}],
      "deny": []
    }
  }

  rule open {
    select when wrangler ruleset_installed where event:attrs{"rids"} >< meta:rid
    if wrangler:channels("counter").length() == 0 then every {
      wrangler:createChannel(["counter"], customers_may, customers_see) setting(channel)
      profile:announce(channel{"id"})
    }
  }

  // Orders --------------------------------------------------------------------------------------------

  rule take_order {
    select when order placed flowers re#(.+)# customer re#(.+)# setting(flowers, customer)
    pre {
      number = ent:count.defaultsTo(0) + 1
      id = profile:name() + "-" + number
      to = event:attrs{"to"}
      is_place =
        to.typeof() == "Array" && to.all(function(n) { n.typeof() == "Number" }) && to.length() == 2
    }
    if is_place then send_directive("order", {"id": id})
    fired {
      ent:count := number;
      ent:orders{[id]} := {
        "id": id,
        "flowers": flowers,
        "customer": customer,
        "to": to,
        "state": "requested",
        "driver": null,
        "bids": {}
      };
      raise shop event "bids_wanted" attributes {"id": id, "except": []}
    } else {
      raise shop event "refused" attributes {"reason": "An order needs a place: to = [x, y]"}
    }
  }

  rule refuse {
    select when shop refused
    send_directive("refused", {"reason": event:attrs{"reason"}})
  }

  rule ask_for_bids {
    select when shop bids_wanted
    foreach drivers().filter(function(driver) {
      not (event:attrs{"except"} >< driver{"Id"})
    }) setting(driver)
    tell(driver, "wanted", {
      "order": event:attrs{"id"},
      "from": profile:location(),
      "to": ent:orders{[event:attrs{"id"}, "to"]}
    })
    always { ent:orders{[event:attrs{"id"}, "bids", driver{"Id"}]} := "asked" }
  }

  rule nobody_to_ask {
    select when shop bids_wanted
    if ent:orders{[event:attrs{"id"}, "bids"]}.length() == 0 then noop()
    fired { ent:orders{[event:attrs{"id"}, "state"]} := "waiting" }
  }

  // Bids ----------------------------------------------------------------------------------------------

  // Only a driver may bid, and only one who was asked. A bid without a price declines.
  rule note_bid {
    select when delivery bid order re#(.+)# setting(id)
    pre {
      driver = driver_at(event:eci)
      was_asked = ent:orders{[id, "bids", driver{"Id"}]} == "asked"
    }
    if driver && was_asked && state_of(id) == "requested" then noop()
    fired {
      ent:orders{[id, "bids", driver{"Id"}]} :=
        event:attrs.delete("_headers").put({"driver": driver{"Id"}});
      raise shop event "bid_noted" attributes {"id": id}
    }
  }

  rule choose {
    select when shop bid_noted
    pre {
      id = event:attrs{"id"}
      answers = ent:orders{[id, "bids"]}.values()
      all_answered = answers.none(function(answer) { answer == "asked" })
      bids = answers.filter(function(answer) { answer{"price"}.typeof() == "Number" })
    }
    if all_answered then noop()
    fired {
      raise shop event "chosen" attributes {"id": id, "bid": ranking:best(bids)}
        if bids.length() > 0;
      ent:orders{[id, "state"]} := "waiting" if bids.length() == 0
    }
  }

  rule assign {
    select when shop chosen
    pre {
      id = event:attrs{"id"}
      bid = event:attrs{"bid"}
    }
    tell(
      subscription:established("Id", bid{"driver"}).head(),
      "assigned",
      ent:orders{[id]}.filter(function(v, k) { ["id", "flowers", "customer", "to"] >< k })
    )
    fired {
      ent:orders{[id, "state"]} := "assigned";
      ent:orders{[id, "driver"]} := bid{"name"};
      ent:orders{[id, "assigned_to"]} := bid{"driver"};
      ent:orders{[id, "price"]} := bid{"price"}
    }
  }

  // A driver who is new, or has room again, may want what waits.
  rule ask_for_waiting {
    select when wrangler subscription_added where event:attrs{["bus", "Tx_role"]} == "driver"
      or shop delivered
    foreach orders("waiting").keys() setting(id)
    always {
      ent:orders{[id, "state"]} := "requested";
      ent:orders{[id, "bids"]} := {};
      raise shop event "bids_wanted" attributes {"id": id, "except": []}
    }
  }

  // Delivery ------------------------------------------------------------------------------------------

  rule follow {
    select when delivery progress order re#(.+)# state re#(.+)# setting(id, state)
    pre {
      driver = driver_at(event:eci)
      is_theirs = driver && ent:orders{[id, "assigned_to"]} == driver{"Id"}
      may_follow = next_states{[state_of(id)]}.defaultsTo([]) >< state
    }
    if is_theirs && may_follow then noop()
    fired {
      ent:orders{[id, "state"]} := state;
      raise shop event "given_up" attributes {"id": id, "driver": driver{"Id"}}
        if state == "given up";
      raise shop event "delivered" attributes {"id": id} if state == "delivered"
    } else {
      log warn <<#{id} cannot be #{state} now>>
    }
  }

  // Somebody else is to have it.
  rule ask_again {
    select when shop given_up
    always {
      ent:orders{[event:attrs{"id"}, "state"]} := "requested";
      ent:orders{[event:attrs{"id"}, "driver"]} := null;
      ent:orders{[event:attrs{"id"}, "assigned_to"]} := null;
      ent:orders{[event:attrs{"id"}, "bids"]} := {};
      raise shop event "bids_wanted"
        attributes {"id": event:attrs{"id"}, "except": [event:attrs{"driver"}]}
    }
  }

  // So it is when the driver has left the market.
  rule driver_left {
    select when wrangler subscription_removed where event:attrs{["bus", "Tx_role"]} == "driver"
    foreach ent:orders.filter(function(order) {
      order{"assigned_to"} == event:attrs{["bus", "Id"]} && order{"state"} == "assigned"
    }).keys() setting(id)
    always {
      raise shop event "given_up" attributes {"id": id, "driver": event:attrs{["bus", "Id"]}}
    }
  }

  rule cancel {
    select when order cancelled order re#(.+)# setting(id)
    pre {
      may_be = ["requested", "waiting", "assigned"] >< state_of(id)
      driver = subscription:established("Id", ent:orders{[id, "assigned_to"]}.defaultsTo("")).head()
    }
    if may_be then send_directive("cancelled", {"id": id})
    fired {
      ent:orders{[id, "state"]} := "cancelled";
      raise shop event "driver_to_be_told" attributes {"id": id, "driver": driver} if driver
    } else {
      raise shop event "refused" attributes {"reason": <<#{id} cannot be cancelled>>}
    }
  }

  rule call_driver_back {
    select when shop driver_to_be_told
    tell(event:attrs{"driver"}, "called_off", {"order": event:attrs{"id"}})
  }

  // Stars go to the driver's profile, once for each delivery.
  rule rate {
    select when order rated order re#(.+)# stars re#^([0-5])$# setting(id, stars)
    pre {
      driver = subscription:established("Id", ent:orders{[id, "assigned_to"]}.defaultsTo("")).head()
      may_be = driver && state_of(id) == "delivered" && ent:orders{[id, "stars"]}.isnull()
    }
    if may_be then
      event:send({"sub": driver, "domain": "profile", "type": "rated", "attrs": {"stars": stars}})
    fired { ent:orders{[id, "stars"]} := stars.as("Number") }
  }
}
