-- SPDX-License-Identifier: MIT
-- What an event costs beside a PL/pgSQL function that does the same reads and writes, and what a
-- call of a KRL function costs beside PL/pgSQL: CPU time of the backend, in blocks that alternate.
\set ON_ERROR_STOP on
\pset footer off
set client_min_messages = warning;
create schema bench;

-- CPU time of this backend in microseconds, as the kernel counts it.
create function bench.cpu_us() returns double precision
  language sql volatile
begin atomic
  select pg_catalog.split_part(pg_catalog.pg_read_file('/proc/self/schedstat'), ' ', 1)::double precision
         / 1000;
end;

-- The counter by hand ------------------------------------------------------------------------------

create table bench.channel (
  eci text collate "C" primary key, pico text collate "C", number bigint, event_policy json);
create table bench.entity (
  pico text collate "C", rid text collate "C", name text collate "C", value json,
  primary key (pico, rid, name)) with (fillfactor = 80);

create function bench.raise_event(an_eci text, domain text, name text, attrs json) returns json
  language plpgsql
as $$
declare
  channel bench.channel;
  counted json;
begin
  select c.* into channel from bench.channel c where c.eci = an_eci;
  if not found then
    raise exception 'ECI not found %', an_eci;
  end if;
  if not exists (select from json_array_elements(channel.event_policy -> 'allow') rule
                 where rule ->> 'domain' in ('*', raise_event.domain)
                   and rule ->> 'name' in ('*', raise_event.name)) then
    raise exception 'Not allowed by channel policy';
  end if;
  perform pg_advisory_xact_lock(channel.number);
  select e.value into counted from bench.entity e
   where e.pico = channel.pico and e.rid = 'bench.counter' and e.name = 'total';
  update bench.entity e set value = to_json((counted #>> '{}')::double precision + 1)
   where e.pico = channel.pico and e.rid = 'bench.counter' and e.name = 'total';
  return json_build_object('eid', gen_random_uuid(), 'directives', json_build_array(
    json_build_object('type', 'directive', 'name', 'counted', 'options', json_build_object(
      'by', 1))));
end $$;

insert into bench.channel
  values ('c1', 'p1', 1, '{"allow": [{"domain": "*", "name": "*"}], "deny": []}');
insert into bench.entity values ('p1', 'bench.counter', 'total', '0');

-- The counter of pico ------------------------------------------------------------------------------

create extension pico;
select pico.register_ruleset($krl$
ruleset bench.counter {
  meta { shares total, fib }
  global {
    total = function() { ent:total.defaultsTo(0) }
    fib = function(n) { n < 2 => n | fib(n - 1) + fib(n - 2) }
  }
  rule increment {
    select when counter increment
    send_directive("counted", {"by": 1})
    always { ent:total := total() + 1 }
  }
}
$krl$) \g /dev/null
select pico.create_pico('counter') as pico \gset
select pico.install_ruleset(:'pico', 'bench.counter') \g /dev/null
select pico.create_channel(:'pico') as eci \gset

-- Measuring ----------------------------------------------------------------------------------------

create table bench.block (work text, cpu_us double precision);

create function bench.fib(n integer) returns integer language plpgsql
as $$ begin
  if n < 2 then return n; end if;
  return bench.fib(n - 1) + bench.fib(n - 2);
end $$;

-- `repeats` runs of a piece of work, each in a transaction of its own; the CPU time of one. The
-- statements are static, so that their plans are kept.
create procedure bench.measure(work text, repeats integer, eci text)
  language plpgsql
as $$
declare
  before double precision := bench.cpu_us();
begin
  for i in 1..repeats loop
    case work
      when 'event: pico' then
        perform pico.raise_event(eci, 'counter', 'increment');
      when 'event: PL/pgSQL' then
        perform bench.raise_event('c1', 'counter', 'increment', '{}');
      when 'query: pico' then
        perform pico.query(eci, 'bench.counter', 'total');
      when 'fib(25): pico' then
        perform pico.query(eci, 'bench.counter', 'fib', '{"n": 25}');
      when 'fib(25): PL/pgSQL' then
        perform bench.fib(25);
    end case;
    commit;
  end loop;
  insert into bench.block values (measure.work, (bench.cpu_us() - before) / repeats);
end $$;

create table bench.plan (work text, repeats integer, blocks integer);
insert into bench.plan values
  ('event: pico', 300, 20), ('event: PL/pgSQL', 300, 20), ('query: pico', 300, 20),
  ('fib(25): pico', 1, 5), ('fib(25): PL/pgSQL', 1, 5);

-- Blocks alternate; the first of each warms caches up and does not count.
select format('call bench.measure(%L, %s, %L)', work, repeats, :'eci')
  from bench.plan, generate_series(0, blocks) as block order by block, work \gexec
delete from bench.block
 where ctid in (select distinct on (work) ctid from bench.block order by work, ctid);

select work, round(percentile_cont(0.5) within group (order by cpu_us)::numeric, 1) as median_us,
       round(min(cpu_us)::numeric, 1) as least_us, round(max(cpu_us)::numeric, 1) as most_us
  from bench.block group by work order by work;
