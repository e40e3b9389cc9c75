-- SPDX-License-Identifier: MIT
-- LANGUAGE krl: values of SQL in KRL and back, functions, what is refused, and what goes wrong.
create schema language_test;
set search_path = language_test, public;
set datestyle = 'German, DMY';  -- what the session likes to see makes no difference
set intervalstyle = 'sql_standard';
set bytea_output = 'escape';
set timezone = 'America/New_York';

create type pair as (a integer, "a b" text[]);
create type nested as (pair pair, pairs pair[]);
create type mood as enum ('sad', 'happy');
create type floatrange as range (subtype = double precision);
create domain positive as integer check (value > 0);
create domain short as varchar(3) not null;
create domain positives as positive[];

-- From SQL -----------------------------------------------------------------------------------------

-- What a value of SQL is in KRL.
create function in_krl(type text, literal text) returns json language plpgsql as $$
declare
  result json;
begin
  execute format('create or replace function as_krl(v %s) returns json language krl as ''v''', type);
  execute format('select as_krl(%L::%s)', literal, type) into result;
  execute format('drop function as_krl(%s)', type);
  return result;
end
$$;

select type, literal, in_krl(type, literal)
from (values
  ('boolean', 'true'), ('smallint', '-32768'), ('integer', '2147483647'),
  ('bigint', '9007199254740992'), ('bigint', '9007199254740993'), ('bigint', '-9223372036854775808'),
  ('oid', '4294967295'), ('real', '0.1'), ('real', '3.4e38'), ('real', 'NaN'),
  ('double precision', '0.1'), ('double precision', '-Infinity'), ('double precision', '1e-320'),
  ('numeric', '12.50'), ('numeric', '0.1000000000000000000000'), ('numeric', '123456789012345678'),
  ('numeric', '0.12345678901234567890'), ('numeric', '1e100'), ('numeric', 'NaN'), ('numeric', 'Infinity'),
  ('text', 'Größe "x"'), ('varchar(5)', 'abc'), ('char(5)', 'abc'), ('"char"', 'x'), ('name', 'n'),
  ('uuid', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), ('mood', 'happy'), ('inet', '10.0.0.1/8'),
  ('bytea', '\x00ff'), ('point', '(0.1,2)'), ('int2vector', '1 2'), ('regclass', 'pg_class'),
  ('date', '31.01.2026'), ('date', 'infinity'), ('date', '0044-03-15 BC'),
  ('timestamp', '2026-01-31 12:00'), ('timestamp', '2026-01-31 12:00:00.25'),
  ('timestamptz', '2026-01-31 12:00'), ('timestamptz', '2026-01-31 12:00:00.5+01'),
  ('timestamptz', '2026-01-31 12:00:00.123456Z'), ('timestamptz', '0044-03-15 12:00Z BC'),
  ('timestamptz', '-infinity'), ('time', '12:00'), ('timetz', '12:00:00.5+02'),
  ('interval', '1 day 2 hours'), ('interval', '-1 year 2 months 3.5 seconds'),
  ('json', '{"b": [1, null], "a": "\u00e4"}'), ('jsonb', '{"b": [1, null], "a": "\u00e4"}'),
  ('integer[]', '{1,null,3}'), ('integer[]', '{}'), ('text[]', '{{a,b},{c,"d e"}}'),
  ('integer[]', '[0:1]={7,8}'), ('pair', '(1,"{x,y}")'), ('pair', '(,)'),
  ('nested', '("(1,{x})","{""(2,)"",""(3,{y})""}")'), ('positive', '5'), ('positives', '{1,2}'),
  ('int4range', '[1,5]'), ('int4range', '(,3)'), ('int4range', 'empty'), ('floatrange', '(0.5,1]'),
  ('tstzrange', '[2026-01-01Z,)'), ('int4multirange', '{[1,3),[5,)}'), ('int4multirange', '{}'),
  ('integer', null), ('json', 'null'), ('xid', '7')) as v (type, literal);

-- Back to SQL --------------------------------------------------------------------------------------

-- What a value of KRL is in SQL, or why it is none.
create function in_sql(type text, value json) returns text language plpgsql as $$
declare
  result text;
begin
  execute 'drop function if exists as_sql';
  execute format('create function as_sql(v json) returns %s language krl as ''v''', type);
  execute format('select as_sql(%L)::text', value) into result;
  return coalesce(result, 'null');
exception when others then
  return sqlstate || ' ' || sqlerrm;
end
$$;

set datestyle = 'ISO, DMY';
set timezone = 'UTC';
reset bytea_output;

