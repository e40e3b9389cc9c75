ruleset org.example.sensor {
  meta {
    name "Temperature sensor"
    description <<
      Keeps the readings of one place, running statistics over them, and watches a limit.
      It is created by org.example.community, which adopts it.
    >>
    shares location, statistics, reading, fahrenheit
  }

  global {
    location = function() { ent:location }

    statistics = function() {
      ent:statistics.put({"mean": mean(), "limit": ent:limit, "violations": ent:violations})
    }

    mean = function() { math:round(ent:statistics{"sum"} / ent:statistics{"count"}, 2) }

    // The reading of a day in degrees Celsius, null when there is none.
    reading = function(date) { ent:readings{date} }

    fahrenheit = function(date) { reading(date) * 9 / 5 + 32 }

    // What the statistics become with one more reading.
    updated = function(statistics, date, celsius) {
      is_hottest = statistics{"max"}.isnull() || celsius > statistics{"max"};
      {
        "count": statistics{"count"}.defaultsTo(0) + 1,
        "sum": statistics{"sum"}.defaultsTo(0) + celsius,
        "max": is_hottest => celsius | statistics{"max"},
        "hottest": is_hottest => date | statistics{"hottest"}
      }
    }

    only_readings = {
      "allow": [{"domain": "sensor", "name": "reading"}, {"domain": "sensor", "name": "limit"}],
      "deny": []
    }
    only_queries = {"allow": [{"rid": "org.example.sensor", "name": "*"}], "deny": []}
  }

  // The first event of a sensor's life, sent by its parent.
  rule adopted {
    select when sensor adopted location re#(.+)# setting(location)
    ctx:newChannel(["readings"], only_readings, only_queries) setting(channel)
    fired {
      ent:location := location;
      ent:statistics := {};
      ent:readings := {};
      ent:violations := 0;
      raise sensor event "ready" attributes {"eci": channel{"id"}}
    }
  }

  rule ready {
    select when sensor ready
    event:send({
      "eci": ctx:parent,
      "domain": "community",
      "type": "sensor_ready",
      "attrs": {"location": ent:location, "eci": event:attrs{"eci"}}
    })
  }

  rule set_limit {
    select when sensor limit celsius re#^(-?[0-9.]+)$# setting(celsius)
    always { ent:limit := celsius.as("Number") }
  }

  rule reading {
    select when sensor reading
    pre {
      date = event:attrs{"date"}
      celsius = event:attrs{"temp_max"} * 1
    }
    send_directive("stored", {"location": ent:location, "date": date})
    always {
      ent:readings{date} := celsius;
      ent:statistics := updated(ent:statistics, date, celsius);
      raise sensor event "threshold_violation" attributes {"date": date, "celsius": celsius}
        if not ent:limit.isnull() && celsius > ent:limit
    }
  }

  rule threshold_violation {
    select when sensor threshold_violation
    every {
      send_directive("violation", {
        "text": <<#{ent:location}: #{event:attrs{"celsius"}} °C is above #{ent:limit} °C>>
      })
      event:send({
        "eci": ctx:parent,
        "domain": "community",
        "type": "violation",
        "attrs": event:attrs.put({"location": ent:location})
      })
    }
    always { ent:violations := ent:violations + 1 }
  }
}
