// Tests of the connected cars: `krl test docs/examples/connected-cars/cars_test.krl`. The fleet is the
// test's own pico, the cloud another one.
ruleset cars.test {
  meta {
    name "Cars: tests"
    shares tests
  }

  global {
    fleet = {
      "pico": "fleet",
      "rulesets": ["cars.fleet.krl"],
      "picos": {"cloud": {"rulesets": ["cars.cloud.krl"]}}
    }
    // A vehicle is told where the cloud is: the first step finds a channel to it.
    bought = [
      {
        "query": "io.picolabs.wrangler:channels",
        "pico": "cloud",
        "args": {"tags": ["test"]},
        "result": [{"tags": ["test"]}]
      },
      {
        "event": "fleet:vehicle_bought",
        "attrs": function(results) { {"name": "VIN1", "cloud": results[0][0]{"id"}} }
      }
    ]
    mishap = function(what, kind) {
      {
        "event": "cloud:mishap",
        "pico": "cloud",
        "attrs": {"what": what, "vin": "VIN1", "kind": kind}
      }
    }
    inspection = {"event": "fleet:inspection"}
    health = function(expected) { {"query": "cars.fleet:health", "result": {"VIN1": expected}} }
    reported = function(kind, news) {
      {
        "event": "car:reported",
        "pico": "cloud",
        "attrs": {"vin": "VIN1", "kind": kind, "news": news}
      }
    }
    all_well = {"ignition": "ok", "fuel": "ok", "trouble": "ok"}
    // Damage is noticed, and repaired by an inspection.
    repaired = function(kind, was) {
      [health(all_well.put(kind, was)), inspection, health(all_well)]
    }

    tests = [
      fleet.put({
        "name": "a new vehicle subscribes to each kind of news",
        "steps": bought.append([
          health(all_well),
          {
            "query": "cars.cloud:subscriptions",
            "pico": "cloud",
            "args": {"vin": "VIN1"},
            "result": [{"kind": "ignition"}, {"kind": "fuel"}, {"kind": "trouble"}]
          },
          {"query": "cars.fleet:repairs", "result": []}
        ])
      }),
      fleet.put({
        "name": "a sound vehicle is left alone",
        "steps":
          bought.append(inspection.put({"sends": [{"event": "vehicle:inspection", "to": "VIN1"}]}))
            .append({"query": "cars.fleet:repairs", "result": []})
      }),
      fleet.put({
        "name": "a lost subscription is made anew",
        "steps": bought.append(mishap("lost", "fuel")).append(repaired("fuel", "missing")).append({
          "query": "cars.fleet:repairs",
          "result": [{"vehicle": "VIN1", "kind": "fuel", "was": "missing"}]
        })
      }),
      fleet.put({
        "name": "of two subscriptions one stays",
        "steps": bought.append(mishap("doubled", "trouble")).append(repaired("trouble", "double"))
      }),
      fleet.put({
        "name": "three repairs in a day are an alarm, in two days they are none",
        "time": "2026-01-31T12:00:00Z",
        "steps":
          bought.append([mishap("lost", "fuel"), inspection, mishap("lost", "fuel"), inspection])
            .append([{"wait": {"hours": 25}}, mishap("lost", "fuel"), inspection])
            .append({"query": "cars.fleet:alarms", "result": []})
            .append([mishap("lost", "fuel"), inspection, mishap("lost", "fuel"), inspection])
            .append({
              "query": "cars.fleet:alarms",
              "result": [{"vehicle": "VIN1", "text": "repaired three times in a day"}]
            })
      }),
      fleet.put({
        "name": "a trip goes from switching on to switching off",
        "steps": bought.append([
          reported("ignition", {"status": "off", "odometer": "90"}),
          reported("ignition", {"status": "on", "odometer": "100"}),
          reported("ignition", {"status": "off", "odometer": "142"}),
          {"query": "cars.fleet:trips", "result": [{"vehicle": "VIN1", "km": 42}]}
        ])
      }),
      fleet.put({
        "name": "the fleet hears from its children only",
        "steps": [{
          "event": "fleet:trip_ended",
          "attrs": {"km": 1000},
          "state": {"cars.fleet": {"trips": null}}
        }]
      }),
      fleet.put({
        "name": "a vehicle that is sold leaves no subscription",
        "steps": bought.append([
          {
            "event": "fleet:vehicle_sold",
            "attrs": {"name": "VIN1"},
            "state": {"cars.fleet": {"vehicles": {}}}
          },
          {
            "query": "cars.cloud:subscriptions",
            "pico": "cloud",
            "args": {"vin": "VIN1"},
            "result": []
          },
          {"query": "io.picolabs.wrangler:children", "result": []}
        ])
      })
    ]
  }
}
