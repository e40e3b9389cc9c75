// One order: decides whether it can be taken, and follows its life.
ruleset orders.order {
  meta {
    name "Orders: order"
    description "The life of one order, in the application's tables and in its pico."
    shares life
  }

  global {
    life = function() { ent:life.defaultsTo([]) }

    // The order beside what there is of its article and its customer.
    terms_of = function(id) {
      sql:query(
        <<
        select a.price * o.pieces as total, o.pieces <= a.stock as is_in_stock,
          a.price * o.pieces <= c.credit as is_in_credit
        from orders o
        join article a on a.name = o.article
        join customer c on c.name = o.customer
        where o.id = $1>>,
        [id]
      ).head()
    }
    take_pieces = <<
      update article a set stock = a.stock - o.pieces
      from orders o where o.id = $1 and a.name = o.article>>
    put_pieces_back = <<
      update article a set stock = a.stock + o.pieces
      from orders o where o.id = $1 and a.name = o.article>>
    pay_back = <<
      update customer c set credit = c.credit + o.total
      from orders o where o.id = $1 and c.name = o.customer>>
    has_been = function(state) { life().any(function(step) { step{"state"} == state }) }
  }

  rule consider {
    select when order placed
    pre { terms = terms_of(event:attrs{"id"}) }
    if terms{"is_in_stock"} && terms{"is_in_credit"} then
      sql:execute(take_pieces, [event:attrs{"id"}])
    fired {
      raise order event "decided" attributes {"state": "accepted", "total": terms{"total"}}
    } else {
      raise order event "decided" attributes {"state": "refused", "total": terms{"total"}}
    } finally {
      ent:id := event:attrs{"id"};
      ent:life := [{"state": "placed"}]
    }
  }

  // The row changes, of which the desk hears, which tells the pico: after this event, but with it.
  rule decide {
    select when order decided
    sql:execute("update orders set state = $2, total = $3 where id = $1", [
      ent:id,
      event:attrs{"state"},
      event:attrs{"total"}
    ])
  }

  rule follow {
    select when order moved where event:attrs{"state"} != life()[life().length() - 1]{"state"}
    always {
      ent:life := life().append({"state": event:attrs{"state"}, "total": event:attrs{"total"}})
    }
  }

  rule cancel {
    select when order moved state re#^cancelled$#
    sql:execute(put_pieces_back, [ent:id])
  }

  rule cancel_payment {
    select when order moved state re#^cancelled$#
    if has_been("paid") then sql:execute(pay_back, [ent:id])
  }
}
