-- SPDX-License-Identifier: MIT
-- Tables of the application whose changes are events, and calls that come back to pico from within
-- statements of rules.
set pico.enabled = on;
set client_min_messages = warning;
create role florist;
grant create on schema public to florist;
select pico.register_ruleset($krl$
ruleset test.rows {
  meta { shares log, total }
  global {
    log = function() { ent:log.defaultsTo([]) }
    total = function() { ent:log.defaultsTo([]).length() }
  }
  rule changed {
    select when flower changed
    always { ent:log := log().append(event:attrs) }
  }
  rule refuse {
    select when flower changed
    pre { wrong = event:attrs{["new", "name"]} == "nettle" => "a" * 2 | 0 }
  }
  rule write {
    select when flower write
    sql:execute(event:attr("text"), event:attr("args")) setting(result)
    fired { ent:result := result; raise flower event "written" }
  }
  rule written {
    select when flower written
    send_directive("written", {"seen": total(), "result": ent:result})
  }
  rule clear { select when flower clear always { clear ent:log } }
}
$krl$) as rid \gset
select pico.create_pico('bed', rulesets => '{}') as pico \gset
select pico.create_channel(:'pico', '{}', '{"allow": [{"domain": "flower", "name": "*"}], "deny": []}') as eci \gset
select pico.set_owner(:'pico', 'florist');
select pico.install_ruleset(:'pico', 'test.rows') as rid;
create function logged() returns setof json language sql as
  $$ select json_array_elements(pico.query(current_setting('test.eci'), 'test.rows', 'log')) $$;
select set_config('test.eci', :'eci', false) is not null as set;
set role florist;
create table flower (id integer primary key, name text, price numeric(6, 2));

-- Per row: inserts, updates, deletes, truncates.
select pico.attach_table('flower', :'eci', 'flower', 'changed') as id;
insert into flower values (1, 'rose', 2.5), (2, 'tulip', 1);
update flower set price = price + 1 where id = 1;
update flower set price = 0 where false;
delete from flower where id = 2;
truncate flower;
reset role;
select * from logged();
-- An error of a rule is one of the statement.
insert into flower values (3, 'lily', 1), (4, 'nettle', 0);
select * from flower;
select count(*) from logged();
-- What is rolled back raised nothing.
begin;
insert into flower values (5, 'aster', 1);
select count(*) from logged();
savepoint s;
insert into flower values (6, 'dahlia', 1);
rollback to s;
select count(*) from logged();
rollback;
select count(*) from logged();
-- The ECI is known to nobody but who may see the pico.
select tgname, encode(tgargs, 'escape') as arguments from pg_trigger where tgrelid = 'flower'::regclass order by 1;
create role stranger;
grant select on pico.attached_tables to florist, stranger;
set role florist;
select "table", domain, name, per, pico = :'pico' as pico, eci = :'eci' as eci from pico.attached_tables;
select pico.attach_table('flower', :'eci', 'flower', 'changed');
select pico.detach_table('flower', name => 'other') as detached;
select pico.detach_table('flower', :'eci', 'flower', 'changed') as detached;
select count(*) from pg_trigger where tgrelid = 'flower'::regclass;
select count(*) from pico.attached_tables;
select pico.raise_event(:'eci', 'flower', 'clear') is not null as cleared;

-- Per statement: one event for all rows.
select pico.attach_table('flower', :'eci', 'flower', 'changed', 'statement') as id;
insert into flower select n, 'flower ' || n, n from generate_series(1, 3) n;
update flower set price = price * 2 where id < 3;
update flower set price = 0 where false;
delete from flower where id = 3;
insert into flower values (1, 'again', 0) on conflict (id) do update set name = excluded.name;
insert into flower select 1, 'none', 0 where false;
truncate flower;
reset role;
select * from logged();
select pico.raise_event(:'eci', 'flower', 'clear') is not null as cleared;
-- More rows than the server keeps in memory.
set work_mem = '64kB';
insert into flower select n, repeat('x', 50), n from generate_series(1000, 5999) n;
update flower set price = 1 where id >= 1000;
delete from flower where id >= 1000;
reset work_mem;
select l ->> 'op' as op, json_typeof(l -> 'old') as old, l #>> '{old,4999,id}' as last_old,
  json_typeof(l -> 'new') as new, l #>> '{new,4999,id}' as last_new
