-- Picos with the system rulesets: the same in SQL as by events. test/unit/engine/rulesets has the
-- rules one by one.
\set VERBOSITY terse
select pico.create_pico('Ann') as ann \gset
select pico.create_channel(:'ann') as eci \gset

-- What an event or query said, without ids.
create function pg_temp.shown(result json) returns text language sql as
  $$ select pg_catalog.regexp_replace(result::text, '\mc[a-z0-9]{25}\M', 'ID', 'g') $$;

create function pg_temp.error_of(statement text) returns text language plpgsql as $$
begin
  execute statement;
exception when others then
  return pg_temp.shown(pg_catalog.to_json(sqlerrm));
end
$$;

-- A root: four rulesets, and what they have made.
select name, rulesets, children from pico.picos;
select rid, url, is_current, error from pico.installed_rulesets order by position;
select tags, family from pico.channels where eci <> :'eci' order by position;
select pg_temp.shown(pico.query(:'eci', 'io.picolabs.wrangler', 'myself')) as myself;
select pico.query(:'eci', 'io.picolabs.subscription', 'wellKnown_Rx') ->> 'tags' as well_known;
select pico.query(:'eci', 'io.picolabs.pds', 'profile', '{"key": "name"}') as profile;
select pico.create_pico() as nameless \gset
select name from pico.picos where id = :'nameless';

-- The built-in rulesets are rows that belong to the owner of the extension.
select u.rid, u.url, u.owner = e.extowner::regrole::text as is_of_extension
from pico.ruleset_url u, pg_extension e
where e.extname = 'pico' and u.url like 'pico:%' order by 1;
select pico.upgrade_rulesets();
select pico.register_ruleset('ruleset io.picolabs.wrangler { }', 'pico://rulesets/io.picolabs.wrangler.krl');

-- A child born in SQL and one born by an event differ in nothing but ids and name.
select pico.create_pico('Bob', :'ann') as bob \gset
select pico.raise_event(:'eci', 'wrangler', 'new_child_request', '{"name": "Eve"}') ->> 'deferred' as deferred;
select id as eve from pico.picos where name = 'Eve' \gset
create temporary view of_picos as
  select pico, 1 as kind, position, 'ruleset ' || rid || ' ' || url || ' ' || config as what
  from pico.installed_rulesets
  union all
  select pico, 2, position, 'channel ' || tags::text || event_policy || query_policy || coalesce(family, '')
  from pico.channels
  union all
  select pico, 3, 0, 'variable ' || rid || ' ' || name || ' '
    || replace(pg_temp.shown(value), pico_name, 'NAME')
  from pico.entity_variables where name <> 'profile';
select count(*) > 20 as has_much,
  array_agg(what order by kind, position, what) filter (where pico = :'bob')
    = array_agg(what order by kind, position, what) filter (where pico = :'eve') as is_same
from of_picos where pico in (:'bob', :'eve');
select pg_temp.shown(pico.query(:'eci', 'io.picolabs.wrangler', 'children')) as children;
select * from pico.messages;

-- Whoever may create picos may create full ones.
create role regress_pico_carl;
grant execute on function pico.create_pico(text, text, text[]) to regress_pico_carl;
set role regress_pico_carl;
select pico.create_pico('Carl') as carl \gset
select pico.create_pico('Cleo', :'carl') is not null as created;
reset role;
select name, owner, rulesets from pico.picos where owner = 'regress_pico_carl' order by name;
select l.message from pico.logs l join pico.picos p on p.id = l.pico where p.owner = 'regress_pico_carl';
select pico.delete_pico(:'carl');
revoke execute on function pico.create_pico(text, text, text[]) from regress_pico_carl;
drop role regress_pico_carl;

-- Or exactly the rulesets that are named.
select pico.register_ruleset('ruleset test.app { }');
select pico.create_pico('chosen', rulesets => '{test.app, io.picolabs.wrangler}') as chosen \gset
select rid from pico.installed_rulesets where pico = :'chosen' order by position;
select pico.create_pico('bare', :'chosen', '{}') as bare \gset
select name, rulesets from pico.picos where id = :'bare';
select pico.create_pico('wrong', rulesets => '{no.such}');
select pico.create_pico('wrong', rulesets => array[null]);
select pg_temp.error_of(format('select pico.create_pico(''wrong'', %L)', :'bare')) as refusal;
select count(*) from pico.picos where name = 'wrong';

-- Names are those that wranglers give, in every view.
select pico.raise_event(:'eci', 'engine_ui', 'box', '{"name": "Anna"}') ->> 'deferred' as deferred;
select distinct pico_name from pico.channels where pico = :'ann';
select distinct pico_name from pico.installed_rulesets where pico = :'ann';
select distinct pico_name from pico.entity_variables where pico = :'ann';

-- Rulesets, by events.
select pico.raise_event(:'eci', 'wrangler', 'install_ruleset_request', '{"url": "krl:test.app", "config": {"k": 1}}')
  ->> 'deferred' as deferred;
select pico.query(:'eci', 'io.picolabs.wrangler', 'rulesetConfig', '{"rid": "test.app"}') as config;
select pico.raise_event(:'eci', 'wrangler', 'uninstall_ruleset_request', '{"rid": "test.app"}') ->> 'deferred' as deferred;
select pico.raise_event(:'eci', 'wrangler', 'uninstall_ruleset_request', '{"rid": "io.picolabs.wrangler"}');
select pico.raise_event(:'eci', 'wrangler', 'install_ruleset_request', '{"url": "krl:no.such"}');
select pico.raise_event(:'eci', 'wrangler', 'install_rulesets_requested', '{"rids": ["test.app"]}') ->> 'deferred' as deferred;
select level, message from pico.logs where pico = :'ann';

-- What needs another host asks it, where the image is not held as in these tests.
select pico.query(:'eci', 'io.picolabs.wrangler', 'skyQuery', '{"eci": "x", "mod": "m", "func": "f"}');
select pico.query(:'eci', 'io.picolabs.wrangler', 'picoQuery', '{"eci": "did:peer:1", "mod": "m", "func": "f"}');

-- Deleting.
select pico.raise_event(:'eci', 'wrangler', 'child_deletion_request', json_build_object('eci', eci)) ->> 'deferred' as deferred
from pico.channels where pico = :'bob' and family = 'child';
select pico.delete_pico(:'eve');
select pg_temp.shown(pico.query(:'eci', 'io.picolabs.wrangler', 'children')) as children;
select * from pico.check_image();
select pico.delete_pico(:'ann'), pico.delete_pico(:'nameless'), pico.delete_pico(:'chosen');
select count(*) from pico.picos;
