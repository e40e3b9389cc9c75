// A vehicle. What its car does it hears from the manufacturer's cloud, where it has a subscription for each
// kind of news: the cloud calls back on a channel of the vehicle. Such subscriptions break: the cloud
// loses them, holds them twice, or calls a channel that is no more. At an inspection the vehicle compares
// what is there with what should be, and a rule for each kind of damage repairs it.
ruleset cars.vehicle {
  meta {
    name "Cars: vehicle"
    description "Keeps its subscriptions with the cloud alive, and makes trips of what it hears."
    use module io.picolabs.wrangler alias wrangler
    shares health, fuel
  }

  global {
    kinds = ["ignition", "fuel", "trouble"]
    cloud = function() { ctx:rid_config{"cloud"} }
    vin = function() { wrangler:name() }
    fuel = function() { ent:fuel }

    callback = function() { wrangler:channels("from-cloud").head(){"id"} }

    // What the cloud has for this vehicle: {"id", "vin", "kind", "eci"} each.
    subscriptions = function() {
      wrangler:picoQuery(cloud(), "cars.cloud", "subscriptions", {"vin": vin()})
    }
    // For each kind: "ok", "missing", "stale" (calls somebody else) or "double".
    health = function() {
      all = subscriptions();
      kinds.reduce(function(found, kind) {
        found.put(kind, state_of(all.filter(function(each) { each{"kind"} == kind })))
      }, {})
    }
    state_of = function(of_a_kind) {
      good = of_a_kind.filter(function(each) { each{"eci"} == callback() });
      of_a_kind.length() == 0 => "missing"
        | good.length() == 0 => "stale"
        | of_a_kind.length() > 1 => "double"
        | "ok"
    }

    subscribe = defaction(kind) {
      event:send({
        "eci": cloud(),
        "domain": "cloud",
        "type": "subscribe",
        "attrs": {"vin": vin(), "kind": kind, "eci": callback()}
      })
    }
    unsubscribe = defaction(id) {
      event:send({"eci": cloud(), "domain": "cloud", "type": "unsubscribe", "attrs": {"id": id}})
    }
    tell_fleet = defaction(type, attrs) {
      event:send({
        "eci": wrangler:parent_eci(),
        "domain": "fleet",
        "type": type,
        "attrs": attrs.put({"vehicle": vin()})
      })
    }

    // The cloud may call with news, and with nothing else.
    cloud_may = {
      "allow": kinds.map(function(kind) { {"domain": "cloud", "name": kind} }),
      "deny": []
    }
    nothing = {"allow": [], "deny": []}
  }

  rule start {
    select when wrangler ruleset_installed where event:attrs{"rids"} >< meta:rid
    always { raise vehicle event "inspection" attributes {"is_first": true} }
  }

  // Finding what is broken ----------------------------------------------------------------------------

  rule have_a_channel {
    select when vehicle inspection
    if callback().isnull() then wrangler:createChannel(["from-cloud"], cloud_may, nothing)
  }

  rule compare {
    select when vehicle inspection
    foreach health().filter(function(state) { state != "ok" }) setting(state, kind)
    pre {
      held = subscriptions().filter(function(each) { each{"kind"} == kind })
      // Of several good ones the first stays.
      keep = state == "double" =>
          held.filter(function(each) { each{"eci"} == callback() }).head(){"id"}
        | null
    }
    always {
      raise vehicle event "subscription_broken" attributes {
        "kind": kind,
        "state": state,
        "keep": keep,
        "drop": held.map(function(each) { each{"id"} }).filter(function(id) { id != keep }),
        "is_first": event:attrs{"is_first"}
      }
    }
  }

  // Repairing it --------------------------------------------------------------------------------------

  rule drop_what_is_wrong {
    select when vehicle subscription_broken state re#^(stale|double)$#
    foreach event:attrs{"drop"} setting(id)
    unsubscribe(id)
  }

  rule subscribe_anew {
    select when vehicle subscription_broken state re#^(missing|stale)$# kind re#(.+)#
      setting(state, kind)
    subscribe(kind)
  }

  // The first subscriptions of a new vehicle are no repair.
  rule report_repair {
    select when vehicle subscription_broken kind re#(.+)# state re#(.+)# setting(kind, state)
      where not event:attrs{"is_first"}
    tell_fleet("repaired", {"kind": kind, "was": state})
    fired { raise vehicle event "repaired" attributes {"kind": kind} }
  }

  // What breaks again and again is for people to look at.
  rule raise_alarm {
    select when count 3 (vehicle repaired kind re#(.+)#) push(kinds_repaired) within 1 day
    tell_fleet("alarm", {"text": "repaired three times in a day", "kinds": kinds_repaired})
  }

  // What it is all for --------------------------------------------------------------------------------

  rule trip {
    select when cloud:ignition status re#^on$# odometer re#^(\d+)$# setting(from)
      before cloud:ignition status re#^off$# odometer re#^(\d+)$# setting(to)
    tell_fleet("trip_ended", {"km": to - from})
  }

  rule note_fuel {
    select when cloud fuel percent re#^(\d+)$# setting(percent)
    always { ent:fuel := percent.as("Number") }
  }

  rule trouble {
    select when cloud trouble code re#(.+)# setting(code)
    tell_fleet("alarm", {"text": "trouble", "code": code})
  }

  // The end -------------------------------------------------------------------------------------------

  rule take_leave {
    select when vehicle sold
    foreach subscriptions() setting(subscription)
    unsubscribe(subscription{"id"})
  }

  rule go {
    select when vehicle sold
    always { raise wrangler event "ready_for_deletion" }
  }
}
