-- SPDX-License-Identifier: MIT
-- What nobody should send: each is a clear error or a correct result, and nothing is left behind.
select pico.register_ruleset($krl$
ruleset test.bad {
  meta { shares compare }
  global {
    tree = function(leaf) { 0.range(40).reduce(function(t, i) { [t, t] }, leaf) }
    compare = function() { tree(1) == tree(1) }
  }
  rule leave {
    select when bad leave
    ctx:uninstall(meta:rid)
    always { ent:left := true }
  }
}
$krl$);
select pico.create_pico('bad', rulesets => '{}') as pico \gset
select pico.install_ruleset(:'pico', 'test.bad');
select pico.create_channel(:'pico') as eci \gset

-- Strings that lead nowhere, attributes that are none.
\set VERBOSITY sqlstate
select pico.raise_event(repeat('x', 1000000), 'a', 'b');
select pico.raise_event(:'eci', '', 'b');
select pico.raise_event(:'eci', 'a', 'b', '[1]');
select pico.query(:'eci', 'test.bad', 'compare', '7');
select pico.query(:'eci', repeat('x', 1000000), 'compare');
select pico.create_pico('child', repeat('x', 1000000), rulesets => '{}');
select pico.create_channel(:'pico', array[null]::text[]);
select pico.create_channel(:'pico', '{}', '[]');
select pico.install_ruleset(:'pico', 'test.bad', '[1]');
select pico.deliver_pending(-1);
-- A name that is too long for the registry; nests of brackets.
select pico.register_ruleset('ruleset ' || repeat('a', 2000) || ' {}');
select pico.register_ruleset('ruleset test.deep { global { x = ' || repeat('[', 100000) || '} }');

-- Small values that are endless as trees.
select pico.query(:'eci', 'test.bad', 'compare');

-- A ruleset that uninstalls itself in the middle of an event leaves no variables.
select pico.raise_event(:'eci', 'bad', 'leave') is null;
select name, value from pico.entity_variables;

-- Null for each argument of each function, the others being right: what it says, or what it gives.
create function pg_temp.outcome(statement text) returns text language plpgsql as $$
declare
  result text;
begin
  execute statement into result;
  return case when result is null then 'null' else 'a result' end;
exception when others then
  return sqlstate;
end
$$;
-- The right arguments of each function.
create table bad_table (id integer);
create temporary table call (function text, arguments text[]);
insert into call values
  ('raise_event', array[:'eci', 'a', 'b', '{}']),
  ('receive_event', array['key', :'eci', 'a', 'b', '{}']),
  ('raise_events', array[:'eci', '[]']),
  ('query', array[:'eci', 'test.bad', 'compare', '{}']),
  ('event_query', array[:'eci', 'a', 'b', '{}', 'test.bad', 'compare', '{}']),
  ('create_pico', array['name', :'pico']),
  ('delete_pico', array['no-such-pico']),
  ('create_channel', array[:'pico', '{tag}', '{"allow": [], "deny": []}', '{"allow": [], "deny": []}']),
  ('update_channel', array[:'eci', '{tag}', '{"allow": [{"domain": "*", "name": "*"}], "deny": []}', '{"allow": [{"rid": "*", "name": "*"}], "deny": []}']),
  ('delete_channel', array['no-such-eci']),
  ('deliver_pending', array['1']), ('fire_timers', array['1']), ('next_runs', array['no such timer', '1']),
  ('runs_of', array['1', 'UTC', '2026-01-01', '1']),
  ('retry_dead_letter', array['-1']), ('drop_dead_letter', array['-1']),
  ('pause_workers', array['1 ms']),
  ('register_ruleset', array['ruleset test.null { }', 'https://example.org/null.krl']),
  ('install_ruleset', array[:'pico', 'test.null', '{}']),
  ('uninstall_ruleset', array[:'pico', 'test.null']),
  ('flush_ruleset', array['krl:test.bad']),
  ('rollback_ruleset', array['krl:test.bad', 'no such hash']),
  ('ruleset_diff', array['no such hash', 'no such hash']),
  ('version_of', array['ruleset a { }']), ('unified_diff', array['a', 'b', 'old', 'new']),
  ('diagnostics', array['ruleset a { }']), ('rules_of', array['ruleset a { }']),
  ('format', array['a=1']), ('describe', array['test.bad']), ('graph', array['no-such-pico']),
  ('eval', array[:'pico', '1', 'test.bad']), ('explanation', array[:'eci', 'a', 'b', '{}']),
  ('explain_event', array[:'eci', 'a', 'b', '{}']),
  ('check', array['ruleset a { ']), ('to_jsonb', array['1']),
  ('watch', array[:'pico']), ('unwatch', array[:'pico']), ('directives', array['{}']),
  ('krl_inline', array['1']), ('krl_validate', array['0']),
  ('set_owner', array[:'pico', 'postgres']), ('set_ruleset_owner', array['krl:test.bad', 'postgres']),
  ('may_see', array['postgres']), ('test', array['test.bad', 'tap']), ('test_report', array['test.bad', 'tap']),
  ('attach_table', array['bad_table', :'eci', 'a', 'b', 'row']),
  ('detach_table', array['bad_table', :'eci', 'a', 'b']),
  ('create_token', array['postgres', '1 day']), ('revoke_token', array['no-such-token']);
