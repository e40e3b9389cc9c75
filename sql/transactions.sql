-- SPDX-License-Identifier: MIT
-- Events and queries as parts of a transaction: savepoints, cursors, triggers, and picos that go while
-- an event of theirs runs.
select pico.register_ruleset($krl$
ruleset test.keeper {
  meta { shares kept }
  global { kept = function() { ent:kept } }
  rule keep {
    select when test keep
    always { ent:kept := event:attrs{"what"} }
  }
  rule fail {
    select when test fail
    always { ent:kept := "never"; ent:worse := [1].pairwise(3) }
  }
  rule remove {
    select when test remove
    ctx:delPico(ctx:children.head())
    always { ent:kept := "removed" }
  }
  rule ask {
    select when test ask
    ctx:eventQuery(eci = ctx:parent, domain = "test", name = "remove", rid = meta:rid,
                   queryName = "kept") setting(answer)
    always { ent:kept := answer }
  }
}
$krl$);
select pico.create_pico('keeper', rulesets => '{}') as pico \gset
select pico.create_channel(:'pico') as eci \gset
\set VERBOSITY sqlstate

-- Savepoints: as before after going back, and right after that; so with errors that are caught.
begin;
select pico.install_ruleset(:'pico', 'test.keeper');
savepoint one;
select pico.raise_event(:'eci', 'test', 'keep', '{"what": 1}') -> 'deferred' as deferred;
savepoint two;
select pico.raise_event(:'eci', 'test', 'keep', '{"what": 2}') -> 'deferred' as deferred;
select pico.delete_pico(:'pico');
select count(*) from pico.entity_variables;
rollback to two;
select value from pico.entity_variables where name = 'kept';
select pico.raise_event(:'eci', 'test', 'fail');
rollback to two;
select value from pico.entity_variables where name = 'kept';
rollback to one;
select count(*) from pico.entity_variables where name = 'kept';
rollback to one;
do $$
declare
  door text := (select eci from pico.channels where pico_name = 'keeper' limit 1);
begin
  for i in 1..200 loop
    begin
      perform pico.raise_event(door, 'test', 'keep', json_build_object('what', i));
      if i % 2 = 0 then raise exception 'taken back'; end if;
    exception when raise_exception then null;
    end;
  end loop;
end
$$;
select value from pico.entity_variables where name = 'kept';
commit;
select count(*) from pico.check_image();

-- A table that was emptied in this transaction is cut off in place when it is emptied again.
begin;
truncate pico.entity;
select pico.raise_event(:'eci', 'test', 'keep', json_build_object('what', repeat('one ', 20))) -> 'deferred' as deferred;
select pico.query(:'eci', 'test.keeper', 'kept');
truncate pico.entity;
select pico.raise_event(:'eci', 'test', 'keep', json_build_object('what', repeat('two ', 20))) -> 'deferred' as deferred;
truncate pico.entity;
-- A row of the same transaction at the place of another.
insert into pico.entity (pico, rid, name, value) values (:'pico', 'test.keeper', 'kept', to_json(repeat('six ', 20)));
select pico.query(:'eci', 'test.keeper', 'kept');
rollback;
select value from pico.entity_variables where name = 'kept';

-- Cursors: each fetch raises its own events; a query in one sees what was there when it was declared.
begin;
declare events cursor for
  select n, pico.raise_event(:'eci', 'test', 'keep', json_build_object('what', n)) -> 'deferred' as deferred
  from generate_series(1, 100) n;
declare answers cursor for select n, pico.query(:'eci', 'test.keeper', 'kept') as kept from generate_series(1, 2) n;
fetch 1 from answers;
fetch 2 from events;
select value from pico.entity_variables where name = 'kept';
fetch 1 from events;
move 5 in events;
select value from pico.entity_variables where name = 'kept';
close events;
fetch 1 from answers;
declare held cursor with hold for
  select pico.raise_event(:'eci', 'test', 'keep', '{"what": "held"}') -> 'deferred' as deferred;
commit;
fetch all from held;
close held;

-- Events from triggers of an application's table, also deferred ones.
create table application (n int);
create function pg_temp.tell() returns trigger language plpgsql as $$
begin
  perform pico.raise_event((select eci from pico.channels where pico_name = 'keeper' limit 1), 'test', 'keep',
    json_build_object('what', concat(tg_when, ' ', new.n)));
  return new;
end
$$;
create trigger tell_before before insert on application for each row when (new.n = 1) execute function pg_temp.tell();
create constraint trigger tell_deferred after insert on application deferrable initially deferred
  for each row when (new.n = 2) execute function pg_temp.tell();
insert into application values (1);
select value from pico.entity_variables where name = 'kept';
begin;
insert into application values (2);
select value from pico.entity_variables where name = 'kept';
commit;
select value from pico.entity_variables where name = 'kept';
drop table application;
-- A pico that goes in the middle of an event of its own: by a trigger, by hand, by its parent.
create function pg_temp.remove() returns trigger language plpgsql as $$
begin
  perform pico.delete_pico(new.pico);
  return new;
end
$$;
create trigger remove after update on pico.entity for each row execute function pg_temp.remove();
select pico.raise_event(:'eci', 'test', 'keep', '{"what": "refused"}');
drop trigger remove on pico.entity;
select count(*) from pico.picos where name = 'keeper';
begin;
delete from pico.pico where id = :'pico';
select pico.raise_event(:'eci', 'test', 'keep', '{"what": "no pico"}');
rollback;
select pico.create_pico('child', :'pico', rulesets => '{}') as child \gset
select pico.install_ruleset(:'child', 'test.keeper');
select pico.create_channel(:'child') as child_eci \gset
select pico.raise_event(:'child_eci', 'test', 'ask') -> 'deferred' as deferred;
select pico_name, value from pico.entity_variables where name = 'kept';
select name from pico.picos;
select count(*) from pico.check_image();
\set VERBOSITY default

do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