from logged() l;
select pico.raise_event(:'eci', 'flower', 'clear') is not null as cleared;

-- A rule that changes the table: its event comes behind the running one, in the same transaction.
select pico.raise_event(:'eci', 'flower', 'write', '{"text": "insert into flower values ($1, $2, $3) returning id", "args": [7, "iris", 3]}') -> 'directives' -> 0 -> 'options' as options;
select * from logged();
-- Nothing of it stays where the statement, or the rule, fails.
select pico.raise_event(:'eci', 'flower', 'write', '{"text": "insert into flower select n, ''x'', 1 / (9 - n) from generate_series(8, 9) n"}');
select count(*) from logged();
-- Parts of a statement that the application undoes by itself raise nothing.
create function plant(first integer, last integer) returns integer language plpgsql as $$
declare
  planted integer := 0;
begin
  for i in first..last loop
    begin
      insert into flower values (i, 'planted', 1);
      if i % 2 = 0 then raise 'no'; end if;
      planted := planted + 1;
    exception when raise_exception then null;
    end;
  end loop;
  return planted;
end
$$;
select pico.raise_event(:'eci', 'flower', 'write', '{"text": "select plant(21, 25) as planted"}') -> 'directives' -> 0 -> 'options' -> 'result' as result;
select e -> 'new' -> 0 ->> 'id' as planted from logged() e order by 1;
select id from flower order by id;

-- Rules that hear of what they do come to an end.
select pico.register_ruleset($krl$
ruleset test.endless {
  meta { shares log }
  global { log = function() { ent:log.defaultsTo(0) } }
  rule again {
    select when flower changed
    sql:execute("insert into flower select max(id) + 1, 'again', 0 from flower")
    fired { ent:log := ent:log.defaultsTo(0) + 1 }
  }
}
$krl$) as rid \gset
select pico.create_pico('endless', rulesets => '{}') as endless \gset
select pico.create_channel(:'endless') as endless_eci \gset
select pico.set_owner(:'endless', 'florist');
select pico.install_ruleset(:'endless', 'test.endless') as rid;
begin;
select pico.detach_table('flower') as detached;
select pico.attach_table('flower', :'endless_eci', 'flower', 'changed') is not null as attached;
insert into flower values (1000, 'first', 0);
select pico.query(:'endless_eci', 'test.endless', 'log');
select error from pico.dead_letter where pico = :'endless';
rollback;
-- Too many of one call, too.
begin;
select pico.detach_table('flower') as detached;
select pico.attach_table('flower', :'eci', 'flower', 'changed') is not null as attached;
set local pico.max_events = 10;
select pico.raise_event(:'eci', 'flower', 'write', '{"text": "insert into flower select n, ''many'', 0 from generate_series(2000, 2009) n"}') is not null as raised;
select pico.raise_event(:'eci', 'flower', 'write', '{"text": "insert into flower select n, ''many'', 0 from generate_series(3000, 3010) n"}') is not null as raised;
rollback;
select pico.detach_table('flower') as detached;

-- Calls from within statements are part of the call that runs: they see what it has done, and are
-- undone with it.
select pico.register_ruleset($krl$
ruleset test.nested {
  meta { shares n, asked }
  global {
    n = function() { ent:n.defaultsTo(0) }
    asked = function(eci) { sql:query("select pico.query($1, 'test.nested', 'n') as n", [eci]) }
  }
  rule add {
    select when nested add
    pre { by = event:attr("by").defaultsTo(1) }
    if by > 0 then noop()
    fired { ent:n := n() + by; raise nested event "added" attributes event:attrs if event:attr("text") }
    else { ent:n := "a" * 2 }
  }
  rule run {
    select when nested added
    pre { mine = sql:query("select pico.query($1, 'test.nested', 'n')::text::int as n", [meta:eci])[0]{"n"} }
    sql:execute(event:attr("text"), event:attr("args")) setting(result)
    fired { raise nested event "told" attributes {"mine": mine, "result": result{"rows"}} }
  }
  rule told { select when nested told send_directive("told", event:attrs) }
}
$krl$) as rid \gset
select pico.create_pico('one', rulesets => '{}') as one, pico.create_pico('two', rulesets => '{}') as two \gset
select pico.create_channel(:'one') as one_eci, pico.create_channel(:'two') as two_eci \gset
select pico.set_owner(p, 'florist') from unnest(array[:'one', :'two']) p;
select count(pico.install_ruleset(p, 'test.nested')) from unnest(array[:'one', :'two']) p;
create function nested(text, args json default '[]') returns json language sql as
  $$ select pico.raise_event(current_setting('test.one'), 'nested', 'add', json_build_object('text', $1, 'args', args)) -> 'directives' -> 0 -> 'options' $$;
