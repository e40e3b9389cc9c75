-- SPDX-License-Identifier: MIT
-- Bounds, each at its edge and one beyond: a clear error, and the session goes on. What never ends
-- is in runaway.sql.
select pico.register_ruleset($krl$
ruleset test.greedy {
  meta { shares deep, wide, total, nest, text, finds }
  global {
    deep = function(n) { n == 0 => 0 | 1 + deep(n - 1) }
    wide = function(n) { 1.range(n).map(function(x) { "x" + x }).length() }
    nest = function(n) { n == 0 => [] | [nest(n - 1)] }
    text = function(n) { 0.range(n - 1).map(function(i) { "x" }).join("") }
    finds = function(s) { s.match(re#^(a+)+$#) }
    total = function() { ent:n.defaultsTo(0) }
  }
  rule forever {
    select when greedy forever
    always {
      ent:n := total() + 1;
      raise greedy event "forever"
    }
  }
  rule chain {
    select when greedy chain
    if event:attrs{"n"} > 1 then noop()
    fired { raise greedy event "chain" attributes {"n": event:attrs{"n"} - 1} }
  }
  rule tell {
    select when greedy tell
    foreach event:attrs{"ecis"} setting(eci)
    event:send({"eci": eci, "domain": "greedy", "name": "nothing"})
  }
  rule chat {
    select when greedy chat
    always { log info event:attrs{"n"} }
  }
  rule keep {
    select when greedy keep
    always { ent:kept := event:attrs{"what"} }
  }
}
$krl$);
select pico.create_pico('greedy', rulesets => '{}') as pico \gset
select pico.install_ruleset(:'pico', 'test.greedy');
select pico.create_channel(:'pico') as eci \gset

-- Depth of functions: by the stack that is left, or less.
select pico.query(:'eci', 'test.greedy', 'deep', '{"n": 100}');
\set VERBOSITY terse
select pico.query(:'eci', 'test.greedy', 'deep', '{"n": 10000000}');
set pico.max_stack = '64kB';
select pico.query(:'eci', 'test.greedy', 'deep', '{"n": 20}');
select pico.query(:'eci', 'test.greedy', 'deep', '{"n": 1000}');
reset pico.max_stack;
select pico.query(:'eci', 'test.greedy', 'deep', '{"n": 1000}');
set pico.max_stack = '1kB';

-- Memory.
set pico.max_memory = '1MB';
select pico.query(:'eci', 'test.greedy', 'wide', '{"n": 10}');
\set VERBOSITY sqlstate
select pico.query(:'eci', 'test.greedy', 'wide', '{"n": 1000000}');
\set VERBOSITY terse
reset pico.max_memory;
select pico.query(:'eci', 'test.greedy', 'wide', '{"n": 100000}');

-- Events within a pico.
set pico.max_events = 10;
select pico.raise_event(:'eci', 'greedy', 'chain', '{"n": 10}') -> 'deferred' as deferred;
select pico.raise_event(:'eci', 'greedy', 'chain', '{"n": 11}');
reset pico.max_events;
select pico.raise_event(:'eci', 'greedy', 'chain', '{"n": 11}') -> 'deferred' as deferred;

-- Attributes and arguments, results: in bytes of JSON.
set pico.max_attribute_size = '1kB';
select pico.raise_event(:'eci', 'greedy', 'keep', ('{"what":"' || repeat('x', 1012) || '"}')::json) -> 'deferred' as deferred;
select pico.raise_event(:'eci', 'greedy', 'keep', ('{"what":"' || repeat('x', 1013) || '"}')::json);
select pico.raise_event(:'eci', 'greedy', 'keep', ('{"what":"' || repeat('x', 2000) || '"}')::json);
reset pico.max_attribute_size;
set pico.max_result_size = '1kB';
select length(pico.query(:'eci', 'test.greedy', 'text', '{"n": 1022}')::text);
select pico.query(:'eci', 'test.greedy', 'text', '{"n": 1023}');
select length(pico.query(:'eci', 'test.greedy', 'nest', '{"n": 10}')::text);
select length(pico.query(:'eci', 'test.greedy', 'nest', '{"n": 1000}')::text);
reset pico.max_result_size;

-- Sources.
set pico.max_ruleset_size = '1kB';
select pico.register_ruleset(rpad('ruleset test.large { }', 1024));
select pico.register_ruleset(rpad('ruleset test.large { }', 1025));
select count(*) from pico.check(rpad('ruleset test.large { }', 1024));
select count(*) from pico.check(rpad('ruleset test.large { }', 1025));
reset pico.max_ruleset_size;
select pico.register_ruleset(rpad('ruleset test.large { }', 1048577));

-- Work of a regular expression, which grows here with the square of the length.
set pico.max_search_steps = 1000;
select pico.query(:'eci', 'test.greedy', 'finds', '{"s": "aaaa"}');
select pico.query(:'eci', 'test.greedy', 'finds', json_build_object('s', repeat('a', 20) || 'b'));
reset pico.max_search_steps;

-- Messages delivered inside a transaction, and picos locked by it: the others wait.
select pico.create_channel(pico.create_pico('one', rulesets => '{}')) as one \gset
select pico.create_channel(pico.create_pico('two', rulesets => '{}')) as two \gset
select json_build_object('ecis', json_build_array(:'one', :'two'))::text as both \gset
set pico.max_inline_deliveries = 2;
select pico.raise_event(:'eci', 'greedy', 'tell', :'both') -> 'deferred' as deferred;
set pico.max_inline_deliveries = 1;
select pico.raise_event(:'eci', 'greedy', 'tell', :'both') -> 'deferred' as deferred;
reset pico.max_inline_deliveries;
select pico.deliver_pending();
set pico.max_pico_locks = 3;
select pico.raise_event(:'eci', 'greedy', 'tell', :'both') -> 'deferred' as deferred;
set pico.max_pico_locks = 2;
select pico.raise_event(:'eci', 'greedy', 'tell', :'both') -> 'deferred' as deferred;
reset pico.max_pico_locks;
select pico.deliver_pending();

-- Log entries: the newest stay.
delete from pico.log;
select count(pico.raise_event(:'eci', 'greedy', 'chat', json_build_object('n', n)) ->> 'eid') from generate_series(1, 5) n;
set pico.max_log_entries = 5;
select pico.prune();
set pico.max_log_entries = 3;
select pico.prune();
select message from pico.logs order by id;
set pico.max_log_entries = 0;
select pico.prune();
reset pico.max_log_entries;
\set VERBOSITY default

-- Deep input.
select pico.raise_event(:'eci', 'greedy', 'keep', (repeat('[', 1000) || repeat(']', 1000))::json) is null;
select pico.raise_event(:'eci', 'greedy', 'keep', ('{"what": ' || repeat('[', 1000) || repeat(']', 1000) || '}')::json) -> 'deferred' as deferred;
select length(value::text) from pico.entity_variables where name = 'kept';

-- pico.to_jsonb never fails.
select pico.to_jsonb(null), pico.to_jsonb('1'), pico.to_jsonb('"\u0000"'), pico.to_jsonb('[1e5, 1e999999, -1e-999999]');
select pico.to_jsonb('{"\ud800": "\udc00\ud800\udc00 \\u0000 \"", "a": [], "b": {}}');
select length(pico.to_jsonb((repeat('[', 2000) || repeat(']', 2000))::json)::text);
select jsonb_typeof(pico.to_jsonb(repeat('9', 20000)::json));

do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
