-- SPDX-License-Identifier: MIT
-- Owners: each role manages and sees its own picos and rulesets, and nobody else's.
create role regress_pico_ann;
create role regress_pico_team;
create role regress_pico_ben in role regress_pico_team;
create role regress_pico_guest noinherit in role regress_pico_team;
grant execute on all functions in schema pico to regress_pico_ann, regress_pico_team, regress_pico_guest;
revoke execute on function pico.create_roles() from regress_pico_ann, regress_pico_team, regress_pico_guest;
grant select on pico.picos, pico.channels, pico.rulesets, pico.rules, pico.installed_rulesets,
  pico.entity_variables, pico.messages, pico.logs to regress_pico_ann, regress_pico_team;

-- Two owners of a family and a ruleset each.
set role regress_pico_ann;
select pico.register_ruleset($krl$
ruleset test.ann {
  rule grow { select when ann grow  ctx:newPico([])  always { ent:grown := true; log info "grown" } }
  rule flush { select when ann flush  ctx:flush(event:attrs{"url"}) }
}
$krl$);
select pico.create_pico('ann', rulesets => '{}') as ann \gset
select pico.create_pico('child of ann', :'ann', rulesets => '{}') as ann_child \gset
select pico.install_ruleset(:'ann', 'test.ann');
select pico.create_channel(:'ann', '{ann}') as ann_eci \gset

set role regress_pico_team;
select pico.register_ruleset('ruleset test.team { rule r { select when a b  always { ent:x := 1 } } }', 'krl:team/test.team');
select pico.create_pico('team', rulesets => '{}') as team \gset
select pico.create_channel(:'team', '{team}') as team_eci \gset

-- Whoever raises the event: children that KRL makes belong to the owner of their parent.
select pico.raise_event(:'ann_eci', 'ann', 'grow') -> 'deferred' as deferred;
reset role;
select name, owner from pico.picos order by number;
select url, owner from pico.rulesets where rid in ('test.ann', 'test.team') order by url;

-- Each sees what is his.
set role regress_pico_ann;
select name, owner, children from pico.picos order by number;
select tags from pico.channels where family is null;
select url, installations from pico.rulesets;
select rid, rule from pico.rules order by rule;
select pico_name, rid from pico.installed_rulesets;
select pico_name, name, value from pico.entity_variables;
select pico_name, message from pico.logs;
select regexp_replace(pico.tree(), '  \w+$', '', 'gn') as tree;
set role regress_pico_ben;
select name, owner from pico.picos;
select tags from pico.channels;
select url from pico.rulesets;
select regexp_replace(pico.tree(), '  \w+$', '', 'gn') as tree;
select count(*) from pico.entity_variables;
-- Not by a function of his own that looks at rows before the view has decided.
create function pg_temp.peep(name text) returns boolean language plpgsql cost 0.0000001 as $$
begin
  raise notice 'saw %', name;
  return true;
end
$$;
select name from pico.picos where pg_temp.peep(name);
drop function pg_temp.peep(text);

-- A member of the owner manages what is the owner's, another role does not.
select pico.create_pico('child of team', :'team', rulesets => '{}') as team_child \gset
select pico.update_channel(:'team_eci', '{changed}');
select pico.install_ruleset(:'team_child', 'test.team');
select pico.uninstall_ruleset(:'team_child', 'test.team');
select pico.register_ruleset('ruleset test.team { meta { name "second" } rule r { select when a b  always { ent:x := 2 } } }', 'krl:team/test.team');
select name, owner from pico.picos order by number;
\set VERBOSITY sqlstate
select pico.create_pico('mine', :'ann', rulesets => '{}');
select pico.delete_pico(:'ann');
select pico.delete_pico(:'ann_child');
select pico.create_channel(:'ann');
select pico.create_channel(:'ann_child');
select pico.update_channel(:'ann_eci', '{hijacked}');
select pico.delete_channel(:'ann_eci');
select pico.install_ruleset(:'ann', 'test.team');
select pico.uninstall_ruleset(:'ann', 'test.ann');
select pico.register_ruleset('ruleset test.ann { }');
select pico.register_ruleset('ruleset test.team { }', 'krl:test.ann');
select pico.flush_ruleset('krl:test.ann');
select pico.set_owner(:'ann', 'regress_pico_ben');
select pico.set_ruleset_owner('krl:test.ann', 'regress_pico_ben');
\set VERBOSITY default
select pico.register_ruleset('ruleset test.ann { }');
select pico.set_ruleset_owner('krl:test.ann', 'regress_pico_ben');
-- Membership without inheritance is not enough; with SET ROLE it is.
set role regress_pico_guest;
\set VERBOSITY sqlstate
select pico.create_channel(:'team');
\set VERBOSITY default
set role regress_pico_team;
select pico.create_channel(:'team') is not null as created;
reset role;

