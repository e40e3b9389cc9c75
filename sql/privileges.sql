-- SPDX-License-Identifier: MIT
-- Who may do what: an ECI is enough to raise and ask, all else is for the owner and those he lets.
select pico.register_ruleset($krl$
ruleset test.guarded {
  meta { shares total }
  global { total = function() { ent:n.defaultsTo(0) } }
  rule increment {
    select when counter increment
    always { ent:n := total() + 1 }
  }
}
$krl$);
select pico.create_pico('guarded', rulesets => '{}') as pico \gset
select pico.install_ruleset(:'pico', 'test.guarded');
select pico.create_channel(:'pico') as eci \gset
select pico.create_channel(:'pico', '{narrow}',
  '{"allow": [{"domain": "counter", "name": "*"}], "deny": [{"domain": "counter", "name": "increment"}]}',
  '{"allow": [{"rid": "test.guarded", "name": "*"}], "deny": []}') as narrow_eci \gset

create role regress_pico_stranger;
set role regress_pico_stranger;
select pico.raise_event(:'eci', 'counter', 'increment') -> 'deferred' as deferred;
select pico.query(:'eci', 'test.guarded', 'total');
select pico.event_query(:'eci', 'counter', 'increment', '{}', 'test.guarded', 'total');
select count(*) from pico.check('ruleset a { }');
select pico.to_jsonb('{"b": 1, "a": "\u0000"}');
-- He acts as himself again, also after an error.
select current_user, current_setting('search_path');
select pico.raise_event('no-such-eci', 'counter', 'increment');
select current_user, current_setting('search_path');
-- The policies of a channel, and nothing else, decide what its ECI is good for.
select pico.raise_event(:'narrow_eci', 'counter', 'other') -> 'deferred' as deferred;
select pico.raise_event(:'narrow_eci', 'counter', 'increment');
select pico.raise_event(:'narrow_eci', 'other', 'increment');
select pico.query(:'narrow_eci', 'test.guarded', 'total');
select pico.query(:'narrow_eci', 'test.other', 'total');
select pico.event_query(:'narrow_eci', 'counter', 'increment', '{}', 'test.guarded', 'total');
-- All else is refused.
select pico.create_pico('mine', rulesets => '{}');
select pico.create_channel(:'pico');
select pico.register_ruleset('ruleset a.b { }');
select pico.install_ruleset(:'pico', 'test.guarded');
select pico.delete_pico(:'pico');
select pico.deliver_pending();
select pico.prune();
select pico.tree();
select pico.set_owner(:'pico', 'regress_pico_stranger');
select pico.create_roles();
select c.oid::regclass as has_rights_on
from pg_class c
where c.relnamespace = 'pico'::regnamespace and c.relkind in ('r', 'v', 'S')
  and has_table_privilege(c.oid, 'select, insert, update, delete, truncate, references, trigger')
order by 1;
select * from pico.entity;
select * from pico.channels;
create table pico.mine ();
create function pico.mine() returns integer language sql return 1;
set pico.max_memory = '1GB';
reset role;

-- To whom the right is given needs none on the tables.
grant execute on function pico.create_pico(text, text, text[]), pico.delete_pico(text) to regress_pico_stranger;
set role regress_pico_stranger;
select pico.create_pico('his', rulesets => '{}') as his \gset
select pico.delete_pico(:'his');
reset role;
revoke execute on function pico.create_pico(text, text, text[]), pico.delete_pico(text) from regress_pico_stranger;

-- What he has put into his search path does not get between.
create schema regress_pico_trap authorization regress_pico_stranger;
set role regress_pico_stranger;
create function regress_pico_trap.trap(text, text) returns boolean language plpgsql as $$
begin
  raise exception 'trapped as %', current_user;
end
$$;
create operator regress_pico_trap.= (function = regress_pico_trap.trap, leftarg = text, rightarg = text);
create operator regress_pico_trap.|| (function = regress_pico_trap.trap, leftarg = text, rightarg = text);
create function regress_pico_trap.min(bigint) returns bigint language plpgsql as $$
begin
  raise exception 'trapped as %', current_user;
end
$$;
create function regress_pico_trap.current_database() returns name language plpgsql as $$
begin
  raise exception 'trapped as %', current_user;
end
$$;
create domain regress_pico_trap.json as pg_catalog.json constraint trapped check (false);
create domain regress_pico_trap.text as pg_catalog.text constraint trapped check (false);
create type regress_pico_trap.channel as (eci pg_catalog.text);
create cast (regress_pico_trap.channel as pg_catalog.json) with inout as implicit;
create temporary table channel (eci pg_catalog.text);
create temporary table pico (id pg_catalog.text);
create temporary table entity (value pg_catalog.json);
set search_path = pg_temp, regress_pico_trap, pg_catalog;
select pico.raise_event(:'eci', 'counter', 'increment') operator(pg_catalog.->) 'deferred' as deferred;
select pico.query(:'eci', 'test.guarded', 'total');
select pico.event_query(:'eci', 'counter', 'increment', '{}', 'test.guarded', 'total');
select count(*) from pico.check('ruleset a { }');
select pico.may_see('postgres');
reset search_path;
drop table pg_temp.channel, pg_temp.pico, pg_temp.entity;
-- With all management in his hands as well.
reset role;
grant execute on all functions in schema pico to regress_pico_stranger;
grant select on pico.picos, pico.rulesets to regress_pico_stranger;
set role regress_pico_stranger;
set search_path = regress_pico_trap, pg_catalog;
select pico.register_ruleset('ruleset test.his { rule r { select when his event  ctx:newPico([]) } }');
select pico.create_pico('his'::pg_catalog.text, rulesets => '{}') as his \gset
select pico.install_ruleset(:'his', 'test.his');
select pico.create_channel(:'his') as his_eci \gset
select pico.raise_event(:'his_eci', 'his', 'event') operator(pg_catalog.->) 'deferred' as deferred;
select count(*) from pico.picos;
select pico.tree() is not null as sees_tree;
select pico.deliver_pending();
select pico.delete_pico(:'his');
reset search_path;
reset role;
revoke execute on all functions in schema pico from regress_pico_stranger;
revoke select on pico.picos, pico.rulesets from regress_pico_stranger;

-- A SECURITY DEFINER function of the owner of the extension lends its right, and no more than that.
create function pg_temp.child_of(pico pg_catalog.text) returns boolean language sql security definer
  as $$ select pico.create_pico('lent', pico, rulesets => '{}') is not null $$;
set role regress_pico_stranger;
select pg_temp.child_of(:'pico');
select pico.create_pico('taken', :'pico', rulesets => '{}');
reset role;
drop function pg_temp.child_of(pg_catalog.text);
drop schema regress_pico_trap cascade;
drop role regress_pico_stranger;

do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