create function counts() returns text language sql as
  $$ select pico.query(current_setting('test.one'), 'test.nested', 'n') || ' ' || pico.query(current_setting('test.two'), 'test.nested', 'n') $$;
select set_config('test.one', :'one_eci', false) = set_config('test.two', :'two_eci', false) as same;
select nested('select pico.query($1, ''test.nested'', ''n'') as n', json_build_array(:'one_eci'));
-- An event for another pico runs at once; one for a pico that runs is refused.
select nested('select pico.raise_event($1, ''nested'', ''add'')::jsonb - ''eid'' as e, pico.query($1, ''test.nested'', ''n'') as n', json_build_array(:'two_eci'));
select counts();
select nested('select json_array_length(pico.raise_events($1, $2)) as e', json_build_array(:'two_eci', '[{"domain": "nested", "name": "add"}, {"domain": "nested", "name": "add", "attrs": {"by": -1}}]'::json));
select counts();
create function refusal(text, args json) returns text language plpgsql as
  $$ begin return nested($1, args); exception when others then return regexp_replace(sqlerrm, '\mc[a-z0-9]{25}\M', 'ID'); end $$;
select refusal('select pico.raise_event($1, ''nested'', ''add'')', json_build_array(:'one_eci'));
select refusal('select pico.raise_events($1, ''[]'')', json_build_array(:'one_eci'));
select nested('select pico.raise_event($1, ''nested'', ''add'', ''{"by": -1}'')', json_build_array(:'two_eci'));
select counts();
-- Behind it, two runs a statement of its own.
select nested('select pico.raise_event($1, ''nested'', ''add'', $2) -> ''directives'' -> 0 -> ''options'' as e', json_build_array(:'two_eci', json_build_object('text', 'select pico.query($1, ''test.nested'', ''n'') as one', 'args', json_build_array(:'one_eci'))));
select counts();
-- In a query nothing is raised, nor in a block that could be undone by itself.
select pico.query(:'one_eci', 'test.nested', 'asked', json_build_object('eci', :'two_eci'));
select pico.register_ruleset($krl$ ruleset test.raising { meta { shares f } global { f = function(eci) { sql:query("select pico.raise_event($1, 'nested', 'add') as e", [eci]) } } } $krl$) as rid \gset
select pico.install_ruleset(:'one', 'test.raising') as rid;
select pico.query(:'one_eci', 'test.raising', 'f', json_build_object('eci', :'two_eci'));
create function try_to_add(eci text) returns text language plpgsql as
  $$ begin perform pico.raise_event(eci, 'nested', 'add'); return 'added'; exception when others then return sqlerrm; end $$;
select nested('select try_to_add($1) as tried', json_build_array(:'two_eci'));
create function add(eci text) returns text language plpgsql as
  $$ begin perform pico.raise_event(eci, 'nested', 'add'); return 'added'; end $$;
select nested('select add($1) as tried', json_build_array(:'two_eci'));
select counts();
-- All else waits for the end of the event.
select nested('select pico.event_query($1, ''a'', ''b'', ''{}'', ''test.nested'', ''n'')', json_build_array(:'two_eci'));
select nested('select pico.receive_event(''k'', $1, ''a'', ''b'')', json_build_array(:'two_eci'));
grant execute on function pico.create_pico(text, text, text[]) to florist;
select nested('select pico.create_pico(''x'')');
select counts();
-- Where one of several events fails, its statements are undone, and those of the others stay.
set role florist;
create table trace (word text);
reset role;
select json_array_length(pico.raise_events(:'one_eci', json_build_array(
  json_build_object('domain', 'nested', 'name', 'add', 'attrs', json_build_object('text', 'insert into trace values (''first'')')),
  json_build_object('domain', 'nested', 'name', 'add', 'attrs', json_build_object('text', 'insert into trace select ''second'' union all select (1 / 0)::text')),
  json_build_object('domain', 'nested', 'name', 'add', 'attrs', json_build_object('text', 'insert into trace values (''third'')'))))) as events;
