-- SPDX-License-Identifier: MIT
-- Entity variables that are large collections are kept by their members: KRL does not notice.
select pico.register_ruleset($krl$
ruleset test.large {
  meta { shares get, key, size, names, has, odd }
  global {
    get = function() { ent:m }
    key = function(k) { ent:m{k} }
    size = function() { [ent:m.length(), ent:a.length()] }
    names = function() { ent:m.keys() }
    has = function(k) { ent:m >< k }
    odd = function() { ent:a.filter(function(x) { x.typeof() == "Number" && x % 2 == 1 }).length() }
    numbers = function(n) {
      1.range(n).reduce(function(m, i) { m.put("k" + i, i) }, {})
    }
  }
  rule fill { select when large fill always {
    ent:m := numbers(event:attrs{"n"}); ent:a := 1.range(event:attrs{"n"}) } }
  rule set { select when large set always { ent:m{event:attrs{"path"}} := event:attrs{"value"} } }
  rule put { select when large put always {
    ent:m := ent:m.defaultsTo({}).put(event:attrs{"key"}, event:attrs{"value"}) } }
  rule clear_key { select when large clear_key always { clear ent:m{event:attrs{"path"}} } }
  rule append { select when large append always { ent:a := ent:a.append(event:attrs{"value"}) } }
  rule slot { select when large slot always { ent:a{event:attrs{"index"}} := event:attrs{"value"} } }
  rule whole { select when large whole always { ent:m := event:attrs{"value"} } }
  rule reverse { select when large reverse always { ent:a := ent:a.reverse() } }
  rule rename { select when large rename always { ent:b := ent:m; clear ent:m } }
  rule back { select when large back always { ent:m := ent:b; clear ent:b } }
  rule each { select when large each foreach ent:m setting (v, k)
    always { ent:sum := ent:sum.defaultsTo(0) + v } }
  rule clear { select when large clear always { clear ent:m; clear ent:a; clear ent:b; clear ent:sum } }
  rule fail { select when large fail
    pre { bad = event:attrs{"value"} }
    always { ent:m{"k1"} := "lost"; ent:m := ent:m.put("new", 1); ent:n := bad.range(1)() } }
}
$krl$) \g /dev/null
select pico.create_pico('large', rulesets => '{}') as pico \gset
select pico.install_ruleset(:'pico', 'test.large') \g /dev/null
select pico.create_channel(:'pico') as eci \gset
select set_config('test.eci', :'eci', false) is not null as is_set;

create function raise(name text, attrs json default '{}') returns void language plpgsql as $$
begin perform pico.raise_event(current_setting('test.eci'), 'large', name, attrs); end $$;
create function ask(name text, args json default '{}') returns json language sql
  return pico.query(current_setting('test.eci'), 'test.large', name, args);
-- How the variables are kept.
create view forms as
  select e.name, e.collection, e.length, e.value is null as is_by_members,
    (select count(*) from pico.entity_items i where i.rid = e.rid and i.name = e.name) as members
  from pico.entity e where e.rid = 'test.large' order by e.name;

-- At the bound and one beyond.
select raise('fill', '{"n": 32}');
select * from forms;
select raise('fill', '{"n": 33}');
select * from forms;
select md5(value::text) = md5((select '{' || string_agg(format('"k%s":%s', i, i), ',' order by i) || '}'
  from generate_series(1, 33) i)) as is_right from pico.entity_variables where rid = 'test.large' and name = 'm';
select value from pico.entity_variables where rid = 'test.large' and name = 'a';
-- Two members, less and more than two kilobytes.
select raise('clear');
select raise('whole', json_build_object('value', json_build_object('x', repeat('x', 1000), 'y', repeat('y', 1000))));
select name, is_by_members from forms where name = 'm';
select raise('whole', json_build_object('value', json_build_object('x', repeat('x', 1000), 'y', repeat('y', 1100))));
select name, is_by_members from forms where name = 'm';

-- One member at a time: no other row is touched.
select raise('fill', '{"n": 1000}');
create temp table before as select key, xmin::text as version, ctid::text as place from pico.entity_item where rid = 'test.large' and name = 'm';
select raise('set', '{"path": "k500", "value": {"deep": [1, null, {"a": "\u0000"}]}}');
select raise('set', '{"path": ["k501", "b", "c"], "value": true}');
select raise('put', '{"key": "10", "value": "index"}');
select raise('put', '{"key": "9", "value": "index"}');
select raise('put', '{"key": "last", "value": "added"}');
select raise('clear_key', '{"path": "k1"}');
select raise('clear_key', '{"path": ["k500", "deep"]}');
select key, value from pico.entity_item i where rid = 'test.large' and name = 'm' and not exists (
  select from before b where b.key = i.key and b.version = i.xmin::text and b.place = i.ctid::text) order by position;
