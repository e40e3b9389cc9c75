// Tests of the personal data stores: `krl test docs/examples/personal-data/personal_test.krl`.
ruleset personal.test {
  meta {
    name "Personal: tests"
    shares tests
  }

  global {
    core = ["personal.html.krl", "personal.apps.krl"]
    with = function(apps) { {"pico": "Ann", "rulesets": core.append(apps)} }
    written = function(text, date) {
      {"event": "journal:written", "channel": "owner", "attrs": {"text": text, "date": date}}
    }
    profile = function(fields) {
      {"event": "pds:updated_profile", "channel": "owner", "attrs": fields}
    }
    // What the holder of a consent sees; it was granted by the step with that number.
    seen_by_holder = function(step) {
      {
        "query": "personal.consent:shared",
        "eci": function(results) { results[step][0]{["options", "eci"]} }
      }
    }

    // Ann, and Bob who asks for her friendship.
    friends = {
      "pico": "Ann",
      "rulesets": core.append("personal.address.krl"),
      "picos": {"Bob": {"rulesets": core.append("personal.address.krl")}}
    }
    asked = [
      profile({"name": "Ann", "email": "ann@example.org"}),
      profile({"name": "Bob", "email": "bob@example.org"}).put({"pico": "Bob"}),
      {"query": "personal.address:invitation", "result": re#.#},
      {
        "event": "address:friend_wanted",
        "pico": "Bob",
        "channel": "owner",
        "attrs": function(results) { {"invitation": results[2], "greeting": "Hi"} }
      }
    ]
    answered = function(answer) {
      {
        "event": "address:friendship",
        "channel": "owner",
        "attrs": {"from": "Bob", "answer": answer}
      }
    }

    tests = [
      with("personal.journal.krl").put({
        "name": "apps announce themselves",
        "steps": [{
          "query": "personal.apps:apps",
          "channel": "owner",
          "result": {"personal.journal": {"title": "Journal"}}
        }]
      }),
      with([]).put({
        "name": "the owner cannot announce an app",
        "steps": [{
          "event": "personal:app_ready",
          "channel": "owner",
          "attrs": {"rid": "x"},
          "error": re#Denied by channel policy#
        }]
      }),
      with("personal.journal.krl").put({
        "name": "journal entries are found by word and by day",
        "steps": [
          written("Planted beans", "2026-05-01").put({
            "directives": [{"name": "written", "options": {"date": "2026-05-01"}}]
          }),
          written("Ate beans", "2026-08-01"),
          written("Rain", "2026-08-02"),
          {
            "query": "personal.journal:found",
            "args": {"word": "BEANS"},
            "result": [{"text": "Planted beans"}, {"text": "Ate beans"}]
          },
          {
            "query": "personal.journal:found",
            "args": {"day": "2026-08"},
            "result": [{"text": "Ate beans"}, {"text": "Rain"}]
          }
        ]
      }),
      with("personal.journal.krl").put({
        "name": "without a date an entry is of today",
        "time": "2026-01-31T12:00:00Z",
        "steps": [written("Snow").put({
          "directives": [{"name": "written", "options": {"date": "2026-01-31"}}]
        })]
      }),
      with("personal.journal.krl").put({
        "name": "what is no date is refused",
        "steps": [written("Snow", "winter").put({
          "directives": [{"name": "refused", "options": {"reason": "date must be YYYY-MM-DD"}}],
          "raises": ["journal:refused"],
          "state": {"personal.journal": {"count": null}}
        })]
      }),
      with("personal.journal.krl").put({
        "name": "text stays text on pages",
        "steps": [
          written("<b>1 & 2</b>", "2026-05-01"),
          {"query": "personal.journal:page", "result": re#&lt;b&gt;1 &amp; 2&lt;/b&gt;#}
        ]
      }),
      with("personal.consent.krl").put({
        "name": "a consent shows the fields that it names, until it is withdrawn",
        "steps": [
          profile({"name": "Ann", "email": "ann@example.org", "phone": "123"}),
          {
            "event": "consent:granted",
            "channel": "owner",
            "attrs": {"to": "Doctor", "purpose": "calls", "fields": ["name", "phone"]},
            "directives": [{"name": "granted", "options": {"to": "Doctor", "eci": re#.#}}]
          },
          seen_by_holder(1).put({
            "result": function(shared) { shared{"profile"} == {"name": "Ann", "phone": "123"} }
          }),
          {
            "event": "consent:withdrawn",
            "channel": "owner",
            "attrs": {"to": "Doctor"},
            "directives": [{"name": "withdrawn", "options": {"purpose": "calls"}}],
            "state": {"personal.consent": {"consents": {}}}
          },
          seen_by_holder(1).put({"error": re#ECI not found#})
        ]
      }),
      with("personal.consent.krl").put({
        "name": "a consent to nothing is refused",
        "steps": [{
          "event": "consent:granted",
          "channel": "owner",
          "attrs": {"to": "Doctor", "purpose": "calls"},
          "directives": [{"name": "refused"}],
          "state": {"personal.consent": {"consents": null}}
        }]
      }),
      friends.put({
        "name": "friends have each other's card",
        "steps": asked.append([
          answered("yes"),
          {"query": "personal.address:contacts", "result": [{"name": "Bob", "friend": true}]},
          {
            "query": "personal.address:contacts",
            "pico": "Bob",
            "result": [{"name": "Ann", "email": "ann@example.org", "friend": true}]
          }
        ])
      }),
      friends.put({
        "name": "a card follows the profile",
        "steps": asked.append([
          answered("yes"),
          profile({"name": "Ann", "email": "ann@example.com"}).put({
            "sends": [{"event": "address:card", "to": "Bob"}]
          }),
          {
            "query": "personal.address:contacts",
            "pico": "Bob",
            "result": [{"email": "ann@example.com"}]
          }
        ])
      }),
      friends.put({
        "name": "who is turned down gets nothing",
        "steps": asked.append([
          answered("no"),
          {"query": "personal.address:contacts", "pico": "Bob", "result": []}
        ])
      })
    ]
  }
}