select proname as not_called from pg_proc
where pronamespace = 'pico'::regnamespace and pronargs > 0 and proname not in (select function from call);
begin;
select c.function, c.position as null_at, pg_temp.outcome(c.statement)
from (
  select f.function, x.position, format('select pico.%I(%s)', f.function,
      (select string_agg(case when a.n = x.position then 'null' else quote_literal(a.argument) end, ', ' order by a.n)
       from unnest(f.arguments) with ordinality a (argument, n))) as statement
  from call f cross join lateral generate_series(1, cardinality(f.arguments)) as x (position)) c
order by c.function, c.position;
rollback;

-- Timers that mean nothing.
select pico.runs_of('"often"', 'UTC', '2026-01-01', 1);
select pico.runs_of('{"hour": 25}', 'UTC', '2026-01-01', 1);
select pico.runs_of('[]', 'UTC', '2026-01-01', 1);
select pico.runs_of('"* * * * *"', 'Moon/Crater', '2026-01-01', 2);
select pico.runs_of('"* * * * *"', 'UTC', 'infinity', 2);
select pico.runs_of('"* * * * *"', 'UTC', '-infinity', 2);
select pico.runs_of('"* * * * *"', 'UTC', '2026-01-01', -1);
select pico.runs_of('"* * * * *"', 'UTC', '2026-01-01', 10001);
select json_array_length(pico.runs_of('"* * * * *"', 'Europe/Vienna', '2026-01-01', 10000));

-- Wrong types, and text that is no json.
select pico.raise_event(:'eci', 'a', 'b', 1);
select pico.raise_event(:'eci', 'a', 'b', 'no json');
select pico.raise_event(:'eci', 'a', 'b', '{"a": 1}'::jsonb);
select pico.create_channel(:'pico', 'no array');
select pico.create_channel(:'pico', '{{a,b},{c,d}}') is not null as created;
select pico.deliver_pending(10000000000);
select pico.deliver_pending('many');

-- Absurd sizes.
select pico.raise_event(:'eci', repeat('d', 1000000), repeat('n', 1000000)) is not null as raised;
select pico.raise_event(:'eci', 'a', 'b', json_build_object(repeat('k', 10000000), 1)) is not null as raised;
select pico.raise_event(:'eci', 'a', 'b', json_build_object('k', repeat('v', 100000000)));
select pico.raise_event(:'eci', 'a', 'b', ('{"a": ' || repeat('[', 10000) || repeat(']', 10000) || '}')::json) is not null as raised;
select length(pico.create_pico(repeat('n', 10000000), rulesets => '{}')) > 0 as created;
select count(pico.create_channel(:'pico', array_fill('t'::text, array[10000])));
select pico.register_ruleset(repeat('ruleset a { } ', 1000000));
select pico.unified_diff(repeat('ruleset a { } ', 1000000), '', 'old', 'new');
select length(pico.unified_diff(repeat(e'a\n', 100000), repeat(e'b\n', 100000), 'old', 'new'));
select pico.rollback_ruleset(repeat('u', 100000), repeat('h', 100000)) is null as rolled_back;

select count(*) from pico.check_image();
\set VERBOSITY default

do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
drop table bad_table;