set client_min_messages = warning;
select type, value, in_sql(type, value::json)
from (values
  ('boolean', 'true'), ('boolean', '"yes"'), ('boolean', '"maybe"'), ('boolean', '2'), ('boolean', '[]'),
  ('smallint', '-32768'), ('smallint', '32768'), ('integer', '2147483647'), ('integer', '2147483648'),
  ('integer', '1.5'), ('integer', '"12"'), ('integer', '"1.5"'), ('integer', 'true'), ('integer', '{}'),
  ('bigint', '9007199254740992'), ('bigint', '"9223372036854775807"'),
  ('bigint', '9223372036854775808'), ('bigint', '-9223372036854775808'), ('oid', '-1'), ('oid', '4294967295'),
  ('real', '0.1'), ('real', '1e300'), ('double precision', '0.1'), ('double precision', '"NaN"'),
  ('numeric', '12.5'), ('numeric(4,1)', '12.34'), ('numeric', '1e300'), ('numeric', '"12345678901234567890"'),
  ('text', '"Größe"'), ('text', '1.5'), ('text', 'true'), ('text', '{"a": [1]}'), ('text', '[1, "x"]'),
  ('text', '"\u0000"'), ('text', '"\ud800"'), ('varchar', '"abcdef"'), ('short', '"abc"'), ('short', '"abcd"'),
  ('short', 'null'), ('name', '{"a": 1}'), ('mood', '"happy"'), ('mood', '"angry"'), ('uuid', '"x"'),
  ('bytea', '"\\x00ff"'), ('date', '"2026-01-31"'), ('date', '"2026-02-30"'),
  ('timestamptz', '"2026-01-31T12:00:00.123456Z"'), ('timestamptz', '"0044-03-15T12:00:00.000Z BC"'),
  ('timestamptz', '0'), ('interval', '"P1DT2H"'),
  ('json', '{"b": 1, "a": [null]}'), ('jsonb', '{"b": 1, "a": "x"}'), ('jsonb', '"\u0000"'), ('json', '"x"'),
  ('integer[]', '[1, null, "3"]'), ('integer[]', '[]'), ('integer[]', '[[1, 2], [3, 4]]'),
  ('integer[]', '[[1, 2], [3]]'), ('integer[]', '[[1], 2]'), ('integer[]', '[1, [2]]'), ('integer[]', '[[], [1]]'),
  ('integer[]', '[[], []]'), ('integer[]', '[[[[[[[1]]]]]]]'), ('integer[]', '"{5,6}"'), ('integer[]', '{"a": 1}'),
  ('integer[]', '7'), ('jsonb[]', '[[1, 2], {"a": 3}]'), ('text[]', '[{"a": 1}, "x"]'), ('positives', '[1, 0]'),
  ('pair', '{"a": 1, "a b": ["x", "y"]}'), ('pair', '{"a": "7"}'), ('pair', '{"c": 1}'), ('pair', '[1]'),
  ('pair', '"(3,{z})"'), ('pair', '{"a": 1.5}'),
  ('nested', '{"pairs": [{"a": 1}, null, {"a b": []}]}'), ('positive', '5'), ('positive', '-5'),
  ('int4range', '{"lower": 1, "upper": 5, "bounds": "[]"}'), ('int4range', '{"upper": 3}'), ('int4range', '{}'),
  ('int4range', '{"empty": true}'), ('int4range', '{"lower": 5, "upper": 1}'), ('int4range', '{"from": 1}'),
  ('int4range', '{"bounds": "<>"}'), ('int4range', '"[1,2]"'), ('int4range', '[1, 2]'), ('int4range', '{"lower": 1.5}'),
  ('tstzrange', '{"lower": "2026-01-31T12:00:00.000Z", "upper": null, "bounds": "()"}'),
  ('int4multirange', '[{"lower": 1, "upper": 3}, "[7,9)", {"empty": true}]'), ('int4multirange', '[]'),
  ('int4multirange', '[null]'), ('int4multirange', '{"lower": 1}'), ('void', '1'), ('integer', 'null'),
  ('record', '{"a": 1}'), ('xid', '"7"')) as v (type, value);
reset client_min_messages;

-- What KRL has and JSON has not.
create function odd(kind text) returns text language krl as $$
  {"regexp": re#a.b#i, "function": function(x) { x }, "infinite": "1e999".as("Number"),
   "nothing": null}{kind}
$$;
select odd('regexp'), odd('infinite'), odd('nothing'), odd('none');
select odd('function');
create function odd_number(kind text) returns double precision language krl as
  '{"infinite": "1e999".as("Number"), "regexp": re#1#}{kind}';
select odd_number('infinite');
select odd_number('regexp');

