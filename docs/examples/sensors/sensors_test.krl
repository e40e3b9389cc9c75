// Tests of the community of sensors: `krl test docs/examples/sensors/sensors_test.krl`.
ruleset org.example.sensors.test {
  meta {
    name "Sensors: tests"
    shares tests
  }

  global {
    eci_of_oslo = function(results) { results[1] }
    // A sensor in Oslo with its limit; the second step finds its channel.
    oslo = [
      {"event": "community:sensor_wanted", "attrs": {"location": "Oslo"}},
      {"query": "org.example.community:eci_of", "args": {"location": "Oslo"}},
      {"event": "sensor:limit", "eci": eci_of_oslo, "attrs": {"celsius": "25"}}
    ]
    reading = function(date, celsius) {
      {"event": "sensor:reading", "eci": eci_of_oslo, "attrs": {"date": date, "temp_max": celsius}}
    }
    community = {"rulesets": ["community.krl"]}

    tests = [
      community.put({
        "name": "a sensor is created once, and adopted",
        "steps": [
          {
            "event": "community:sensor_wanted",
            "attrs": {"location": "Oslo"},
            "sends": [{"event": "sensor:adopted", "attrs": {"location": "Oslo"}}],
            "state": {"org.example.community": {"sensors": {"Oslo": re#.#}}}
          },
          {"event": "community:sensor_wanted", "attrs": {"location": "Oslo"}, "sends": []},
          {"query": "org.example.community:sensors", "result": ["Oslo"]}
        ]
      }),
      community.put({
        "name": "a sensor needs a place",
        "steps": [{"event": "community:sensor_wanted", "attrs": {"location": ""}, "sends": []}]
      }),
      community.put({
        "name": "the last three violations are kept",
        "steps": 1.range(4)
          .map(function(day) {
            {"event": "community:violation", "attrs": {"location": "Oslo", "date": day}}
          })
          .append({
            "query": "org.example.community:violations",
            "result": {"count": {"Oslo": 4}, "last": [{"date": 2}, {"date": 3}, {"date": 4}]}
          })
      }),
      community.put({
        "name": "statistics follow the readings",
        "steps": oslo.append([
          reading("2026-07-01", 20).put({
            "directives": [{
              "name": "stored",
              "options": {"location": "Oslo", "date": "2026-07-01"}
            }],
            "raises": []
          }),
          reading("2026-07-02", 24),
          reading("2026-07-03", 22),
          {
            "query": "org.example.sensor:statistics",
            "eci": eci_of_oslo,
            "result": {
              "count": 3,
              "mean": 22,
              "max": 24,
              "hottest": "2026-07-02",
              "limit": 25,
              "violations": 0
            }
          }
        ])
      }),
      community.put({
        "name": "what is above the limit is reported to the community",
        "steps": oslo.append([
          reading("2026-07-03", 26).put({
            "directives": ["stored", {"name": "violation", "options": {"text": re#^Oslo: 26 °C#}}],
            "raises": ["sensor:threshold_violation"],
            "sends": [{
              "event": "community:violation",
              "attrs": {"location": "Oslo", "date": "2026-07-03", "celsius": 26}
            }],
            "state": {"org.example.sensor": {"violations": 1}}
          }),
          {"query": "org.example.community:violations", "result": {"count": {"Oslo": 1}}}
        ])
      }),
      community.put({
        "name": "the limit itself is not above it, and can be changed",
        "steps": oslo.append([
          reading("2026-07-03", 25).put({"raises": []}),
          {"event": "sensor:limit", "eci": eci_of_oslo, "attrs": {"celsius": "24.5"}},
          reading("2026-07-04", 25).put({"raises": ["sensor:threshold_violation"]}),
          {
            "event": "sensor:limit",
            "eci": eci_of_oslo,
            "attrs": {"celsius": "hot"},
            "state": {"org.example.sensor": {"limit": 24.5}}
          }
        ])
      }),
      community.put({
        "name": "degrees Fahrenheit",
        "steps": oslo.append([
          reading("2026-07-01", 20),
          {
            "query": "org.example.sensor:fahrenheit",
            "eci": eci_of_oslo,
            "args": {"date": "2026-07-01"},
            "result": 68
          }
        ])
      }),
      community.put({
        "name": "the channel for readings is for nothing else",
        "steps": oslo.append({
          "event": "sensor:adopted",
          "eci": eci_of_oslo,
          "attrs": {"location": "Rome"},
          "error": re#Not allowed by channel policy#
        })
      })
    ]
  }
}
