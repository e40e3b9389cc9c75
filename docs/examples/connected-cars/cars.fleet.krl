// The fleet: creates its vehicles, has them looked over, and keeps the book of trips and repairs.
ruleset cars.fleet {
  meta {
    name "Cars: fleet"
    description "The parent of vehicles, which hear of themselves from the manufacturer's cloud."
    use module io.picolabs.wrangler alias wrangler
    shares vehicles, health, trips, repairs, alarms
  }

  global {
    vehicles = function() { ent:vehicles.defaultsTo({}) }
    trips = function() { ent:trips.defaultsTo([]) }
    repairs = function() { ent:repairs.defaultsTo([]) }
    alarms = function() { ent:alarms.defaultsTo([]) }

    // What each vehicle finds when it looks at its subscriptions.
    health = function() {
      vehicles().map(function(eci) { wrangler:picoQuery(eci, "cars.vehicle", "health") })
    }
    is_vehicle = function(name) { not vehicles(){[name]}.isnull() }
    // What may be written into the book comes from a child: by its family channel to us.
    is_from_child = function(eci) {
      wrangler:channels("system,parent").any(function(channel) { channel{"id"} == eci })
    }
  }

  rule buy {
    select when fleet vehicle_bought name re#^(.+)$# cloud re#(.+)# setting(name, cloud)
    if not is_vehicle(name) then noop()
    fired {
      raise wrangler event "new_child_request"
        attributes {"name": name, "cloud": cloud, "for": meta:rid}
    }
  }

  rule equip {
    select when wrangler child_initialized where event:attrs{"for"} == meta:rid
    event:send({
      "eci": event:attrs{"eci"},
      "domain": "wrangler",
      "type": "install_ruleset_request",
      "attrs": {
        "absoluteURL": meta:rulesetURI,
        "rid": "cars.vehicle",
        "config": {"cloud": event:attrs{"cloud"}}
      }
    })
    always { ent:vehicles{[event:attrs{"name"}]} := event:attrs{"eci"} }
  }

  rule sell {
    select when fleet vehicle_sold name re#(.+)# setting(name)
    if is_vehicle(name) then
      event:send({"eci": vehicles(){[name]}, "domain": "vehicle", "type": "sold"})
    fired { clear ent:vehicles{[name]} }
  }

  // While there are no timers, whoever has a clock raises this.
  rule inspect {
    select when fleet inspection
    foreach vehicles() setting(eci)
    event:send({"eci": eci, "domain": "vehicle", "type": "inspection"})
  }

  rule note_trip {
    select when fleet trip_ended where is_from_child(event:eci)
    always { ent:trips := trips().append(event:attrs) }
  }

  rule note_repair {
    select when fleet repaired where is_from_child(event:eci)
    always { ent:repairs := repairs().append(event:attrs) }
  }

  rule note_alarm {
    select when fleet alarm where is_from_child(event:eci)
    always { ent:alarms := alarms().append(event:attrs) }
  }
}