-- Everything that a table of the server holds comes and goes.
create table whole (id bigint, taken timestamptz, tags text[], span int4range, dropped text, doc jsonb);
alter table whole drop column dropped;
insert into whole values (1, '2026-01-31 12:00:00.5Z', '{a,b}', '[1,3)', '{"x": 1}'), (2, null, null, null, null);
create function same(r whole) returns whole language krl as 'r';
select w as before, same(w) = w as is_same, same(w) from whole w;
alter table whole add column "new" numeric default 1.5;
select same(w) from whole w;
create function nameless(r record) returns json language krl as 'r';
select nameless(row(1, 'x')), nameless(w) from whole w;
select nameless(r) from (select 1 as a, 2 as a) as r;

-- Functions ----------------------------------------------------------------------------------------

create function fib(n integer) returns integer language krl immutable strict parallel safe as $$
  n < 2 => n | fib(n - 1) + fib(n - 2)
$$;
select fib(20), fib(null);
-- A name of the standard library keeps its meaning.
create function length(words text[]) returns integer language krl as 'words.length() + "abc".length()';
select length('{a,b}'::text[]);
-- Declarations, `return`, defaults of SQL, named notation, variadic arguments.
create function area(width numeric, height numeric default 2) returns numeric language krl as $$
  factors = [width, height];
  return factors.reduce(function(a, b) { a * b });
$$;
select area(3), area(height => 5, width => 3), area(0.5, 0.25);
create function total(variadic numbers numeric[]) returns numeric language krl as
  'numbers.reduce(function(a, b) { a + b }, 0)';
select total(1, 2, 3.5), total(variadic '{}');
create function divide(a integer, b integer, out quotient integer, out rest integer) language krl as
  '{"quotient": math:floor(a / b), "rest": a % b}';
select * from divide(17, 5);
create function twice(inout n integer) language krl as 'n * 2';
select twice(4);
create function loose(a integer) returns record language krl as '{"a": a, "b": "text"}';
select * from loose(1) as (a integer, b text);
select * from loose(1) as (a integer);
select loose(1);
create procedure note(words text, inout noted integer default 0) language krl as
  '{"noted": words.split(re# #).length()}';
call note('one two three');
create function nothing(v json) returns void language krl as 'v';
select nothing('1');
create function reshape(docs jsonb[]) returns jsonb language krl as $$
  docs.map(function(doc) { {"id": doc{"id"}, "names": doc{["tags", "name"]}.defaultsTo([])} })
      .filter(function(doc) { doc{"id"} > 1 })
$$;
select reshape(array['{"id": 1}', '{"id": 2, "tags": {"name": ["x"]}}']::jsonb[]);
-- In indexes, aggregates and policies they are functions like any other.
create function times(a integer, b integer) returns integer language krl immutable as 'a * b';
create aggregate krl_product(integer) (sfunc = times, stype = integer, initcond = '1');
select krl_product(n) from generate_series(1, 6) as n;
create index on whole (fib(id::integer));
-- A new version counts at once; one that is rolled back does not.
create or replace function twice(inout n integer) language krl as 'n * 3';
select twice(4);
begin;
create or replace function twice(inout n integer) language krl as 'n * 4';
select twice(4);
rollback;
select twice(4);

-- Modules, klog, `do`.
create function seconds(at timestamptz) returns text language krl as 'time:strftime(at, "%s")';
select seconds('2026-01-31 12:00Z');
create function unlike() returns boolean language krl as
  'random:uuid() != random:uuid() && time:now() != "" && math:hash("sha256", "x").length() == 64';
select unlike();
set pico.client_log = 'klog';
do language krl $$ [1, {"a": 2}].klog("block") $$;
create function shown(v json) returns json language krl as 'v.klog("shown")';
select shown('[1]');
reset pico.client_log;
do language krl 'd = defaction() { send_directive("x") }; [1].map(d)';

-- What is refused ----------------------------------------------------------------------------------

create function bad(n integer) returns integer language krl as '';
create function bad(n integer) returns integer language krl as $$
  a = n +
  b )
$$;
-- All that is wrong is told.
create function bad(n integer) returns integer language krl as $$
  ä = 1;
  a = x;
  b = ent:count + ent:map{"a"} + http:get("http://localhost"){"content"} + math:nothing();
  c = event:attrs + ctx:query("a", "b", "c") + sql:query("select 1") + meta:rid;
  n = 2;
  a + b
$$;
create function bad(n integer) returns integer language krl as $$
  a = x;
  b = ent:count + ent:map{"a"} + http:get("http://localhost"){"content"} + math:nothing();
  c = event:attrs + ctx:query("a", "b", "c") + sql:query("select 1") + meta:rid;
  n = 2;
  a + b
