-- SPDX-License-Identifier: MIT
-- pico.directives(): a result as rows; and who may watch a pico.
select pico.register_ruleset($krl$
ruleset test.directives {
  rule say {
    select when test say foreach event:attrs{"words"} setting(word)
    send_directive(word, {"length": word.length()})
  }
  rule plain { select when test say send_directive("plain") }
}
$krl$);
select pico.create_pico('speaker', rulesets => '{}') as pico \gset
select pico.install_ruleset(:'pico', 'test.directives');
select pico.create_channel(:'pico') as eci \gset

select d.ordinality, d.name, d.options, d.rid, d.rule_name, d.eid = result ->> 'eid' as is_of_event
from (select pico.raise_event(:'eci', 'test', 'say', '{"words": ["a", "bcd"]}') as result) as r,
  pico.directives(r.result) as d;
select name from pico.directives(pico.raise_event(:'eci', 'test', 'say', '{"words": []}'));
select count(*) from pico.directives(pico.raise_event(:'eci', 'test', 'silence'));
-- Of each answer to several events.
select a.ordinality as event, d.name
from json_array_elements(pico.raise_events(:'eci', '[{"domain": "test", "name": "say", "attrs": {"words": ["x"]}},
    {"domain": "", "name": ""}, {"domain": "test", "name": "say", "attrs": {"words": []}}]'))
    with ordinality as a (answer, ordinality),
  pico.directives(a.answer) as d
order by a.ordinality, d.ordinality;
-- What is no result has no directives, or is an error of the server's.
select * from pico.directives('{}');
select * from pico.directives(null);
select * from pico.directives('[]');
select * from pico.directives('{"directives": {}}');
select * from pico.directives('{"directives": [1, {}]}');

-- Watching is for the owner of the pico.
create role watcher_tester;
grant execute on function pico.create_pico to watcher_tester;
set role watcher_tester;
\set VERBOSITY sqlstate
select pico.watch(:'pico');
select pico.unwatch(:'pico');
select pico.watch('no such pico');
select pico.watch(null);
\set VERBOSITY default
select pico.create_pico('mine', rulesets => '{}') as mine \gset
select pico.watch(:'mine');
select pico.watch(:'mine');
select pico.unwatch(:'mine');
select pico.unwatch(:'mine');
reset role;
begin read only;
select pico.watch(:'pico');
rollback;
select pico.delete_pico(:'mine');
drop owned by watcher_tester;
drop role watcher_tester;
