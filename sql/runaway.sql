-- SPDX-License-Identifier: MIT
-- Programs that never end and input of monstrous size: an error, in time, and the session lives.
select pico.register_ruleset($krl$
ruleset test.runaway {
  meta { shares recurse, each_other, fill, double, explode, unicode, answer, spin, decoded }
  global {
    recurse = function(n) { 1 + recurse(n + 1) }
    ping = function(n) { pong(n) }
    pong = function(n) { [ping(n)].map(function(x) { x }) }
    each_other = function() { ping(0) }
    fill = function(list) { fill(list.append(list)) }
    double = function(s) { double(s + s) }
    explode = function(s) { s.match(re#^(([a-z])+.)+[A-Z]([a-z])+$#) }
    unicode = function(s) { s.replace(re#(ä|ää)+$#, "") }
    spin = function(n) { 0.range(999).map(function(x) { 0.range(999).map(function(y) { 0.range(999).length() }).length() }).length() }
    decoded = function(s) { s.decode().length() }
    answer = function() { 42 }
  }
  rule again { select when run again  always { raise run event "again" } }
  rule two { select when run two  always { raise run event "two"; raise run event "two" } }
  rule talk { select when run talk  event:send({"eci": meta:eci, "domain": "run", "name": "talk"}) }
  rule ask { select when run ask  pre { x = ctx:query(meta:eci, meta:rid, "recurse", {"n": 0}) } }
  rule spin { select when run spin  pre { x = spin(1) } always { ent:never := true } }
  rule grow { select when run grow  always { ent:list := ent:list.defaultsTo([]).append(event:attrs); raise run event "grow" attributes {"all": ent:list} } }
  rule keep { select when run keep  always { ent:kept := event:attrs } }
}
$krl$);
select pico.create_pico('runaway', rulesets => '{}') as pico \gset
select pico.install_ruleset(:'pico', 'test.runaway');
select pico.create_channel(:'pico') as eci \gset
\set VERBOSITY terse
select pg_backend_pid() as pid \gset

-- Recursion.
select pico.query(:'eci', 'test.runaway', 'recurse', '{"n": 0}');
select pico.query(:'eci', 'test.runaway', 'each_other');
select pico.raise_event(:'eci', 'run', 'ask');

-- Memory: arrays of themselves, texts, entity variables.
\set VERBOSITY sqlstate
set pico.max_memory = '16MB';
select pico.query(:'eci', 'test.runaway', 'fill', '{"list": [1]}');
select pico.query(:'eci', 'test.runaway', 'double', '{"s": "x"}');
select pico.raise_event(:'eci', 'run', 'grow', json_build_object('x', repeat('x', 1000)));
reset pico.max_memory;

-- Rules that raise themselves, one by one and two by two.
select pico.raise_event(:'eci', 'run', 'again');
select pico.raise_event(:'eci', 'run', 'two');
-- A pico that goes on talking to itself: the bound is reached, the rest waits.
set pico.max_inline_deliveries = 100;
select pico.raise_event(:'eci', 'run', 'talk') -> 'deferred' as deferred;
select pico.deliver_pending(50);
select count(*) from pico.messages;
reset pico.max_inline_deliveries;
delete from pico.outbox;

-- Regular expressions.
select pico.query(:'eci', 'test.runaway', 'explode', json_build_object('s', repeat('a', 50)));
select pico.query(:'eci', 'test.runaway', 'unicode', json_build_object('s', repeat('ä', 60) || 'x'));

-- Endless loops end with the time for a statement.
set statement_timeout = '50ms';
select pico.query(:'eci', 'test.runaway', 'spin', '{"n": 1}');
select pico.raise_event(:'eci', 'run', 'spin');
reset statement_timeout;

-- Input.
select pico.raise_event(:'eci', 'run', 'keep', ('{"x":"' || repeat('x', 100000000) || '"}')::json);
select pico.query(:'eci', 'test.runaway', 'answer', ('{"x":"' || repeat('x', 100000000) || '"}')::json);
set max_stack_depth = '6MB';
select pico.raise_event(:'eci', 'run', 'keep', ('{"x":' || repeat('[', 10000) || repeat(']', 10000) || '}')::json) -> 'deferred' as deferred;
select length(value::text) from pico.entity_variables where name = 'kept';
select length(pico.to_jsonb(value)::text) from pico.entity_variables where name = 'kept';
select pico.query(:'eci', 'test.runaway', 'decoded', json_build_object('s', repeat('[', 10000) || repeat(']', 10000)));
reset max_stack_depth;
select pico.query(:'eci', 'test.runaway', 'decoded', json_build_object('s', repeat('[', 1000000) || repeat(']', 1000000)));
select pico.query(:'eci', 'test.runaway', 'answer', (repeat('{"a":', 100000) || '1' || repeat('}', 100000))::json);
select pico.query(:'eci', 'test.runaway', 'answer', (repeat('{"a":', 5000) || '1' || repeat('}', 5000))::json);
select pico.register_ruleset('ruleset test.wide { global { x = ' || repeat('(', 10000) || '1' || repeat(')', 10000) || ' } }');
select pico.register_ruleset('ruleset test.wide { global { x = 1' || repeat(' + 1', 100000) || ' } }');
select pico.register_ruleset('ruleset test.wide { global { ' || repeat('/*', 100000) || ' } }');
select count(*) from pico.check('ruleset test.wide { ' || repeat('rule ', 100000) || ' }');
select pico.register_ruleset('ruleset test.wide { rule r { select when ' || repeat('(a b before ', 400) || ' a b ' || repeat(')', 400) || ' } }');
\set VERBOSITY default

-- Nothing but what was to be kept is there, and it is the same session that says so.
select pg_backend_pid() = :pid as lives;
select pico.query(:'eci', 'test.runaway', 'answer');
select rid, name from pico.entity_variables;
select value_bytes < 16000000 as is_small from pico.backend_stats;

do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
