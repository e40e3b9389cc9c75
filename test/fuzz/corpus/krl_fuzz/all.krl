ruleset a.b {
  meta { name "n" use module c alias d with e = 1 configure using f = 2 provides g, h shares g, h }
  global {
    g = function(a, b = 2) { c = a + b; c > 3 && a like re#x#i => <<#{c} é>> | [1, {"k": null}]{[1, "k"]} }
    h = defaction(a) { if a then every { send_directive("x", {"a": a}) setting(r) noop() } returns r }
  }
  rule r {
    select when any 2 (a:b a re#(.+)# setting(v) where v > 1, c:d, e:f) within 5 minutes
      or count 3 (a:b) max(m) before (repeat 2 (c:d a re#(\d+)#) push(p))
    foreach [1, 2].map(function(x) { x * 2 }) setting(x, i)
    pre { y = ent:y.defaultsTo({}).put(["a", x], i) }
    if y{"a"} then choose y { one => h(1) two => send_directive("d", y) }
    fired { ent:y := y; ent:z{["a", "b"]} := 1 if x > 1; raise c event "d" attributes {"a": x} for "a.b" }
    else { log warn y; clear ent:y; last on final; error info "e" }
    finally { raise event "a:b"; schedule c event "d" at time:now() }
  }
}
