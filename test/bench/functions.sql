-- SPDX-License-Identifier: MIT
-- Functions of SQL in KRL, beside the same in PL/pgSQL and, where it is installed, pllua.
\ir measure.psql
create extension pico;
select exists (select from pg_available_extensions where name = 'pllua') as has_pllua \gset

create function bench.fib_krl(n integer) returns integer language krl as $$
  n < 2 => n | fib_krl(n - 1) + fib_krl(n - 2)
$$;
create function bench.fib_plpgsql(n integer) returns integer language plpgsql as $$ begin
  if n < 2 then return n; end if;
  return bench.fib_plpgsql(n - 1) + bench.fib_plpgsql(n - 2);
end $$;

create function bench.loop_krl(n integer) returns double precision language krl as $$
  1.range(n).reduce(function(sum, i) { sum + i % 7 }, 0)
$$;
create function bench.loop_plpgsql(n integer) returns double precision language plpgsql as $$
declare
  sum double precision := 0;
begin
  for i in 1..n loop sum := sum + i % 7; end loop;
  return sum;
end $$;

create function bench.text_krl(n integer) returns integer language krl as $$
  1.range(n).reduce(function(text, i) { text + i + ";" }, "").length()
$$;
create function bench.text_plpgsql(n integer) returns integer language plpgsql as $$
declare
  text text := '';
begin
  for i in 1..n loop text := text || i || ';'; end loop;
  return length(text);
end $$;

-- An array of n documents: of each its id, and the names of its tags in capital letters.
create function bench.reshape_krl(docs jsonb) returns jsonb language krl as $$
  docs.map(function(doc) {
    {"id": doc{"id"}, "tags": doc{"tags"}.map(function(tag) { tag{"name"}.uc() })}
  })
$$;
create function bench.reshape_plpgsql(docs jsonb) returns jsonb language plpgsql as $$
declare
  doc jsonb;
  tag jsonb;
  tags jsonb;
  shaped jsonb[];
begin
  for doc in select jsonb_array_elements(docs) loop
    tags := '[]';
    for tag in select jsonb_array_elements(doc -> 'tags') loop
      tags := tags || to_jsonb(upper(tag ->> 'name'));
    end loop;
    shaped := shaped || jsonb_build_object('id', doc -> 'id', 'tags', tags);
  end loop;
  return to_jsonb(shaped);
end $$;

create function bench.add_krl(a integer, b integer) returns integer language krl as 'a + b';
create function bench.add_plpgsql(a integer, b integer) returns integer language plpgsql as
  'begin return a + b; end';

\if :has_pllua
create extension pllua;
create function bench.fib_pllua(n integer) returns integer language pllua as $$
  local function fib(n)
    if n < 2 then return n end
    return fib(n - 1) + fib(n - 2)
  end
  return fib(n)
$$;
create function bench.loop_pllua(n integer) returns double precision language pllua as $$
  local sum = 0
  for i = 1, n do sum = sum + i % 7 end
  return sum
$$;
create function bench.text_pllua(n integer) returns integer language pllua as $$
  local pieces = {}
  for i = 1, n do pieces[#pieces + 1] = i .. ';' end
  return #table.concat(pieces)
$$;
create function bench.reshape_pllua(docs jsonb) returns jsonb language pllua as $$
  local shaped = {}
  for i, doc in ipairs(docs{}) do
    local tags = {}
    for k, tag in ipairs(doc.tags) do tags[k] = tag.name:upper() end
    shaped[i] = {id = doc.id, tags = tags}
  end
  return pgtype.jsonb(shaped)
$$;
create function bench.add_pllua(a integer, b integer) returns integer language pllua as
  'return a + b';
\endif

create table bench.document as
  select jsonb_agg(jsonb_build_object('id', i, 'title', 'document ' || i, 'tags', jsonb_build_array(
           jsonb_build_object('name', 'tag' || i % 7), jsonb_build_object('name', 'tag' || i % 11)))) as docs
  from generate_series(1, 100) as i;

create table bench.task (number integer, work text, call text, repeats integer, inner_repeats integer);
insert into bench.task values
  (1, 'a function: fib(20)', 'perform bench.fib_%s(20)', 10, 1),
  (2, 'a function: a loop of 100,000', 'perform bench.loop_%s(100000)', 10, 1),
  (3, 'a function: building a string of 10,000 pieces', 'perform bench.text_%s(10000)', 20, 1),
  (4, 'a function: reshaping 100 jsonb documents', 'perform bench.reshape_%s(docs) from bench.document', 100, 1),
  (5, 'a function: a call that adds, in a query of 10,000 rows',
   'perform sum(bench.add_%s(i, 1)) from generate_series(1, 10000) as i', 5, 10000);

select format('call bench.add(%L, %L, %s, %L, %s, %s)', t.work, s.side, t.repeats, format(t.call, s.suffix),
              case s.suffix when 'plpgsql' then quote_literal('1')
                else 'null' end, t.inner_repeats)
  from bench.task t, (values (1, 'pico', 'krl'), (2, 'PL/pgSQL', 'plpgsql'), (3, 'pllua', 'pllua')) as s (place, side, suffix)
  where s.suffix <> 'pllua' or :'has_pllua'
  order by t.number, s.place \gexec

\ir report.psql
