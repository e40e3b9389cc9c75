-- SPDX-License-Identifier: MIT
-- Looking into picos: pico.eval() and pico.explain_event(), which change nothing.
select pico.register_ruleset($krl$
ruleset test.seeds {
  meta { provides per_row }
  global { per_row = 3 }
}
$krl$);
select pico.register_ruleset($krl$
ruleset test.garden {
  meta {
    use module test.seeds alias seeds
    shares size
  }
  global {
    secret = 40
    rows = function(n) { n * seeds:per_row }
    size = function() { ent:size }
    broken = function() { [1].map(secret) }
    water = defaction(litres) { send_directive("water", {"litres": litres}) }
  }
  rule grow {
    select when garden grow by re#^(\d+)$# setting(by)
    always { ent:size := ent:size.defaultsTo(0) + by.as("Number") }
  }
  rule harvest { select when garden harvest where ent:size > 5 }
  rule compost { select when garden leaf before garden rain }
  rule third { select when count 3 (garden rain) within 1 hour }
  rule all { select where event:domain == "garden" }
}
$krl$);
select pico.create_pico('garden', rulesets => '{}') as pico \gset
select pico.install_ruleset(:'pico', r) from unnest('{test.seeds,test.garden}'::text[]) r;
select pico.create_channel(:'pico') as eci \gset
select pico.raise_event(:'eci', 'garden', 'grow', '{"by": 4}') is not null as raised;

-- Without a ruleset there are the builtins alone; with one, all that it sees itself.
select pico.eval(:'pico', 'n = 20; double = function(x) { x * 2 }; double(n) + 2');
select pico.eval(:'pico', '[secret, rows(2), seeds:per_row, ent:size, size(), meta:rid]', 'test.garden');
select pico.eval(:'pico', 'ctx:picoId', null) #>> '{}' = :'pico' as is_there;
select pico.eval(:'pico', '{"numbers": [1.5, -2], "text": <<a #{1 + 1}>>, "none": null}');
select pico.eval(:'pico', 'rows', 'test.garden') as a_function;
select pico.eval(:'pico', 'meta:rid');

-- Errors tell the place in the source, or in the ruleset.
select pico.eval(:'pico', e'a = 1;\n  missing + a');
select pico.eval(:'pico', e'a = 1;\n  [1].map(a)');
select pico.eval(:'pico', 'broken()', 'test.garden');
select pico.eval(:'pico', '1 +');
select pico.eval(:'pico', '');
select pico.eval(:'pico', 'a = 1');
select pico.eval(:'pico', '1 }, other = function() { 2');
select pico.eval(:'pico', 'ruleset a { }');
select pico.eval(:'pico', 'secret');
select pico.eval(:'pico', 'ent:size');
select pico.eval(:'pico', '1', 'test.none');
select pico.eval('no such pico', '1');
select pico.eval(null, '1');
select pico.eval(:'pico', null);

-- It changes nothing, also where that could be seen; actions are none of its business.
select pico.eval(:'pico', 'water(1)', 'test.garden');
select pico.eval(:'pico', 'send_directive("x")');
select pico.eval(:'pico', 'ctx:newPico()');
begin read only;
select pico.eval(:'pico', 'ent:size', 'test.garden');
select rule, selects from pico.explain_event(:'eci', 'garden', 'rain') where rule = 'third';
rollback;

-- It is bounded as queries are.
\set VERBOSITY sqlstate
select pico.eval(:'pico', 'f = function(n) { 1 + f(n + 1) }; f(1)');
set pico.max_memory = '16MB';
select pico.eval(:'pico', 'f = function(s) { f(s + s) }; f("x")');
reset pico.max_memory;
select pico.eval(:'pico', repeat('[', 100000));
select pico.eval(:'pico', repeat('1 + ', 100000) || '1');
select pico.eval(:'pico', '"' || repeat('x', 2000000) || '"');
select pico.eval(:'pico', repeat('x', 1000000), repeat('x', 1000000));
set statement_timeout = '200ms';
select pico.eval(:'pico', 'f = function(x) { 0.range(999).map(x) }; f(function(a) { f(function(b) { f(function(c) { 1 }) }) })');
reset statement_timeout;
\set VERBOSITY default

-- Which rules an event would select, and why the others would not.
select * from pico.explain_event(:'eci', 'garden', 'grow', '{"by": "x"}');
select rule, selects, reason from pico.explain_event(:'eci', 'garden', 'grow', '{"by": 12}') where selects;
select rule, selects, reason from pico.explain_event(:'eci', 'garden', 'harvest') where rule = 'harvest';
select rule, selects, reason from pico.explain_event(:'eci', 'garden', 'rain');
select pico.raise_event(:'eci', 'garden', 'leaf') is not null as raised;
select pico.raise_event(:'eci', 'garden', 'grow', '{"by": 4}') is not null as raised;
select rule, selects, reason from pico.explain_event(:'eci', 'garden', 'harvest') where rule = 'harvest';
select rule, selects, reason from pico.explain_event(:'eci', 'garden', 'rain') where rule in ('compost', 'third');
select pico.raise_event(:'eci', 'garden', 'rain') is not null as raised;
select rule, selects, reason from pico.explain_event(:'eci', 'garden', 'rain') where rule in ('compost', 'third');
-- As often as one likes.
select rule, selects, reason from pico.explain_event(:'eci', 'garden', 'rain') where rule in ('compost', 'third');

-- The policy of the channel lets the event through, or it is asked in vain.
select pico.create_channel(:'pico', '{}', '{"allow": [{"domain": "garden", "name": "grow"}], "deny": []}') as narrow \gset
select count(*) from pico.explain_event(:'narrow', 'garden', 'grow');
select count(*) from pico.explain_event(:'narrow', 'garden', 'rain');
select count(*) from pico.explain_event('no such eci', 'garden', 'rain');
select count(*) from pico.explain_event(:'eci', 'garden', 'rain', '[1]');
select count(*) from pico.explain_event(:'eci', null, 'rain');

-- Both are for the owner, and for whom they are granted to.
create role regress_pico_gardener;
set role regress_pico_gardener;
select pico.eval(:'pico', '1');
select count(*) from pico.explain_event(:'eci', 'garden', 'rain');
reset role;
grant execute on function pico.eval(text, text, text), pico.explanation(text, text, text, json),
  pico.explain_event(text, text, text, json) to regress_pico_gardener;
set role regress_pico_gardener;
\set VERBOSITY sqlstate
select pico.eval(:'pico', '1');
select count(*) from pico.explain_event(:'eci', 'garden', 'rain');
\set VERBOSITY default
reset role;
select pico.set_owner(:'pico', 'regress_pico_gardener');
set role regress_pico_gardener;
select pico.eval(:'pico', 'ent:size', 'test.garden');
select count(*) from pico.explain_event(:'eci', 'garden', 'rain');
reset role;

select count(*) from pico.check_image();
do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
drop owned by regress_pico_gardener;
drop role regress_pico_gardener;