select * from trace;

-- What cannot be attached, and who cannot.
\set VERBOSITY terse
create view flowers as select * from flower;
create sequence flower_numbers;
select pico.attach_table('flowers', :'eci', 'flower', 'changed');
select pico.attach_table('flower_numbers', :'eci', 'flower', 'changed');
select pico.attach_table('flower_pkey', :'eci', 'flower', 'changed');
select pico.attach_table('pg_class', :'eci', 'flower', 'changed');
select pico.attach_table('information_schema.sql_features', :'eci', 'flower', 'changed');
select pico.attach_table('pico.pico', :'eci', 'flower', 'changed');
select pico.attach_table('flower', 'no-such-eci', 'flower', 'changed');
select pico.attach_table('flower', :'eci', 'tree', 'changed');
select pico.attach_table('flower', :'eci', '', 'changed');
select pico.attach_table('flower', :'eci', 'flower', 'changed', 'day');
select pico.attach_table(null, :'eci', 'flower', 'changed');
select pico.attach_table('flower', :'eci', 'flower', null);
select pico.attach_table(0, :'eci', 'flower', 'changed');
select pico.detach_table(null);
set role stranger;
select pico.attach_table('flower', :'eci', 'flower', 'changed');
select pico.detach_table('flower');
reset role;
grant trigger on flower to stranger;
set role stranger;
select pico.attach_table('flower', :'eci', 'flower', 'changed') is not null as attached;
select pico.detach_table('flower');
select "table", pico = :'pico' as pico, eci from pico.attached_tables;
reset role;
-- A trigger of one's own sends nothing through others' channels.
create table own (id integer);
create trigger stolen after insert on own for each row execute function pico.table_event('1');
insert into own values (1);
select max(id) as id from pico.attached_tables \gset
drop trigger stolen on own;
select format('create trigger stolen after insert on own for each row execute function pico.table_event(%L)', :'id') \gexec
insert into own values (1);
drop table own;
select pico.table_event();
-- Without its channel a change fails; without its table a row is pruned.
select pico.delete_channel(:'eci');
\set VERBOSITY sqlstate
insert into flower values (1, 'rose', 1);
\set VERBOSITY terse
drop view flowers;
drop table flower;
select count(*) from pico.attached_tables;
select count(*) from pico.attached_table;
select pico.prune() > 0 as pruned;
select count(*) from pico.attached_table;

-- Partitions raise the events of their table; names are quoted.
select pico.create_channel(:'pico') as eci \gset
create schema "Garden";
create table "Garden"."The beds" (id integer, "Name" text) partition by list (id);
create table "Garden".bed1 partition of "Garden"."The beds" for values in (1);
select pico.attach_table('"Garden"."The beds"', :'eci', 'flower', 'changed') is not null as attached;
create table "Garden".bed2 partition of "Garden"."The beds" for values in (2);
select pico.raise_event(:'eci', 'flower', 'clear') is not null as cleared;
select set_config('test.eci', :'eci', false) is not null as set;
insert into "Garden"."The beds" values (1, 'one'), (2, 'two');
select * from logged();
select pico.detach_table('"Garden"."The beds"') as detached;
select count(*) from pg_trigger where tgrelid in (select oid from pg_class where relnamespace = '"Garden"'::regnamespace);
drop schema "Garden" cascade;
-- Triggers belong to the table, and need their function.
select kind, problem from pico.check_image();
select pico.delete_pico(p) from unnest(array[:'pico', :'endless', :'one', :'two']) p;
drop table trace;
delete from pico.log;
drop sequence flower_numbers;
drop function logged, plant, refusal, nested, counts, try_to_add, add;
drop owned by florist, stranger;
drop role florist, stranger;
