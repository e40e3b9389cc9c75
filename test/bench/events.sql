-- SPDX-License-Identifier: MIT
-- What an event costs must not depend on what it does not touch: the size of a variable, the number
-- of rules, rulesets and messages. Each of these beside itself in small. (Picos: many_picos.sh.)
\ir measure.psql
\ir counter.psql

set pico.max_inline_deliveries = 200000;
set pico.max_memory = '1GB';

-- A pico with a ruleset; gives its channel.
create function bench.pico_with(krl text) returns text language plpgsql as $$
declare
  pico text := pico.create_pico('bench', rulesets => '{}');
begin
  perform pico.install_ruleset(pico, pico.register_ruleset(krl));
  return pico.create_channel(pico);
end $$;

-- Nothing selects ----------------------------------------------------------------------------------

create function bench.lookup(an_eci text, domain text, name text) returns json language plpgsql as $$
declare
  channel bench.channel;
begin
  select c.* into channel from bench.channel c where c.eci = an_eci;
  if not exists (select from json_array_elements(channel.event_policy -> 'allow') rule
                 where rule ->> 'domain' in ('*', lookup.domain)
                   and rule ->> 'name' in ('*', lookup.name)) then
    raise exception 'Not allowed by channel policy';
  end if;
  perform pg_advisory_xact_lock(channel.number);
  return (select e.value from bench.entity e
           where e.pico = channel.pico and e.rid = 'bench.counter' and e.name = 'total');
end $$;
call bench.add('event that nothing selects', 'pico', 400,
  format('perform pico.raise_event(%L, ''counter'', ''other'')', :'eci'));
call bench.add('event that nothing selects', 'PL/pgSQL lookup of channel and row', 400,
  'perform bench.lookup(''c1'', ''counter'', ''other'')', '1.15');

-- Large variables ----------------------------------------------------------------------------------

select bench.pico_with($krl$
ruleset bench.map {
  global {
    numbers = function(n) { 0.range(n - 1).reduce(function(m, i) { m.put("k" + i, i) }, {}) }
  }
  rule fill { select when map fill always {
    ent:m10 := numbers(10); ent:m1000 := numbers(1000); ent:m100000 := numbers(100000) } }
  rule set10 { select when map set10 always { ent:m10{"k7"} := event:attrs{"v"} } }
  rule set1000 { select when map set1000 always { ent:m1000{"k700"} := event:attrs{"v"} } }
  rule set100000 { select when map set100000 always { ent:m100000{"k70000"} := event:attrs{"v"} } }
  rule put100000 { select when map put100000 always {
    ent:m100000 := ent:m100000.put("k70000", event:attrs{"v"}) } }
}
$krl$) as map \gset
select pico.raise_event(:'map', 'map', 'fill') \g /dev/null
select format('call bench.add(%L, %L, 300, %L, %L)', work, side, format(
  'perform pico.raise_event(%L, ''map'', %L, json_build_object(''v'', run))', :'map', event), bar)
from (values
  ('set one key of a map of 1,000', 'pico', 'set1000', null),
  ('set one key of a map of 1,000', 'of 10', 'set10', '1.3'),
  ('set one key of a map of 100,000', 'pico', 'set100000', null),
  ('set one key of a map of 100,000', 'of 10', 'set10', '1.3'),
  ('put a key and assign, map of 100,000', 'pico', 'put100000', null),
  ('put a key and assign, map of 100,000', 'set one key of 10', 'set10', '1.3')
) as x (work, side, event, bar)
\gexec

-- Many rules and rulesets --------------------------------------------------------------------------

create function bench.rules(rid text, n integer, selecting text) returns text language sql
  return format(E'ruleset %s {\n', rid) || (
    select string_agg(format(E'rule r%s { select when %s send_directive("r") }', i,
      replace(selecting, '%', i::text)), E'\n') from generate_series(1, n) i) || E'\n}';
create table bench.many (n integer, by text, eci text);
insert into bench.many
  select n, 'name', bench.pico_with(bench.rules('bench.name' || n, n, 'many name%'))
    from (values (1), (100), (1000)) as x (n)
  union all
  select n, 'attribute', bench.pico_with(bench.rules('bench.attribute' || n, n, 'many all n re#^%$#'))
    from (values (1), (100), (1000)) as x (n);
