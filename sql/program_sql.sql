-- SPDX-License-Identifier: MIT
-- The module sql: statements of programs on the tables of the application, as the owner of the pico.
set pico.enabled = on;
set client_min_messages = warning;
create role shopkeeper;
grant create on schema public to shopkeeper;
set role shopkeeper;
create table item (id integer primary key, name text not null unique, price numeric(10, 2), tags text[],
  added timestamptz default '2026-01-31 12:00:00+00');
insert into item (id, name, price, tags) values (1, 'tea', 3.20, '{hot,dry}'), (2, 'ice', null, null);
reset role;
create table secret (word text);
insert into secret values ('swordfish');

select pico.register_ruleset($krl$
ruleset test.sql {
  meta { shares ask, told, stock }
  global {
    ask = function(text, args) { sql:query(text, args) }
    told = function() { ent:told }
    stock = sql:query("select count(*) as n from item")
  }
  rule run {
    select when sql run
      text re#(.+)# setting(text)
    sql:execute(text, event:attr("args")) setting(result)
    fired { ent:told := result }
  }
  rule twice {
    select when sql twice
    foreach event:attr("texts") setting(text)
    sql:execute(text) setting(result)
    fired { ent:told := ent:told.defaultsTo([]).append(result{"count"}) }
  }
  rule seen {
    select when sql twice
    send_directive("seen", {"rows": sql:query("select id from item order by id").map(function(r) { r{"id"} })})
  }
}
$krl$) as rid \gset
select pico.create_pico('shop', rulesets => '{}') as pico \gset
select pico.create_channel(:'pico') as eci \gset
-- As the superuser's pico it may not.
select pico.install_ruleset(:'pico', 'test.sql') as rid;
select pico.set_owner(:'pico', 'shopkeeper');
select pico.install_ruleset(:'pico', 'test.sql') as rid;
select pico.query(:'eci', 'test.sql', 'stock');

create function ask(text, args json default '[]') returns json language sql as
  $$ select pico.query(current_setting('test.eci'), 'test.sql', 'ask', json_build_object('text', $1, 'args', args)) $$;
create function run(text, args json default '[]') returns json language sql as
  $$ select pico.raise_event(current_setting('test.eci'), 'sql', 'run', json_build_object('text', $1, 'args', args)) -> 'directives' $$;
select set_config('test.eci', :'eci', false) is not null as set;

-- Rows as maps, values by their types, parameters by inferred types.
select ask('select * from item order by id');
select ask('select name from item where id = $1', '[1]');
select ask('select name from item where id = any($1) order by 1', '[[1, 2, 3]]');
select ask('select $1 + 1 as n, $2 as t, $3::date as d', '[41, "x", "2026-02-01"]');
select ask('select name from item where price is not distinct from $1', '[null]');
select ask('select 1 as one where false');
select run('show server_version_num') is not null as shown;
select current_user as seen, ask('select current_user, session_user = current_user as same');

-- What changes rows tells how many, and which by RETURNING.
select run('update item set price = price + $1 where id = $2', '[0.5, 1]');
select pico.query(:'eci', 'test.sql', 'told');
select run('insert into item (id, name, price) select n, ''item '' || n, n from generate_series(3, 5) n returning id, price', '[]');
select pico.query(:'eci', 'test.sql', 'told');
select run('delete from item where id > 2');
select pico.query(:'eci', 'test.sql', 'told');
select run('create table made_by_rule (a integer)');
select tableowner from pg_tables where tablename = 'made_by_rule';
-- A rule sees what others have changed in the same event.
select pico.raise_event(:'eci', 'sql', 'twice', '{"texts": ["insert into item values (3, ''jam'')", "delete from item where id = 1"]}') -> 'directives' -> 0 -> 'options';
-- The event and its rows are one: where one fails, all is undone.
select pico.raise_event(:'eci', 'sql', 'twice', '{"texts": ["insert into item values (4, ''ham'')", "insert into item values (3, ''jam'')"]}');
select id, name from item order by id;