select b.key from before b where not exists (
  select from pico.entity_item i where i.rid = 'test.large' and i.name = 'm' and i.key = b.key);
select ask('size');
select ask('key', '{"k": "k501"}'), ask('key', '{"k": "k1"}'), ask('has', '{"k": "k2"}'), ask('has', '{"k": "k1"}');
select json_array_length(ask('names')), ask('names') -> 0 as first, ask('names') -> 1 as second, ask('names') -> -1 as last;
select ask('get')::text = (select value::text from pico.entity_variables where rid = 'test.large' and name = 'm') as is_the_same;
-- Added again, a key goes to the end.
select raise('clear_key', '{"path": "k2"}'), raise('put', '{"key": "k2", "value": 2}');
select ask('names') -> -1 as last;
-- Arrays.
select raise('append', '{"value": "end"}');
select raise('append', '{"value": [1, 2]}');
select raise('slot', '{"index": 0, "value": "zero"}');
select raise('slot', '{"index": 1004, "value": "behind a hole"}');
select key, value from pico.entity_items where rid = 'test.large' and name = 'a' and (position < 2 or position > 998) order by position;
select ask('size'), ask('odd');
select raise('reverse');
select ask('size'), value -> 0 as first, value -> -1 as last from pico.entity_variables where rid = 'test.large' and name = 'a';

-- Another variable, and back.
select raise('rename');
select * from forms;
select raise('back');
select * from forms;

-- Keys that no row can have: the variable stays, or becomes, one value.
select raise('put', json_build_object('key', repeat('k', 1001), 'value', 1));
select * from forms where name = 'm';
select raise('clear_key', json_build_object('path', repeat('k', 1001)));
select * from forms where name = 'm';
select raise('put', '{"key": "\u0000", "value": 1}');
select name, collection from forms where name = 'm';
select ask('key', '{"k": "\u0000"}');
select raise('clear_key', '{"path": "\u0000"}');
select raise('put', '{"key": "\ud800", "value": 1}');
select name, collection from forms where name = 'm';
select raise('clear_key', '{"path": "\ud800"}');
select raise('put', json_build_object('key', repeat('k', 1000), 'value', 1));
select name, collection from forms where name = 'm';
-- A row cannot be asked for such a key, either.
select ask('key', '{"k": "\u0000"}'), ask('key', json_build_object('k', repeat('k', 3000)));

-- foreach, and back to one value below half of the bounds.
select raise('fill', '{"n": 40}'), raise('each');
select value from pico.entity_variables where rid = 'test.large' and name = 'sum';
do $$ begin for i in 17..40 loop perform raise('clear_key', json_build_object('path', 'k' || i)); end loop; end $$;
select * from forms where name = 'm';
select raise('clear_key', '{"path": "k16"}');
select * from forms where name = 'm';

-- An event that fails leaves all as it was, and so does a transaction that is rolled back.
select raise('fill', '{"n": 100}');
select md5(string_agg(value::text, ' ' order by name)) as before from pico.entity_variables \gset
\set VERBOSITY sqlstate
select raise('fail', '{"value": 1}');
\set VERBOSITY default
begin;
select raise('set', '{"path": "k1", "value": 0}'), raise('put', '{"key": "new", "value": 0}'), raise('append', '{"value": 0}');
select ask('size'), ask('key', '{"k": "k1"}');
savepoint s;
select raise('clear');
select ask('size');
rollback to s;
select ask('size'), ask('key', '{"k": "new"}');
rollback;
select md5(string_agg(value::text, ' ' order by name)) = :'before' as is_as_before from pico.entity_variables;

-- By statements it is the same.
set pico.direct_access = off;
select raise('set', '{"path": "k1", "value": 0}'), raise('put', '{"key": "new", "value": 0}'), raise('append', '{"value": 0}'), raise('clear_key', '{"path": "k3"}');
select ask('size'), ask('key', '{"k": "k1"}'), ask('key', '{"k": "k3"}'), ask('names') -> -1;
reset pico.direct_access;
select ask('size'), ask('key', '{"k": "k1"}'), ask('key', '{"k": "k3"}'), ask('names') -> -1;
select * from pico.check_image();

-- Nothing is left of them.
select raise('clear');
select * from forms;
select count(*) from pico.entity_item where rid = 'test.large';
select raise('fill', '{"n": 100}');
select pico.uninstall_ruleset(:'pico', 'test.large');
select count(*) from pico.entity_item where rid = 'test.large';
select pico.install_ruleset(:'pico', 'test.large') \g /dev/null
select raise('fill', '{"n": 100}');
select pico.delete_pico(:'pico');
select count(*) from pico.entity_item where rid = 'test.large';
drop view forms;
drop function raise(text, json), ask(text, json);
