-- SPDX-License-Identifier: MIT
-- What it costs that the changes of a table are events, beside a trigger in PL/pgSQL that counts them
-- likewise; and statements of rules beside the same in PL/pgSQL.
\ir measure.psql
\ir counter.psql
set pico.enabled = on;
set pico.allow_superuser_sql = on;

-- Attached tables ----------------------------------------------------------------------------------

create table bench.plain (id integer primary key, n integer not null) with (fillfactor = 50);
insert into bench.plain select i, 0 from generate_series(1, 100) i;
create table bench.row_event (like bench.plain including all);
create table bench.row_trigger (like bench.plain including all);
create table bench.statement_event (like bench.plain including all);
create table bench.statement_trigger (like bench.plain including all);
insert into bench.row_event table bench.plain;
insert into bench.row_trigger table bench.plain;
insert into bench.statement_event table bench.plain;
insert into bench.statement_trigger table bench.plain;

select pico.attach_table('bench.row_event', :'eci', 'counter', 'increment') \g /dev/null
select pico.attach_table('bench.statement_event', :'eci', 'counter', 'increment', 'statement') \g /dev/null

-- What the event has of the change, and what it does.
create function bench.count_row() returns trigger language plpgsql as $$
begin
  perform bench.raise_event('c1', 'counter', 'increment', json_build_object(
    'op', tg_op, 'table', format('%I.%I', tg_table_schema, tg_table_name), 'old', row_to_json(old),
    'new', row_to_json(new)));
  return null;
end $$;
create trigger count after update on bench.row_trigger
  for each row execute function bench.count_row();
create function bench.count_statement() returns trigger language plpgsql as $$
begin
  perform bench.raise_event('c1', 'counter', 'increment', json_build_object(
    'op', tg_op, 'table', format('%I.%I', tg_table_schema, tg_table_name),
    'old', (select json_agg(r) from old_rows r), 'new', (select json_agg(r) from new_rows r)));
  return null;
end $$;
create trigger count after update on bench.statement_trigger
  referencing old table as old_rows new table as new_rows
  for each statement execute function bench.count_statement();

select format('call bench.add(%L, %L, %s, %L, %L, %s)', work, side, repeats,
  format('update bench.%I set n = n + 1 where id <= %s', changed, rows), bar, 1)
from (values
  ('update of a row, an event per row', 'pico', 200, 'row_event', 1, null),
  ('update of a row, an event per row', 'PL/pgSQL', 200, 'row_trigger', 1, '1.15'),
  ('update of a row, an event per statement', 'pico', 200, 'statement_event', 1, null),
  ('update of a row, an event per statement', 'PL/pgSQL', 200, 'statement_trigger', 1, '1.15'),
  ('update of 100 rows, an event per row', 'pico', 5, 'row_event', 100, null),
  ('update of 100 rows, an event per row', 'PL/pgSQL', 5, 'row_trigger', 100, '1.15'),
  ('update of 100 rows, an event per statement', 'pico', 50, 'statement_event', 100, null),
  ('update of 100 rows, an event per statement', 'PL/pgSQL', 50, 'statement_trigger', 100, '1.15')
) as x (work, side, repeats, changed, rows, bar)
\gexec

-- Statements of rules ------------------------------------------------------------------------------
-- Which run as another role and, in queries, each in a subtransaction that is read-only.

select pico.register_ruleset($krl$
ruleset bench.statements {
  meta { shares one, hundred }
  global {
    one = function(id) { sql:query("select n from bench.plain where id = $1", [id])[0]{"n"} }
    hundred = function() { sql:query("select id, n from bench.plain").length() }
  }
  rule change {
    select when statement change
    foreach 1.range(event:attrs{"n"}) setting(id)
    sql:execute("update bench.plain set n = n + 1 where id = $1", [id])
  }
}
$krl$) \g /dev/null
select pico.install_ruleset(:'pico', 'bench.statements') \g /dev/null

create function bench.one(an_id integer) returns json language plpgsql as $$
begin
  perform from bench.channel c where c.eci = 'c1';
  return to_json((select p.n from bench.plain p where p.id = an_id));
end $$;
create function bench.hundred() returns json language plpgsql as $$
begin
  perform from bench.channel c where c.eci = 'c1';
  return to_json(json_array_length((select json_agg(p) from bench.plain p)));
end $$;
create procedure bench.change(count integer) language plpgsql as $$
begin
  perform bench.raise_event('c1', 'counter', 'increment', '{}');
  for i in 1..count loop
    update bench.plain p set n = p.n + 1 where p.id = i;
  end loop;
end $$;
select format('call bench.add(%L, %L, %s, %L, %L)', work, side, repeats, statement, bar)
from (values
  ('query with a query of one row', 'pico', 200,
    format('perform pico.query(%L, ''bench.statements'', ''one'', ''{"id": 7}'')', :'eci'), null),
  ('query with a query of one row', 'PL/pgSQL', 200, 'perform bench.one(7)', '2.5'),
  ('query with a query of 100 rows', 'pico', 100,
    format('perform pico.query(%L, ''bench.statements'', ''hundred'')', :'eci'), null),
  ('query with a query of 100 rows', 'PL/pgSQL', 100, 'perform bench.hundred()', '2'),
  ('event with a statement', 'pico', 200,
    format('perform pico.raise_event(%L, ''statement'', ''change'', ''{"n": 1}'')', :'eci'), null),
  ('event with a statement', 'PL/pgSQL', 200, 'call bench.change(1)', '2'),
  ('event with 100 statements', 'pico', 20,
    format('perform pico.raise_event(%L, ''statement'', ''change'', ''{"n": 100}'')', :'eci'), null),
  ('event with 100 statements', 'PL/pgSQL', 20, 'call bench.change(100)', '2')
) as x (work, side, repeats, statement, bar)
\gexec

\ir report.psql
