-- SPDX-License-Identifier: MIT
-- Bounds: each is a clear error, and the session goes on.
select pico.register_ruleset($krl$
ruleset test.greedy {
  meta { shares deep, wide, total, nest }
  global {
    deep = function(n) { n == 0 => 0 | 1 + deep(n - 1) }
    wide = function(n) { 1.range(n).map(function(x) { "x" + x }).length() }
    nest = function(n) { n == 0 => [] | [nest(n - 1)] }
    total = function() { ent:n.defaultsTo(0) }
  }
  rule forever {
    select when greedy forever
    always {
      ent:n := total() + 1;
      raise greedy event "forever"
    }
  }
  rule keep {
    select when greedy keep
    always { ent:kept := event:attrs{"what"} }
  }
}
$krl$);
select pico.create_pico('greedy') as pico \gset
select pico.install_ruleset(:'pico', 'test.greedy');
select pico.create_channel(:'pico') as eci \gset

select pico.query(:'eci', 'test.greedy', 'deep', '{"n": 100}');
\set VERBOSITY sqlstate
select pico.query(:'eci', 'test.greedy', 'deep', '{"n": 10000000}');
\set VERBOSITY default
set pico.max_memory = '1MB';
select pico.query(:'eci', 'test.greedy', 'wide', '{"n": 10}');
\set VERBOSITY sqlstate
select pico.query(:'eci', 'test.greedy', 'wide', '{"n": 1000000}');
\set VERBOSITY default
reset pico.max_memory;
select pico.query(:'eci', 'test.greedy', 'wide', '{"n": 100000}');
set pico.max_events = 10;
select pico.raise_event(:'eci', 'greedy', 'forever');
reset pico.max_events;
select pico.raise_event(:'eci', 'greedy', 'forever');
select pico.query(:'eci', 'test.greedy', 'total');

set pico.max_attribute_size = '1kB';
select pico.raise_event(:'eci', 'greedy', 'keep', json_build_object('what', repeat('x', 900))) -> 'deferred' as deferred;
select pico.raise_event(:'eci', 'greedy', 'keep', json_build_object('what', repeat('x', 2000)));
reset pico.max_attribute_size;
set pico.max_result_size = '1kB';
select length(pico.query(:'eci', 'test.greedy', 'nest', '{"n": 10}')::text);
select length(pico.query(:'eci', 'test.greedy', 'nest', '{"n": 1000}')::text);
reset pico.max_result_size;

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
