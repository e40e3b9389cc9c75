-- SPDX-License-Identifier: MIT
-- Functions in KRL that statements of rules and queries call: an evaluation within an evaluation.
set pico.enabled = on;
create schema language_in_rules;
create role language_clerk;
grant usage on schema language_in_rules to language_clerk;
set search_path = language_in_rules;
create function price(pieces integer, each numeric) returns numeric language krl immutable as $$
  pieces < 10 => pieces * each | pieces * each * 0.9
$$;
create function broken(n integer) returns integer language krl as $$
  f = function() { n() };
  f()
$$;
create function deep(n integer) returns integer language krl as '1 + deep(n + 1)';
create function endless() returns integer language krl as $$
  1.range(1000000).map(function(x) { 1.range(1000).length() }).length()
$$;
create function shaped(docs jsonb) returns jsonb language krl as $$
  docs.map(function(doc) { {"id": doc{"id"}, "n": doc{"tags"}.length()} })
$$;
select pico.register_ruleset($krl$
ruleset test.language {
  meta { shares prices, ask }
  global {
    prices = function(pieces) {
      pieces.map(function(n) { sql:query("select language_in_rules.price($1, 2.5) as price", [n])[0]{"price"} })
    }
    ask = function(text, args) { sql:query(text, args) }
  }
  rule ask {
    select when test ask
    pre { rows = ask(event:attrs{"text"}, event:attrs{"args"}) }
    send_directive("answer", {"rows": rows})
    always { ent:asked := ent:asked.defaultsTo(0) + 1 }
  }
}
$krl$) as rid \gset
select pico.create_pico('language', rulesets => '{}') as pico \gset
select pico.set_owner(:'pico', 'language_clerk') \g /dev/null
select pico.install_ruleset(:'pico', :'rid') \g /dev/null
select pico.create_channel(:'pico') as eci \gset

select pico.query(:'eci', 'test.language', 'prices', '{"pieces": [1, 10, 100]}');
select options from pico.directives(pico.raise_event(:'eci', 'test', 'ask',
  '{"text": "select language_in_rules.shaped($1) as docs", "args": [[{"id": 1, "tags": ["a", "b"]}, {"id": 2, "tags": []}]]}'));
-- What goes wrong inside is an error of the statement, and undoes the event.
select pico.raise_event(:'eci', 'test', 'ask', '{"text": "select language_in_rules.broken($1)", "args": [1]}');
select pico.query(:'eci', 'test.language', 'ask', '{"text": "select language_in_rules.deep(1)"}');
select pico.query(:'eci', 'test.language', 'prices', '{"pieces": [7]}');
set statement_timeout = '200ms';
select pico.raise_event(:'eci', 'test', 'ask', '{"text": "select language_in_rules.endless()"}');
reset statement_timeout;
select name, value from pico.entity_variables;

select pico.delete_pico(:'pico') \g /dev/null
set client_min_messages = warning;
drop schema language_in_rules cascade;
drop role language_clerk;
