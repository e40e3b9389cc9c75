// Tests of the gossiping sensors: `krl test docs/examples/gossip/gossip_test.krl`.
ruleset gossip.test {
  meta {
    name "Gossip: tests"
    shares tests
  }

  global {
    sensor_wanted = function(name, limit) {
      {"event": "community:sensor_wanted", "attrs": {"name": name, "limit": limit}}
    }
    reading = function(sensor, celsius) {
      {
        "event": "sensor:reading",
        "pico": sensor,
        "channel": "application",
        "attrs": {"celsius": celsius}
      }
    }
    round = {"event": "community:round"}
    // What a sensor says to its peer is left to chance: after so many rounds all has been said.
    rounds = 0.range(29).map(function(n) { round })
    two_sensors = [
      sensor_wanted("attic", 30),
      sensor_wanted("cellar", 30),
      {"event": "community:introduced", "attrs": {"first": "attic", "second": "cellar"}}
    ]

    // One sensor by itself.
    temperature = {"rulesets": ["gossip.temperature.krl"]}

    tests = [
      temperature.put({
        "name": "a reading is kept and announced",
        "time": "2026-01-31T12:00:00Z",
        "steps": [
          {
            "event": "sensor:reading",
            "attrs": {"celsius": "21.5"},
            "directives": [{"name": "measured", "options": {"celsius": 21.5}}],
            "raises": [{
              "event": "sensor:measured",
              "attrs": {"celsius": 21.5, "time": "2026-01-31T12:00:00.000Z"}
            }]
          },
          {"query": "gossip.temperature:current", "result": {"celsius": 21.5}}
        ]
      }),
      temperature.put({
        "name": "the limit is crossed once in each direction",
        "config": {"gossip.temperature": {"limit": 25}},
        "steps": [
          {
            "event": "sensor:reading",
            "attrs": {"celsius": 26},
            "raises": [
              "sensor:measured",
              {"event": "sensor:limit_crossed", "attrs": {"is_hot": true}}
            ]
          },
          {"event": "sensor:reading", "attrs": {"celsius": 27}, "raises": ["sensor:measured"]},
          {
            "event": "sensor:reading",
            "attrs": {"celsius": 25},
            "raises": [
              "sensor:measured",
              {"event": "sensor:limit_crossed", "attrs": {"is_hot": false}}
            ]
          }
        ]
      }),
      temperature.put({
        "name": "the last fifty readings are kept",
        "state": {
          "gossip.temperature": {"readings": 1.range(50).map(function(n) { {"celsius": n} })}
        },
        "steps": [{
          "event": "sensor:reading",
          "attrs": {"celsius": 51},
          "state": {
            "gossip.temperature": {
              "readings": function(readings) {
                readings.length() == 50 && readings[0]{"celsius"} == 2
              }
            }
          }
        }]
      }),
      temperature.put({
        "name": "what is no number is refused",
        "steps": [{
          "event": "sensor:reading",
          "attrs": {"celsius": "warm"},
          "directives": [{"name": "refused", "options": {"reason": re#number#}}],
          "raises": [],
          "state": {"gossip.temperature": {"readings": null}}
        }]
      }),

      {
        "name": "a sensor becomes a member with its rulesets",
        "rulesets": ["gossip.community.krl"],
        "steps": [
          sensor_wanted("attic", 25),
          {"query": "gossip.community:sensors", "result": {"attic": {"eci": re#.#}}},
          {"query": "gossip.temperature:limit", "pico": "attic", "result": 25}
        ]
      },
      {
        "name": "a name is given once",
        "rulesets": ["gossip.community.krl"],
        "steps": [sensor_wanted("attic"), sensor_wanted("attic").put({"raises": []})]
      },
      {
        "name": "who is no sensor cannot be introduced",
        "rulesets": ["gossip.community.krl"],
        "steps": [{
          "event": "community:introduced",
          "attrs": {"first": "attic", "second": "moon"},
          "directives": [{"name": "refused", "options": {"reason": "attic or moon is no sensor"}}],
          "sends": []
        }]
      },
      {
        "name": "a round beats once for each sensor",
        "rulesets": ["gossip.community.krl"],
        "steps": two_sensors.append(round.put({
          "sends": [
            {"event": "gossip:heartbeat", "to": "attic"},
            {"event": "gossip:heartbeat", "to": "cellar"}
          ]
        }))
      },
      {
        "name": "after some rounds both believe the same",
        "rulesets": ["gossip.community.krl"],
        "steps": two_sensors.append([reading("attic", 34.5), reading("cellar", 11)])
          .append(rounds)
          .append({
            "query": "gossip.node:view",
            "pico": "cellar",
            "result": {"temperatures": {"attic": 34.5, "cellar": 11}, "hot": 1}
          })
      },
      {
        "name": "nobody but a peer is listened to",
        "rulesets": ["gossip.community.krl"],
        "steps": [
          sensor_wanted("attic"),
          {
            "event": "gossip:rumor",
            "pico": "attic",
            "attrs": {"origin": "x", "number": 0, "kind": "hot", "value": 99},
            "raises": []
          },
          {
            "event": "gossip:rumor",
            "pico": "attic",
            "channel": "application",
            "attrs": {"origin": "x", "number": 0},
            "error": re#Not allowed by channel policy#
          }
        ]
      }
    ]
  }
}
