-- SPDX-License-Identifier: MIT
-- pico.test(): tests of rulesets in the image, of which nothing remains.
\set main :DBNAME
create database ruleset_tests;
\c ruleset_tests
create extension pico;
\set ECHO none
\i docs/examples/flowers/setup.sql
\set tests `cat docs/examples/flowers/flowers_test.krl`
\set ECHO all

-- The tests of an example, beside its rulesets.
select pico.register_ruleset(:'tests', 'krl:/flowers/flowers_test.krl');
create function pg_temp.tables() returns table (name text, "rows" bigint) language plpgsql as $$
begin
  for name in select c.relname from pg_class c where c.relnamespace = 'pico'::regnamespace and c.relkind = 'r' order by 1 loop
    execute format('select count(*) from pico.%I', name) into "rows";
    return next;
  end loop;
end
$$;
create temporary table before as select * from pg_temp.tables();
select * from pico.test('flowers.test') as line;
select line from pico.test('krl:/flowers/flowers_test.krl', 'junit') as line where line not like '%time=%';
-- Nothing remains.
select * from pg_temp.tables() except select * from before;
select * from pico.check_image();

-- Tests that fail leave the others as they are.
select pico.register_ruleset($krl$
ruleset test.failing {
  meta { shares tests }
  global {
    tests = [
      {"name": "expects too much", "rulesets": ["flowers.profile"], "steps": [
        {"query": "flowers.profile:rating", "result": 5}
      ]},
      {"name": "asks for what is not there", "rulesets": ["none"], "steps": [{"event": "a:b"}]},
      {"name": "is misspelt", "rulesets": ["flowers.profile"], "stpes": []},
      {"name": "passes after all these", "rulesets": ["flowers.profile"], "steps": [
        {"event": "profile:rated", "attrs": {"stars": "4"}},
        {"query": "flowers.profile:rating", "result": 4}
      ]}
    ]
  }
}
$krl$);
select * from pico.test('test.failing') as line;

-- What is no ruleset with tests, and a form that nobody knows.
select * from pico.test('none');
select * from pico.test('flowers.profile');
select * from pico.test('flowers.html');
select * from pico.test('test.failing', 'xml');
select * from pico.test(null);
select * from pico.test('test.failing', null);

-- A test writes, if only for itself.
begin transaction read only;
select * from pico.test('test.failing');
rollback;

-- An endless function ends with its call, and with it all tests.
select pico.register_ruleset($krl$
ruleset test.endless {
  meta { shares tests }
  global {
    endless = function(n) { n.range(n + 1000000).reduce(function(a, b) { a + b }) > 0 && endless(n) }
    tests = [{"name": "endless", "rulesets": ["flowers.profile"], "steps": [
      {"query": "flowers.profile:rating", "result": function(rating) { endless(1) }}
    ]}]
  }
}
$krl$);
set statement_timeout = '200ms';
\set VERBOSITY terse
select * from pico.test('test.endless');
reset statement_timeout;
\set VERBOSITY default
select * from pg_temp.tables() except select * from before order by name;

-- Only for those who are let.
create role regress_pico_tester;
set role regress_pico_tester;
select * from pico.test('test.failing');
reset role;
grant usage on schema pico to regress_pico_tester;
grant execute on function pico.test(text, text), pico.test_report(text, text) to regress_pico_tester;
set role regress_pico_tester;
-- With the rulesets that he may install.
select * from pico.test('test.failing') as line;
reset role;
drop owned by regress_pico_tester;
drop role regress_pico_tester;

\c :main
drop database ruleset_tests;
