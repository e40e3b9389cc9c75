// Stands for the manufacturer's API, as a pico while there is no HTTP: accounts subscribe to news of a car
// by its number, and are called back. It keeps subscriptions as carelessly as such services do.
ruleset cars.cloud {
  meta {
    name "Cars: cloud"
    description "Sends what cars report to those who have subscribed to it."
    shares subscriptions
  }

  global {
    subscriptions = function(vin) {
      ent:subscriptions.defaultsTo({}).values().filter(function(each) { each{"vin"} == vin })
    }
  }

  rule subscribe {
    select when cloud subscribe vin re#(.+)# kind re#(.+)# eci re#(.+)# setting(vin, kind, eci)
    pre { id = "s" + (ent:count.defaultsTo(0) + 1) }
    always {
      ent:count := ent:count.defaultsTo(0) + 1;
      ent:subscriptions{id} := {"id": id, "vin": vin, "kind": kind, "eci": eci}
    }
  }

  rule unsubscribe {
    select when cloud unsubscribe id re#(.+)# setting(id)
    always { clear ent:subscriptions{id} }
  }

  // A car reports {"vin", "kind", "news": {…}}.
  rule call_back {
    select when car reported vin re#(.+)# kind re#(.+)# setting(vin, kind)
    foreach subscriptions(vin).filter(function(each) { each{"kind"} == kind }) setting(subscription)
    event:send({
      "eci": subscription{"eci"},
      "domain": "cloud",
      "type": kind,
      "attrs": event:attrs{"news"}
    })
  }

  // Mishaps, to try out what customers do about them.
  rule lose {
    select when cloud mishap what re#^lost$# vin re#(.+)# kind re#(.+)# setting(vin, kind)
    foreach subscriptions(vin).filter(function(each) { each{"kind"} == kind }) setting(subscription)
    always { clear ent:subscriptions{subscription{"id"}} }
  }

  rule double {
    select when cloud mishap what re#^doubled$# vin re#(.+)# kind re#(.+)# setting(vin, kind)
    pre { first = subscriptions(vin).filter(function(each) { each{"kind"} == kind }).head() }
    if first then noop()
    fired { ent:subscriptions{first{"id"} + "b"} := first.put("id", first{"id"} + "b") }
  }
}
