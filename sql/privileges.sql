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
select pico.create_pico('guarded') as pico \gset
select pico.install_ruleset(:'pico', 'test.guarded');
select pico.create_channel(:'pico') as eci \gset

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
-- All else is refused.
select pico.create_pico('mine');
select pico.create_channel(:'pico');
select pico.register_ruleset('ruleset a.b { }');
select pico.install_ruleset(:'pico', 'test.guarded');
select pico.delete_pico(:'pico');
select pico.deliver_pending();
select pico.prune();
select pico.tree();
select * from pico.entity;
select * from pico.channels;
set pico.max_memory = '1GB';
reset role;

-- To whom the right is given needs none on the tables.
grant execute on function pico.create_pico(text, text), pico.delete_pico(text) to regress_pico_stranger;
set role regress_pico_stranger;
select pico.create_pico('his') as his \gset
select pico.delete_pico(:'his');
reset role;
revoke execute on function pico.create_pico(text, text), pico.delete_pico(text) from regress_pico_stranger;

-- What he has put into his search path does not get between.
create schema regress_pico_trap authorization regress_pico_stranger;
set role regress_pico_stranger;
create function regress_pico_trap.trap(text, text) returns boolean language plpgsql as $$
begin
  raise exception 'trapped as %', current_user;
end
$$;
create operator regress_pico_trap.= (function = regress_pico_trap.trap, leftarg = text, rightarg = text);
set search_path = regress_pico_trap, pg_catalog;
select pico.raise_event(:'eci', 'counter', 'increment') -> 'deferred' as deferred;
select pico.query(:'eci', 'test.guarded', 'total');
reset search_path;
reset role;
drop schema regress_pico_trap cascade;
drop role regress_pico_stranger;

do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
