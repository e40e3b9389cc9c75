// What one sensor measures, and whether it is above its limit.
ruleset gossip.temperature {
  meta {
    name "Gossip: temperature"
    description <<
      Keeps the last readings of a sensor. Raises sensor:measured for each, and sensor:limit_crossed
      when the temperature has passed the limit, in either direction.
    >>
    shares readings, current, limit
  }

  global {
    readings = function() { ent:readings.defaultsTo([]) }
    current = function() { readings().reverse().head() }
    limit = function() { ctx:rid_config{"limit"}.defaultsTo(30) }
    last = function(readings, n) {
      surplus = readings.length() - n
      surplus > 0 => readings.slice(surplus, readings.length() - 1) | readings
    }
    kept = 50
  }

  rule measure {
    select when sensor reading celsius re#^(-?\d+(?:[.]\d+)?)$# setting(celsius)
    pre {
      reading = {"celsius": celsius.as("Number"), "time": event:attrs{"time"} || time:now()}
      is_hot = reading{"celsius"} > limit()
      was_hot = ent:is_hot.defaultsTo(false)
    }
    send_directive("measured", reading)
    always {
      ent:readings := readings().append(reading).last(kept);
      ent:is_hot := is_hot;
      raise sensor event "measured" attributes reading;
      raise sensor event "limit_crossed" attributes reading.put("is_hot", is_hot)
        if is_hot != was_hot
    }
  }

  rule refuse {
    select when sensor reading
      where not event:attrs{"celsius"}.as("String").match(re#^-?\d+(?:[.]\d+)?$#)
    send_directive("refused", {"reason": "celsius must be a number"})
  }
}
