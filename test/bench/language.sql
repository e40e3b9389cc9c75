-- SPDX-License-Identifier: MIT
-- language.krl inside the server, beside PL/pgSQL and, where it is installed, pllua.
\ir measure.psql
\set krl `cat test/bench/language.krl`
\set lua `cat test/bench/language.lua`

create extension pico;
select pico.register_ruleset(:'krl') \g /dev/null
select pico.create_pico('language', rulesets => '{}') as pico \gset
select pico.install_ruleset(:'pico', 'bench.language') \g /dev/null
select pico.create_channel(:'pico') as eci \gset

-- In PL/pgSQL --------------------------------------------------------------------------------------

create function bench.fib(n integer) returns integer
  language plpgsql
as $$ begin
  if n < 2 then return n; end if;
  return bench.fib(n - 1) + bench.fib(n - 2);
end $$;

create function bench.loops(n integer) returns double precision
  language plpgsql
as $$
declare
  sum double precision := 0;
begin
  for i in 1..n loop
    for j in 1..n loop
      sum := sum + (i * j) % 7;
    end loop;
  end loop;
  return sum;
end $$;

create function bench.pipeline(n integer) returns double precision
  language plpgsql
as $$
declare
  doubled double precision[];
  chosen double precision[];
  x double precision;
  sum double precision := 0;
begin
  for i in 1..n loop doubled[i] := i * 2; end loop;
  foreach x in array doubled loop
    if x::integer % 3 = 0 then chosen := array_append(chosen, x); end if;
  end loop;
  foreach x in array chosen loop sum := sum + x; end loop;
  return sum;
end $$;

create function bench.strings(n integer) returns integer
  language plpgsql
as $$
declare
  text text := '';
begin
  for i in 1..n loop text := text || i || ';'; end loop;
  return length(text);
end $$;

-- PL/pgSQL has no closures: a function with the environment as an argument comes nearest.
create function bench.adder(a double precision, b double precision) returns double precision
  language plpgsql
as $$ begin return a + b; end $$;

create function bench.closures(n integer) returns double precision
  language plpgsql
as $$
declare
  sum double precision := 0;
begin
  for i in 1..n loop sum := bench.adder(i, sum); end loop;
  return sum;
end $$;

-- The pieces ---------------------------------------------------------------------------------------

create table bench.task (number integer, work text, function text, n integer, repeats integer);
insert into bench.task values
  (1, 'in the server: fib(22)', 'fib', 22, 10),
  (2, 'in the server: nested loops, 1,000 x 1,000', 'loops', 1000, 1),
  (3, 'in the server: map, filter, reduce of 100,000', 'pipeline', 100000, 3),
  (4, 'in the server: building a string of 10,000 pieces', 'strings', 10000, 20),
  (5, 'in the server: 100,000 closures made and called', 'closures', 100000, 3);

select format('call bench.add(%L, %L, %s, %L)', work, 'pico', repeats, format(
         'perform pico.query(%L, %L, %L, json_build_object(%L, %s))',
         :'eci', 'bench.language', function, 'n', n))
  from bench.task order by number \gexec
select format('call bench.add(%L, %L, %s, %L, %L)', work, 'PL/pgSQL', repeats,
              format('perform bench.%s(%s)', function, n), '0.1')
  from bench.task order by number \gexec

select exists (select from pg_available_extensions where name = 'pllua') as has_pllua \gset
\if :has_pllua
create extension pllua;
select format('create function bench.lua(task text, n integer) returns double precision
                 language pllua as %L', :'lua' || E'\nreturn work[task](n)') \gexec
select format('call bench.add(%L, %L, %s, %L)', work, 'pllua', repeats,
              format('perform bench.lua(%L, %s)', function, n))
  from bench.task order by number \gexec
\endif

\ir report.psql
