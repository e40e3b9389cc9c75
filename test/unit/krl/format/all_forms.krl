// Each form of the language, as the formatter lays it out.
ruleset test.all-forms {
  version "1"

  meta {
    name "All forms"
    description <<
      Text of #{"beestings" + ">>"} stays
    >>
    author "somebody"
    logging on
    key service {"token": "secret"}
    use module io.picolabs.wrangler alias wrangler
    use module test.module with a = 1 and b = {"c": [2]}
    errors to test.errors
    configure using x = 1; y = [1, 2]
    provides one, two
    provides keys service to test.a, test.b
    share one
    shares two
  }

  global {
    literals = [null, true, 1, 1.5, "text", re#a/b#gi, <<chevron #{1 + 1}>>, [], {}, {"k": "v"}]
    operators = -1 + 2 * (3 - +4) / 5 % 6 >< [1] && not a || b == c
    compared = [a < b, a <= b, a > b, a >= b, a != b, a like re#x#, a <=> b, a cmp b]
    members = map{"a"}{["b", "c"]}[0].name.other:name(1, x = 2)(3)
    chosen = a => b | (c => d | e) => f | g
    one = function(a, b = 2, c) { a }
    two = function() {
      x = 1;
      y = function(z) { return z; }
      return x + y(1)
    }
    act = defaction(a) { send_directive("a", {"a": a}) }
    acts = defaction(a = 1) {
      b = a
      every {
        noop()
        send_directive("b")
      }
      return b;
    }
    empty = defaction() {}
  }

  rule events is active {
    select when a:b x re#^(.*)$# setting(y) where y > 1 or c d or (e f and g h before i j then k l)
      within 5 minutes
    noop()
  }

  rule groups is inactive {
    select when any 2 (a b, c d, e f) and count 3 (g h x re#(.)#) max(m) and repeat 2 (i j) sum(s)
  }

  rule between {
    select when a b between(c d, e f) or g h not between(i j, k l after m n) or and(a b, c d)
  }

  rule where {
    select where event:attrs{"a"} > 1
    foreach [1, 2] setting(x, i)
    foreach list setting(y)
    pre { z = x * y }
    if z then noop()
    fired {
      ent:list := [1];
      ent:map{["a", "b"]} := 2 if z > 1;
      clear ent:old
      clear ent:map{"a"} on final
      w = z
      raise a event "b"
      raise a event "c" for test.rid attributes {"z": z} if true
      raise event "a:" + "d" attributes event:attrs
      schedule a event "e" at time:add(time:now(), {"minutes": 5}) attributes {"a": 1} setting(id)
      schedule event "a:f" repeat "5 * * * *"
      log info "text"
      error warn <<text>>
      last
    } else {
      last if not z
    } finally {}
  }

  rule actions {
    select when a b
    pre {}
    if a && b then choose name {
      first => send_directive("a") setting(x)
      second => other:action("b", c = 1) setting(y, z);
    }
    notfired { log debug "nothing" }
  }

  rule older {
    select when a b c re#d#
    sample {
      send_directive("a") with b = 1 and c = 2
    }
    always { raise a event "b" with c = 1 and d = [2] }
  }
}