select format('call bench.add(%L, %L, 300, %L, %L)', work, side, format(
  'perform pico.raise_event(%L, ''many'', %L, ''{"n": "1"}'')', m.eci,
  case m.by when 'name' then 'name1' else 'all' end), bar)
from (values
  ('one of 100 rules, by name', 'pico', 100, 'name', null), ('one of 100 rules, by name', 'one rule', 1, 'name', '1.2'),
  ('one of 1,000 rules, by name', 'pico', 1000, 'name', null), ('one of 1,000 rules, by name', 'one rule', 1, 'name', '1.2'),
  ('one of 100 rules, by attribute', 'pico', 100, 'attribute', null), ('one of 100 rules, by attribute', 'one rule', 1, 'attribute', '3'),
  ('one of 1,000 rules, by attribute', 'pico', 1000, 'attribute', null), ('one of 1,000 rules, by attribute', 'one rule', 1, 'attribute', '3')
) as x (work, side, n, by, bar) join bench.many m using (n, by)
order by x.work, x.bar nulls first
\gexec

select bench.pico_with(bench.rules('bench.first', 1, 'many name%')) as fifty \gset
select pico as fifty_pico from pico.channels where eci = :'fifty' \gset
select pico.install_ruleset(:'fifty_pico', pico.register_ruleset(
  bench.rules('bench.further' || i, 10, 'other name%'))) from generate_series(1, 49) i \g /dev/null
call bench.add('event in a pico with 50 rulesets', 'pico', 300,
  format('perform pico.raise_event(%L, ''many'', ''name1'')', :'fifty'));
select format('call bench.add(%L, %L, 300, %L, %L)', 'event in a pico with 50 rulesets', 'one ruleset',
  format('perform pico.raise_event(%L, ''many'', ''name1'')', eci), '1.3')
from bench.many where n = 1 and by = 'name' \gexec

-- Messages -----------------------------------------------------------------------------------------

select pico.register_ruleset($krl$
ruleset bench.ping {
  rule set_up { select when ping set_up always { ent:peer := event:attrs{"peer"} } }
  rule ping { select when ping ping where event:attrs{"n"} > 0
    event:send({"eci": ent:peer, "domain": "ping", "type": "ping", "attrs": {"n": event:attrs{"n"} - 1}}) }
  rule fan { select when ping fan foreach 1.range(event:attrs{"n"}) setting (i)
    event:send({"eci": ent:peer, "domain": "counter", "type": "increment"}) }
}
$krl$) \g /dev/null
select pico.create_pico('ping', rulesets => '{}') as ping, pico.create_pico('pong', rulesets => '{}') as pong \gset
select pico.create_channel(:'ping') as to_ping, pico.create_channel(:'pong') as to_pong \gset
select pico.install_ruleset(p, 'bench.ping') from unnest(array[:'ping', :'pong']) p \g /dev/null
select pico.install_ruleset(:'pong', 'bench.counter') \g /dev/null
select pico.raise_event(:'to_ping', 'ping', 'set_up', json_build_object('peer', :'to_pong')),
  pico.raise_event(:'to_pong', 'ping', 'set_up', json_build_object('peer', :'to_ping')) \g /dev/null
select format('call bench.add(%L, %L, 1, %L, %L, %s)', work, side, format(
  'perform pico.raise_event(%L, ''ping'', %L, json_build_object(''n'', %s))', :'to_ping', event, n), bar, n)
from (values
  ('message, ping-pong of 100,000', 'pico', 'ping', 100000, null),
  ('message, ping-pong of 100,000', 'of 1,000', 'ping', 1000, '1.3'),
  ('message, fan-out of 100,000', 'pico', 'fan', 100000, null),
  ('message, fan-out of 100,000', 'of 1,000', 'fan', 1000, '1.3'),
  ('message, fan-out of 1,000', 'pico', 'fan', 1000, null)
) as x (work, side, event, n, bar)
\gexec
call bench.add('message, fan-out of 1,000', 'a counter event from outside', 300,
  format('perform pico.raise_event(%L, ''counter'', ''increment'')', :'eci'), '1.0');

\set blocks 10
\ir report.psql
