// The desk hears of every change of the table "orders", keeps the journal, and has a pico for each order.
ruleset orders.desk {
  meta {
    name "Orders: desk"
    description "A pico for each row of a table."
    shares life
  }

  global {
    order_url = meta:rulesetURI.replace(re#[^/]*$#, "orders.order.krl")
    pico_of = function(id) { ent:picos{id} }
    // What the pico of an order remembers.
    life = function(id) { pico_of(id) => ctx:query(pico_of(id), "orders.order", "life") | [] }
  }

  // A step that orders do not take violates a foreign key of the journal. The error is one of the
  // statement that has changed the order, so that neither is done.
  rule keep_journal {
    select when orders changed where event:attrs{["new", "state"]} != event:attrs{["old", "state"]}
    pre {
      order = event:attrs{"new"}.defaultsTo(event:attrs{"old"})
      was = event:attrs{["old", "state"]}.defaultsTo("new")
      is = event:attrs{["new", "state"]}.defaultsTo("gone")
    }
    sql:execute("insert into journal (order_id, was, became) values ($1, $2, $3)", [
      order{"id"},
      was,
      is
    ])
  }

  // So does what the customer's credit does not allow.
  rule charge {
    select when orders changed
      where event:attrs{["new", "state"]} == "paid" && event:attrs{["old", "state"]} != "paid"
    pre { order = event:attrs{"new"} }
    sql:execute("update customer set credit = credit - $2 where name = $1", [
      order{"customer"},
      order{"total"}
    ])
  }

  rule begin {
    select when orders changed op re#^INSERT$#
    pre { id = event:attrs{["new", "id"]} }
    every {
      ctx:newPico(rulesets = [{"url": order_url, "config": {}}]) setting(eci)
      event:send({"eci": eci, "domain": "order", "type": "placed", "attrs": {"id": id}})
    }
    fired { ent:picos := ent:picos.defaultsTo({}).put(id, eci) }
  }

  rule tell {
    select when orders changed op re#^UPDATE$#
    pre { order = event:attrs{"new"} }
    event:send({"eci": pico_of(order{"id"}), "domain": "order", "type": "moved", "attrs": order})
  }

  rule end {
    select when orders changed op re#^DELETE$#
    pre { id = event:attrs{["old", "id"]} }
    ctx:delPico(pico_of(id))
    fired { ent:picos := ent:picos.delete([id]) }
  }

  rule end_all {
    select when orders changed op re#^TRUNCATE$#
    foreach ent:picos.defaultsTo({}) setting(eci)
    ctx:delPico(eci)
    fired { clear ent:picos on final }
  }
}
