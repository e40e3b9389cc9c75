-- SPDX-License-Identifier: MIT
-- What events of a watched pico leave behind in pico.change, and how that goes away again.
select pico.register_ruleset($krl$
ruleset test.watched {
  meta { shares total }
  global { total = function() { ent:count.defaultsTo(0) } }
  rule hit {
    select when test hit
    send_directive("hit", {"n": total() + 1})
    always { ent:count := total() + 1; ent:last := "x" }
  }
  rule fail { select when test fail always { ent:count := "lost" * 2 } }
  rule large {
    select when test large foreach 1.range(2) setting(i)
    send_directive("large", {"text": event:attrs{"text"}})
  }
  rule tell {
    select when test tell
    event:send({"eci": event:attrs{"to"}, "domain": "test", "type": event:attrs{"name"}})
  }
  rule wait { select when test wait always { schedule test event "hit" at 0 } }
}
$krl$);
create temporary table door as
  select name, pico.create_pico(name, rulesets => '{}') as pico, null as eci from unnest('{watched,other}'::text[]) name;
update door set eci = pico.create_channel(pico);
select pico.install_ruleset(pico, 'test.watched') from door;
select pico as watched, eci from door where name = 'watched' \gset
select eci as other from door where name = 'other' \gset
create temporary view changes as
  select d.name as pico, c.what ->> 'name' as event, c.what -> 'directives' -> 0 -> 'options' as options,
    c.what -> 'variables' as variables, c.what -> 'left_out' as left_out
  from pico.change c join door d using (pico) order by c.pico, c.id;
create temporary table raised (answer json);

-- Nobody watches.
select pico.raise_event(:'eci', 'test', 'hit') ->> 'deferred' as deferred;
select count(*) from pico.change;

-- Somebody does: what was committed is there, from wherever it came.
update pico.pico set watched_until = now() + interval '1 hour' where id = :'watched';
insert into raised select pico.raise_event(:'eci', 'test', 'hit');
select pico.raise_event(:'eci', 'test', 'fail');
begin;
select pico.raise_event(:'eci', 'test', 'hit') -> 'directives' -> 0 -> 'options' as options;
rollback;
select pico.event_query(:'eci', 'test', 'hit', '{}', 'test.watched', 'total');
select pico.raise_event(:'other', 'test', 'tell', json_build_object('to', :'eci', 'name', 'hit')) ->> 'deferred' as deferred;
select pico.raise_event(:'other', 'test', 'tell', json_build_object('to', :'eci', 'name', 'fail')) ->> 'deferred' as deferred;
set pico.max_inline_deliveries = 0;
select pico.raise_event(:'other', 'test', 'tell', json_build_object('to', :'eci', 'name', 'nothing')) ->> 'deferred' as deferred;
reset pico.max_inline_deliveries;
select pico.deliver_pending();
select pico.raise_event(:'eci', 'test', 'wait') ->> 'deferred' as deferred;
set pico.enabled = on;
select pico.fire_timers(), pico.deliver_pending();
reset pico.enabled;
select pico.raise_event(:'eci', 'test', 'large', json_build_object('text', repeat('x', 600000))) ->> 'deferred' as deferred;
select * from changes;
select c.what ->> 'eid' = r.answer ->> 'eid' as eid, c.what -> 'directives' #>> '{}' = r.answer -> 'directives' #>> '{}' as directives,
  to_timestamp((c.what ->> 'time')::bigint / 1000) between now() - interval '1 minute' and now() as time, c.what ->> 'domain' as domain
from pico.change c, raised r order by c.id limit 1;
select * from pico.check_image();

-- It costs others nothing, and is over with the lease.
begin isolation level repeatable read;
select pico.raise_event(:'other', 'test', 'hit') ->> 'deferred' as deferred;
select pico.raise_event(:'eci', 'test', 'hit') ->> 'deferred' as deferred;
commit;
set pico.direct_access = off;
select pico.raise_event(:'eci', 'test', 'hit') ->> 'deferred' as deferred;
reset pico.direct_access;
update pico.pico set watched_until = now() where id = :'watched';
select pico.raise_event(:'eci', 'test', 'hit') ->> 'deferred' as deferred;
select pico, event, count(*) from changes group by pico, event order by event;

-- Old rows go, but for the last one of a pico that is still watched.
select pico.prune();
update pico.change set changed_at = changed_at - interval '11 minutes';
update pico.pico set watched_until = now() where id = :'watched';
begin;
select pico.prune();
select count(*) from pico.change;
rollback;
begin;
update pico.pico set watched_until = now() - interval '11 minutes' where id = :'watched';
select pico.prune();
select count(*) from pico.change;
rollback;

-- Nobody reads them but by watching.
create role regress_pico_reader;
set role regress_pico_reader;
select from pico.change;
reset role;
drop role regress_pico_reader;

-- They go with their pico.
delete from pico.log;
do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
select count(*) from pico.change;
