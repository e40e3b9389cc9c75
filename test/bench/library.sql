-- SPDX-License-Identifier: MIT
-- What the standard library does with large values, beside what PostgreSQL has for it. Each piece
-- does its work several times over, so that handing the value in does not count for much.
\ir measure.psql

create extension pico;
select pico.register_ruleset($krl$
ruleset bench.library {
  meta { shares decoded, encoded, sorted, replaced }
  global {
    times = function(n, work) { range(1, n).reduce(function(sum, i) { sum + work() }, 0) }
    decoded = function(text, n) { times(n, function() { text.decode().length() }) }
    encoded = function(value, n) { times(n, function() { value.encode().length() }) }
    sorted = function(texts, n) { times(n, function() { texts.sort().length() }) }
    replaced = function(text, n) {
      times(n, function() { text.replace(re#(\w+) (\w+)#g, "$2 $1").length() })
    }
  }
}
$krl$) \g /dev/null
select pico.create_pico('library', rulesets => '{}') as pico \gset
select pico.install_ruleset(:'pico', 'bench.library') \g /dev/null
select pico.create_channel(:'pico') as eci \gset

-- The values ---------------------------------------------------------------------------------------

create table bench.value (document text, texts text[], prose text);
insert into bench.value values (
  -- 1 MB of records as programs exchange them: names, numbers, flags, lists.
  (select json_agg(json_build_object(
            'id', i, 'name', 'item ' || md5(i::text), 'price', i * 1.25, 'on', i % 2 = 0,
            'tags', json_build_array('a' || i, 'b', null), 'note', 'said "yes"' || E'\n'))::text
     from generate_series(1, 7300) i),
  (select array_agg(md5(i::text)) from generate_series(1, 100000) i),
  (select left(string_agg(left(md5(i::text), 1 + i % 11), ' '), 100000)
     from generate_series(1, 20000) i));
-- A loop over the same work, whose value is in a variable as it is in KRL.
create procedure bench.by_server(name text, n integer)
  language plpgsql
as $$
declare
  v bench.value;
  document jsonb;
  sum bigint := 0;
begin
  select * into v from bench.value;
  if name = 'encoded' then document := v.document; end if;
  for i in 1..n loop
    case name
      when 'decoded' then sum := sum + jsonb_array_length(v.document::jsonb);
      when 'encoded' then sum := sum + length(document::text);
      when 'sorted' then
        sum := sum + cardinality(array(select x from unnest(v.texts) x order by x collate "C"));
      when 'replaced' then
        sum := sum + length(regexp_replace(v.prose, '(\w+) (\w+)', '\2 \1', 'g'));
    end case;
  end loop;
end $$;

-- The pieces ---------------------------------------------------------------------------------------

create table bench.task (
  number integer, work text, function text, n integer, argument text, beside text);
insert into bench.task values
  (1, 'JSON of 1 MB decoded', 'decoded', 20, 'text', '`::jsonb`'),
  (2, 'JSON of 1 MB encoded', 'encoded', 20, 'value', '`jsonb::text`'),
  (3, 'sort of 100,000 texts', 'sorted', 10, 'texts', '`order by ... collate "C"`'),
  (4, 'replacing by a regular expression in 100 kB', 'replaced', 20, 'text', '`regexp_replace`');

-- The arguments are made before, as json: pico.query() takes them from a table.
create table bench.arguments (function text primary key, value json);
insert into bench.arguments
  select t.function, json_build_object('n', t.n, t.argument, case t.function
           when 'decoded' then to_json(v.document)
           when 'encoded' then v.document::json
           when 'sorted' then to_json(v.texts)
           when 'replaced' then to_json(v.prose) end)
    from bench.task t, bench.value v;

select format('call bench.add(%L, %L, 1, %L, %L, %s)', work, 'pico', format(
         'perform pico.query(%L, %L, %L, a.value) from bench.arguments a where a.function = %L',
         :'eci', 'bench.library', function, function), null, n)
  from bench.task order by number \gexec
select format('call bench.add(%L, %L, 1, %L, %L, %s)', work, beside,
              format('call bench.by_server(%L, %s)', function, n), '1.0', n)
  from bench.task order by number \gexec

\ir report.psql
