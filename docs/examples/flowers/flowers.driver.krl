// A driver: bids for what is in reach while there is room, and reports how a delivery goes.
ruleset flowers.driver {
  meta {
    name "Flowers: driver"
    description "Bids and deliveries of one driver."
    use module io.picolabs.wrangler alias wrangler
    use module io.picolabs.subscription alias subscription
    use module flowers.profile alias profile
    configure using capacity = 2
    shares jobs
  }

  global {
    jobs = function() { ent:jobs.defaultsTo({}).values() }
    // Where the driver is: where the last delivery was, at first at home.
    place = function() { ent:place.defaultsTo(profile:location()) }
    shop_at = function(eci) {
      subscription:established("Tx_role", "shop")
        .filter(function(shop) { shop{"Rx"} == eci })
        .head()
    }
    // A shop cannot touch the jobs of another, whatever it calls its orders.
    key = function(shop, id) { shop{"Id"} + "/" + id }
    job_called = function(id) { jobs().filter(function(job) { job{"id"} == id }).head() }

    // What the application may report of a job, and what the shop is told then.
    reports = {"picked_up": "picked up", "delivered": "delivered", "gave_up": "given up"}
    next_reports = {"assigned": ["picked_up", "gave_up"], "picked up": ["delivered"]}

    tell = defaction(shop, type, attrs) {
      event:send({"sub": shop, "domain": "delivery", "type": type, "attrs": attrs})
    }

    shops_may = {
      "allow": [
        {"domain": "delivery", "name": "wanted"},
        {"domain": "delivery", "name": "assigned"},
        {"domain": "delivery", "name": "called_off"},
        {"domain": "profile", "name": "rated"},
        {"domain": "wrangler", "name": "established_removal"}
      ],
      "deny": []
    }
    app_may = {"allow": [{"domain": "driver", "name": "*"}], "deny": []}
    app_sees = {
      "allow": [
        {"rid": "flowers.driver", "name": "jobs"},
        {"rid": "flowers.profile", "name": "rating"}
      ],
      "deny": []
    }
  }

  // Shops are welcome without asking: the subscription ruleset accepts them.
  rule start {
    select when wrangler ruleset_installed where event:attrs{"rids"} >< meta:rid
    if wrangler:channels("app").length() == 0 then every {
      wrangler:createChannel(["app"], app_may, app_sees) setting(channel)
      profile:announce(channel{"id"})
    }
    fired {
      raise wrangler event "autoAcceptConfigUpdate"
        attributes {"config": {"configName": "shops", "entries": {"Tx_role": ["^shop$"]}}}
    }
  }

  // The channel of a subscription lets everything through at first.
  rule narrow {
    select when wrangler subscription_added where event:attrs{["bus", "Tx_role"]} == "shop"
    ctx:putChannel(event:attrs{["bus", "Rx"]}, null, shops_may, {"allow": [], "deny": []})
  }

  rule answer {
    select when delivery wanted order re#(.+)# setting(id)
    pre {
      shop = shop_at(event:eci)
      way = profile:distance(place(), event:attrs{"from"})
      ride = profile:distance(event:attrs{"from"}, event:attrs{"to"})
      can = jobs().length() < capacity && way + ride <= profile:range()
      rates = profile:rates()
      offer = {
        "price": rates{"start"} + rates{"per_km"} * ride,
        "distance": way,
        "rating": profile:rating()
      }
    }
    if shop then tell(shop, "bid", {"order": id, "name": profile:name()}.put(can => offer | {}))
  }

  rule accept {
    select when delivery assigned id re#(.+)# setting(id)
    pre { shop = shop_at(event:eci) }
    if shop && jobs().length() < capacity then noop()
    fired {
      ent:jobs{[key(shop, id)]} :=
        event:attrs.delete("_headers").put({"state": "assigned", "shop": shop{"Id"}})
    } else {
      raise driver event "overbooked" attributes {"order": id, "shop": shop}
    }
  }

  // He had bid for more than he has room for.
  rule decline {
    select when driver overbooked
    if event:attrs{"shop"} then
      tell(event:attrs{"shop"}, "progress", {"order": event:attrs{"order"}, "state": "given up"})
  }

  rule called_off {
    select when delivery called_off order re#(.+)# setting(id)
    pre { shop = shop_at(event:eci) }
    if shop then noop()
    fired { clear ent:jobs{[key(shop, id)]} }
  }

  // From the driver's application.
  rule report {
    select when driver picked_up or driver delivered or driver gave_up
    pre {
      job = job_called(event:attrs{"order"})
      shop = subscription:established("Id", job{"shop"}.defaultsTo("")).head()
      may_follow = next_reports{[job{"state"}]}.defaultsTo([]) >< event:name
      state = reports{event:name}
      is_over = state != "picked up"
    }
    if shop && may_follow then tell(shop, "progress", {"order": job{"id"}, "state": state})
    fired {
      ent:jobs{[key(shop, job{"id"}), "state"]} := state if not is_over;
      clear ent:jobs{[key(shop, job{"id"})]} if is_over;
      ent:place := job{"to"} if state == "delivered"
    }
  }
}
