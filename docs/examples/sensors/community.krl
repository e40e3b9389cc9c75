ruleset org.example.community {
  meta {
    name "Sensor community"
    description "Creates sensors on demand and keeps the view of them all."
    shares sensors, eci_of, violations, hottest
  }

  global {
    sensors = function() { ent:sensors.defaultsTo({}).keys() }

    eci_of = function(location) { ent:sensors{location} }

    // How often each sensor was above its limit, and the last few times.
    violations = function() {
      {"count": ent:violations.defaultsTo({}), "last": ent:last.defaultsTo([])}
    }

    // Asks every sensor for its statistics: the answer is as fresh as the question.
    hottest = function() {
      ent:sensors
        .map(function(eci) { ctx:query(eci, "org.example.sensor", "statistics") })
        .map(function(statistics) { statistics{"max"} })
    }

    // The sensors' ruleset lies beside this one.
    sensor_url = meta:rid_url.replace(re#[^/]*$#, "sensor.krl")

    kept = 3
  }

  rule create_sensor {
    select when community sensor_wanted location re#(.+)# setting(location)
    if not (sensors() >< location) then every {
      ctx:newPico(rulesets = [{"url": sensor_url, "config": {}}]) setting(child)
      ctx:event(child, "sensor", "adopted", {"location": location})
    }
    notfired { log warn <<There is a sensor at #{location} already>> }
  }

  rule sensor_ready {
    select when community sensor_ready location re#(.+)# eci re#(.+)# setting(location, eci)
    always { ent:sensors{location} := eci }
  }

  rule violation {
    select when community violation location re#(.+)# setting(location)
    pre {
      last = ent:last.defaultsTo([]).append(event:attrs)
      surplus = last.length() - kept
    }
    always {
      ent:violations{location} := ent:violations{location}.defaultsTo(0) + 1;
      ent:last := surplus > 0 => last.slice(surplus, last.length() - 1) | last
    }
  }
}
