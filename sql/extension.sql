-- SPDX-License-Identifier: MIT
-- What the extension consists of: every object has a comment, nobody but its owner has rights
-- beyond those of an ECI's holder, and pg_dump takes all state.
select pg_describe_object(classid, objid, 0) as member_without_comment
from pg_depend
where refclassid = 'pg_extension'::regclass and deptype = 'e'
  and refobjid = (select oid from pg_extension where extname = 'pico')
  and classid in ('pg_proc'::regclass, 'pg_class'::regclass)
  and objid not in (select oid from pg_class where relkind = 'S')
  and not exists (
    select from pg_description d where d.classoid = classid and d.objoid = objid and d.objsubid = 0)
order by 1;

select c.oid::regclass as not_dumped
from pg_class c
where c.relnamespace = 'pico'::regnamespace and c.relkind in ('r', 'S')
  and not c.oid = any(
    (select extconfig from pg_extension where extname = 'pico')::oid[])
order by 1;

select c.oid::regclass as without_primary_key
from pg_class c
where c.relnamespace = 'pico'::regnamespace and c.relkind = 'r'
  and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary);

select attrelid::regclass as relation, attname as key_column_with_a_locale
from pg_attribute a
join pg_index i on i.indrelid = a.attrelid and a.attnum = any(i.indkey::smallint[])
where i.indrelid in (select oid from pg_class where relnamespace = 'pico'::regnamespace)
  and attcollation <> 0 and attcollation <> '"C"'::regcollation;

select p.oid::regprocedure as function, p.provolatile as volatility, p.proparallel as parallel,
  has_function_privilege('public', p.oid, 'execute') as public
from pg_proc p
where p.pronamespace = 'pico'::regnamespace
order by p.proname;

select c.oid::regclass as readable_by_public
from pg_class c
where c.relnamespace = 'pico'::regnamespace and c.relkind in ('r', 'v', 'S')
  and has_table_privilege('public', c.oid, 'select');

select has_schema_privilege('public', 'pico', 'usage') as usage,
  has_schema_privilege('public', 'pico', 'create') as "create";

load 'pico';
select name, setting, unit, context from pg_settings where name like 'pico.%' order by name;

-- Errors of settings.
set pico.client_log = 'loud';
set pico.time_zone = 'Middle/Earth';
set pico.max_memory = '1kB';
set pico.unheard_of = 1;
set pico.time_zone = 'Europe/Vienna';
reset pico.time_zone;

-- It goes and comes back within a transaction, and so does its state.
begin;
select pico.create_pico('first', rulesets => '{}') is not null as created;
drop extension pico;
create extension pico;
select count(*) as picos from pico.picos;
select pico.create_pico('second', rulesets => '{}') is not null as created;
select name from pico.picos;
rollback;
select count(*) as picos from pico.picos;