$$;
create function deprecated(n integer) returns integer language krl as 'x = n; x = x + 1; x';
select deprecated(1);
create function bad(n integer) returns integer language krl as 'ruleset a.b { }';
create function bad(n integer) returns integer language krl as 'n } + function() { 1';
create function bad(n integer) returns integer language krl as 'n; n';
create function bad(n integer) returns integer language krl as '"open';
create function bad(n integer) returns integer language krl as '/* open';
create function bad(n integer) returns integer language krl as 're#(#';
create function bad(n integer) returns integer language krl as 'send_directive("x")';
create function bad(integer) returns integer language krl as '1';
create function bad("a b" integer) returns integer language krl as '1';
create function bad("function" integer) returns integer language krl as '1';
create function bad(v anyelement) returns integer language krl as '1';
create function bad(v "any") returns integer language krl as '1';
create function bad(v cstring) returns integer language krl as '1';
create function bad(v anyarray) returns anyelement language krl as '1';
create function bad() returns trigger language krl as '1';
create function bad() returns event_trigger language krl as '1';
create function bad() returns setof integer language krl as '[1]';
create function bad() returns table (a integer) language krl as '[1]';
create function bad(n integer) returns integer language krl window as 'n';
do language krl 'a = ';
do language krl 'ent:a';
\set VERBOSITY sqlstate
select pico.krl_call();
select pico.krl_validate('length(text)'::regprocedure);
select pico.krl_inline(null);
\set VERBOSITY default
-- Sources that nobody should write.
do $$
declare
  source text;
  outcome text;
begin
  foreach source in array array[
    repeat('[', 100000), repeat('(', 10000) || '1' || repeat(')', 10000), repeat('1 + ', 100000) || '1',
    repeat('-', 10000) || '1', repeat('a', 1000000),
    'a' || repeat('.map(function(x) { x', 2000), repeat('<<#{', 1000), e'\u00a0', e'1\t;', '{"a": 1, "a": 2}',
    'function', 're##', '<<>>', ';', '#', 'ä', 'event:attrs', '1 => 2', '=> | ', 'return', 'return return',
    'x = 1', 'null', 'null{"a"}', '"\u0000"', '0x10', '1e999', '.5', '//', '/**/ 1 // end', '$1', ':', 'a:b:c']
  loop
    begin
      execute format('create or replace function odd_source(n integer) returns json language krl as %L', source);
      execute 'select odd_source(1)' into outcome;
    exception when others then
      outcome := sqlstate || ' ' || left(sqlerrm, 90);
    end;
    raise notice '% => %', left(source, 24), coalesce(outcome, 'null');
  end loop;
end
$$;
-- Unchecked, it is refused when it is called.
set check_function_bodies = off;
create function late(n integer) returns integer language krl as 'm';
create function late() returns trigger language krl as 'm';
reset check_function_bodies;
select late(1);

-- What goes wrong ----------------------------------------------------------------------------------

create function broken(n integer) returns integer language krl as $$
  f = function(x) { x() };
  n > 0
    => f("text")
     | "x".as("Number") + 0.5
$$;
select broken(1);
select broken(0);
create function half(n integer) returns integer language krl as 'n / 2';
select half(3);
create function undated() returns date language krl as '"tomorrow or so"';
select undated();
-- Endless work is stopped, and the session goes on.
create function deep(n integer) returns integer language krl as '1 + deep(n + 1)';
select deep(1);
create function large() returns integer language krl as
  'grow = function(a) { grow(a.append(a)) }; grow([1, 2, 3])';
set pico.max_memory = '8MB';
select large();
reset pico.max_memory;
create function searched() returns boolean language krl as
  '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab".match(re#^(a|aa)+$#)';
set pico.max_search_steps = 1000;
select searched();
reset pico.max_search_steps;
create function endless() returns integer language krl as $$
  1.range(1000000).map(function(x) { 1.range(1000).length() }).length()
$$;
set statement_timeout = '100ms';
select endless();
reset statement_timeout;
select fib(10);

-- It is trusted: who may create functions may write them in KRL, and they run as their caller.
create role language_tester;
grant create on schema language_test to language_tester;
grant usage on schema language_test to language_tester;
set role language_tester;
create function tested(a integer) returns integer language krl as 'a + 1';
select tested(1);
select pico.krl_validate('tested'::regproc);
do language krl '1';
reset role;
revoke usage on language krl from public;
set role language_tester;
create function refused(a integer) returns integer language krl as 'a + 1';
reset role;
grant usage on language krl to public;
set client_min_messages = warning;
drop schema language_test cascade;
drop role language_tester;
