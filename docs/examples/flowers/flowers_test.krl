// Tests of the flower market: `krl test docs/examples/flowers/flowers_test.krl`.
ruleset flowers.test {
  meta {
    name "Flowers: tests"
    shares tests
  }

  global {
    market = {"rulesets": ["flowers.html.krl", "flowers.market.krl"]}
    joined = function(name, kind, location, more) {
      {
        "event": "market:joined",
        "attrs": {"name": name, "kind": kind, "location": location}.put(more.defaultsTo({}))
      }
    }
    order = function(to) {
      {
        "event": "order:placed",
        "pico": "Rosa",
        "channel": "counter",
        "attrs": {"flowers": "roses", "customer": "Eve", "to": to}
      }
    }
    by_driver = function(name, what, id) {
      {"event": "driver:" + what, "pico": name, "channel": "app", "attrs": {"order": id}}
    }
    order_is = function(id, expected) {
      {
        "query": "flowers.shop:order",
        "pico": "Rosa",
        "channel": "counter",
        "args": {"id": id},
        "result": expected
      }
    }
    shop_and_driver = [joined("Rosa", "shop", [0, 0]), joined("Dan", "driver", [1, 1])]

    tests = [
      market.put({
        "name": "a member gets a pico, and a channel to it",
        "steps": [
          joined("Rosa", "shop", [0, 0]),
          {"query": "flowers.market:members", "result": {"Rosa": {"kind": "shop", "eci": re#.#}}}
        ]
      }),
      market.put({
        "name": "a name is taken once",
        "steps": [
          joined("Rosa", "shop", [0, 0]),
          joined("Rosa", "driver", [0, 0]).put({
            "directives": [{"name": "refused", "options": {"reason": "Rosa is taken"}}]
          })
        ]
      }),
      market.put({
        "name": "shops and drivers only",
        "steps": [joined("Gus", "gardener", [0, 0]).put({"directives": [], "raises": []})]
      }),
      market.put({
        "name": "an order without a place is refused",
        "steps": shop_and_driver.append(order("home").put({
          "directives": [{"name": "refused", "options": {"reason": re#needs a place#}}],
          "sends": [],
          "state": {"flowers.shop": {"orders": null}}
        }))
      }),
      market.put({
        "name": "an order waits where there is no driver",
        "steps": [
          joined("Rosa", "shop", [0, 0]),
          order([2, 2]),
          order_is("Rosa-1", {"state": "waiting"})
        ]
      }),
      market.put({
        "name": "drivers are asked, and one who bids gets the order",
        "steps": shop_and_driver.append([
          order([2, 2]).put({
            "directives": [{"name": "order", "options": {"id": "Rosa-1"}}],
            "sends": [
              {"event": "delivery:wanted", "to": "Dan", "attrs": {"order": "Rosa-1", "to": [2, 2]}},
              {"event": "delivery:assigned", "to": "Dan", "attrs": {"id": "Rosa-1"}}
            ]
          }),
          order_is("Rosa-1", {"state": "assigned", "driver": "Dan"})
        ])
      }),
      market.put({
        "name": "the cheaper driver gets the order",
        "steps": shop_and_driver.append([
          joined("Cheap Charly", "driver", [1, 1], {"rates": {"start": 0, "per_km": 0.5}}),
          order([2, 2]),
          order_is("Rosa-1", {"driver": "Cheap Charly", "price": 2})
        ])
      }),
      market.put({
        "name": "an order is followed to its door, and rated once",
        "steps": shop_and_driver.append([
          order([2, 2]),
          by_driver("Dan", "picked_up", "Rosa-1"),
          order_is("Rosa-1", {"state": "picked up"}),
          by_driver("Dan", "delivered", "Rosa-1"),
          order_is("Rosa-1", {"state": "delivered"}),
          {
            "event": "order:rated",
            "pico": "Rosa",
            "channel": "counter",
            "attrs": {"order": "Rosa-1", "stars": "5"},
            "sends": [{"event": "profile:rated", "to": "Dan", "attrs": {"stars": "5"}}]
          },
          {
            "event": "order:rated",
            "pico": "Rosa",
            "channel": "counter",
            "attrs": {"order": "Rosa-1", "stars": "0"},
            "sends": []
          },
          {"query": "flowers.profile:rating", "pico": "Dan", "result": 5}
        ])
      }),
      market.put({
        "name": "nothing is delivered that was not picked up",
        "steps": shop_and_driver.append([
          order([2, 2]),
          by_driver("Dan", "delivered", "Rosa-1").put({"sends": []}),
          order_is("Rosa-1", {"state": "assigned"})
        ])
      }),
      market.put({
        "name": "customers do not see the bids",
        "steps": [
          joined("Rosa", "shop", [0, 0]),
          {
            "query": "flowers.shop:orders",
            "pico": "Rosa",
            "channel": "counter",
            "error": re#Not allowed by channel policy#
          }
        ]
      }),
      {
        "name": "a profile knows its distance and its stars",
        "rulesets": ["flowers.profile.krl"],
        "config": {"flowers.profile": {"name": "Dan", "kind": "driver", "location": [1, 1]}},
        "state": {"flowers.profile": {"stars": [5, 4, 4]}},
        "steps": [
          {"query": "flowers.profile:rating", "result": 4.3},
          {
            "event": "profile:rated",
            "attrs": {"stars": "many"},
            "state": {"flowers.profile": {"stars": [5, 4, 4]}}
          },
          {
            "event": "profile:rated",
            "attrs": {"stars": "0"},
            "state": {"flowers.profile": {"stars": [5, 4, 4, 0]}}
          }
        ]
      }
    ]
  }
}