-- Errors tell the server's code, message and place.
\set VERBOSITY default
select ask('selct 1');
select ask('select nme from item');
select ask('select name from item where id = $1', '["one"]');
select ask('select 1 / $1', '[0]');
select run('insert into item values (3, ''honey'')');
select run('insert into item (id, name) values (9, null)');
select ask('select a.id, b.id from item a, item b');
\set VERBOSITY terse
-- Arguments that do not fit.
select ask('select 1 as a', '[1]');
select ask('select $1::int + $2', '[1]');
select ask('select $2::int as a', '[1, 2]');
select ask('select $1::int as a', '{"a": 1}');
select ask('select $1::int as a', '[{"a": 1}]');
select pico.query(:'eci', 'test.sql', 'ask', '{"text": [1]}');
-- One statement, of a kind that programs run.
select ask('');
select ask('-- nothing');
select ask('select 1 as a; select 2 as b');
select run('drop table item; select 1');
select run('commit');
select run('savepoint a');
select run('copy item to stdout');
select run('copy item from program ''id''');
select run('listen pico');
select run('declare c cursor for select 1');
select run('prepare p as select 1');
select run('set role postgres');
select run('set search_path = evil');
select run('discard all');
-- A query changes nothing.
select ask('insert into item values (10, ''oil'')');
select ask('insert into item values (10, ''oil'') returning id');
select ask('with x as (delete from item returning id) select * from x');
select ask('select nextval(''seq'')') from (select set_config('test.made', 'x', false)) x;
select ask('select * from item for update');
select ask('select pg_notify(''a'', ''b'')') is not null as notified;
-- Values are never part of a statement.
select ask('select id from item where name = $1', '["x'' or true --"]');
select ask('select $1 as word', '["''; drop table item; --"]');
select pico.raise_event(:'eci', 'sql', 'run', json_build_object('text', e'select \u0001 as a'));
select pico.raise_event(:'eci', 'sql', 'run', '{"text": "select ''\u0000'' as a"}');

-- The rights are those of the owner, whoever calls, and there is no way out of them.
select ask('select * from secret');
select ask('select * from pico.channel');
select ask('select set_config(''role'', ''postgres'', false)');
select ask('select set_config(''session_authorization'', ''postgres'', false)');
select ask('select set_config(''search_path'', ''evil'', false) is not null as set') -> 0 as a, current_setting('search_path') as kept;
create function own_rights() returns text language plpgsql as
  $$ begin execute 'reset role'; return current_user; exception when others then return sqlerrm; end $$;
select ask('select own_rights()');
select ask('select pg_read_file(''/etc/passwd'')');
set role shopkeeper;
create temporary table hidden (a integer);
create function pg_temp.upper(text) returns text language sql as $$ select 'mine' $$;
reset role;
select ask('select upper(''a'') as a');
select run('create temporary table more (a integer)');
-- Objects are found by pico.sql_search_path, whatever the caller's is.
set search_path = pg_catalog;
select public.ask('select count(*) as n from item');
reset search_path;

-- Bounds: rows, memory.
set pico.max_sql_rows = 5;
select json_array_length(ask('select n from generate_series(1, 5) n'));
select ask('select n from generate_series(1, 1000000) n');
select run('insert into item (id, name) select n, ''x'' || n from generate_series(100, 200) n returning id');
select run('insert into item (id, name) select n, ''x'' || n from generate_series(100, 200) n');
select pico.query(:'eci', 'test.sql', 'told');
select run('delete from item where id >= 100');
reset pico.max_sql_rows;
set pico.max_memory = '1MB';
set pico.max_sql_rows = 1000000;
select ask('select repeat(''x'', 1000) as x from generate_series(1, 1000000) n');
reset pico.max_sql_rows;
reset pico.max_memory;
set statement_timeout = '100ms';
select ask('select count(*) as n from generate_series(1, 1000000000) n');
select run('select pg_sleep(100)');
reset statement_timeout;

-- Statements are kept with their plans, and follow what changes.
select ask('select * from item where id = 2');
alter table item drop column tags;
alter table item alter id type text;
select ask('select * from item where id = $1', '["2"]');
select ask('select * from item where id = 2');
select ask('select * from item where id = ''2''');

-- Whoever is no role, is a superuser, or lives in a held image runs none.
select pico.hold_image();
select ask('select 1 as a');
select pico.resume_image();
alter role shopkeeper superuser;
select ask('select 1 as a');
set pico.allow_superuser_sql = on;
select ask('select 1 as a');
reset pico.allow_superuser_sql;
alter role shopkeeper nosuperuser;
update pico.pico set owner = 'nobody at all' where id = :'pico';
select ask('select 1 as a');
update pico.pico set owner = 'shopkeeper' where id = :'pico';

-- In a read-only transaction queries are all there is.
begin read only;
select ask('select count(*) as n from item');
select run('delete from item');
rollback;
-- In every isolation level.
begin isolation level serializable;
select run('update item set name = ''snow'' where name = ''ice''');
select ask('select name from item where id = ''2''');
rollback;
-- Globals and queries change nothing; a session has what it had.
select pico.register_ruleset($krl$ ruleset test.sql.global { meta { shares a } global { a = sql:execute("delete from item") } } $krl$);
select pico.install_ruleset(:'pico', 'test.sql.global');
select id, name from item order by id;
select current_user, current_setting('search_path'), current_setting('enable_seqscan'), current_setting('jit') <> '' as jit;
drop table item, made_by_rule, secret, hidden;
drop function ask, run, own_rights;
select pico.delete_pico(:'pico');
drop owned by shopkeeper;
drop role shopkeeper;