-- The code of others does not come under the same rid: who has his own gets that, by URL one gets
-- what one asks for.
set role regress_pico_team;
select pico.register_ruleset('ruleset test.ann { meta { name "not by ann" } }', 'krl:team/test.ann');
select pico.register_ruleset('ruleset test.ann { }', 'https://example.org/ann.krl');
select pico.create_pico('victim', rulesets => '{}') as victim \gset
select pico.install_ruleset(:'victim', 'test.ann');
set role regress_pico_ann;
select pico.install_ruleset(:'ann_child', 'test.ann');
reset role;
select pico_name, url from pico.installed_rulesets where rid = 'test.ann' order by pico_name;

-- Nor does a pico fetch anew what is not its owner's: the log says so.
\set VERBOSITY terse
select pico.raise_event(:'ann_eci', 'ann', 'flush', '{"url": "krl:team/test.team"}') -> 'deferred' as deferred;
select message from pico.log where pico = :'ann' and level = 20;
select pico.raise_event(:'ann_eci', 'ann', 'flush', '{"url": "krl:test.ann"}') -> 'deferred' as deferred;
\set VERBOSITY default

-- SECURITY DEFINER: the pico belongs to the role as which the function runs.
set role regress_pico_ann;
create function pg_temp.make() returns text language sql security definer
  as $$ select pico.create_pico('by definer', rulesets => '{}') $$;
grant execute on function pg_temp.make() to public;
set role regress_pico_ben;
select pg_temp.make() as made \gset
\set VERBOSITY sqlstate
select pico.delete_pico(:'made');
\set VERBOSITY default
reset role;
select name, owner from pico.picos where name = 'by definer';
drop function pg_temp.make();

-- An administrator may do all that, and gives picos with their descendants away.
select pico.set_owner(:'ann', 'regress_pico_team');
select pico.set_ruleset_owner('krl:test.ann', 'regress_pico_team');
select name, owner from pico.picos order by number;
select url, owner from pico.rulesets where rid in ('test.ann', 'test.team') order by url;
select pico.register_ruleset('ruleset test.ann { meta { name "by an administrator" } }');
select url, owner from pico.rulesets where url = 'krl:test.ann';
select pico.set_owner(:'ann', 'regress_pico_nobody');
select pico.set_owner(:'ann', '');
select pico.set_owner(:'ann', null);
select pico.set_owner('no-such-pico', 'regress_pico_ann');
select pico.set_ruleset_owner('krl:no.such', 'regress_pico_ann');
select pico.set_ruleset_owner('krl:test.ann', 'regress_pico_nobody');

-- An owner that is no more leaves his picos running and to the administrators.
create role regress_pico_leaver;
select pico.set_owner(:'victim', 'regress_pico_leaver');
drop role regress_pico_leaver;
select pico.create_channel(:'victim') as eci \gset
set role regress_pico_ann;
select pico.raise_event(:'eci', 'any', 'event') -> 'deferred' as deferred;
select count(*) from pico.picos where name = 'victim';
\set VERBOSITY sqlstate
select pico.delete_pico(:'victim');
\set VERBOSITY default
reset role;
select name, owner from pico.picos where name = 'victim';
select pico.create_pico('child of victim', :'victim', rulesets => '{}') is not null as created;
select pico.set_owner(:'victim', 'regress_pico_ann');
select name, owner from pico.picos where owner = 'regress_pico_ann' order by number;

-- Roles for those who want them; one that is there is kept.
create role pico_reader login;
select pico.create_roles();
select pico.create_roles();
select rolname, rolcanlogin, rolsuper, rolcreaterole from pg_roles
where rolname in ('pico_admin', 'pico_reader', 'pico_http') order by rolname;
set role pico_http;
select pico.query(:'ann_eci', 'test.ann', 'nothing');
select count(*) from pico.picos;
select pico.create_pico(rulesets => '{}');
set role pico_reader;
select count(*) > 5 as sees_all from pico.picos;
select count(*) > 5 as sees_all from pico.pico;
select pico.tree() is not null as sees_tree;
select pico.create_pico(rulesets => '{}');
delete from pico.pico;
set role pico_admin;
select pico.delete_pico(:'victim');
select pico.set_owner(:'team', 'regress_pico_ann');
select name, owner from pico.picos where name like '%team' order by number;
reset role;
drop owned by pico_admin, pico_reader, pico_http;
drop role pico_admin, pico_reader, pico_http;

do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
drop owned by regress_pico_ann, regress_pico_team, regress_pico_ben, regress_pico_guest;
drop role regress_pico_ann, regress_pico_team, regress_pico_ben, regress_pico_guest;
