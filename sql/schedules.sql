-- SPDX-License-Identifier: MIT
-- Timers: the statement, the view, what they fire, and when they will.
set pico.time_zone = 'Europe/Vienna';
set pico.enabled = on;
select pico.register_ruleset($krl$
  ruleset alarm {
    meta { shares heard }
    global { heard = function() { ent:heard.defaultsTo([]) } }
    rule at {
      select when alarm at
      always {
        schedule alarm event "ring" at event:attrs{"at"} attributes event:attrs.delete("at")
      }
    }
    rule repeat {
      select when alarm repeat
      always {
        schedule alarm event "ring" repeat event:attrs{"spec"}
      }
    }
    rule ring {
      select when alarm ring
      always {
        ent:heard := heard().append({
          "n": event:attrs{"n"},
          "due": time:new(schedule:fired{"due"}),
          "missed": schedule:fired{"missed"} > 0
        })
      }
    }
    rule clear { select when alarm clear schedule:clear() }
  }
$krl$);
select pico.create_pico('a', rulesets => array['alarm']) as pico \gset
select pico.create_channel(:'pico') as eci \gset

create function raise(name text, attrs json) returns json language sql volatile
  return (select pico.raise_event(c.eci, 'alarm', name, attrs) -> 'directives'
    from pico.channels c where c.family is null);

-- They fire when they are due, oldest first, as messages.
select raise('at', '{"at": "2020-01-02T00:00:00Z", "n": 2}');
select raise('at', '{"at": "2020-01-01", "n": 1}');
select raise('at', '{"at": "2999-01-01T00:00:00.5Z", "n": 3}');
select pico_name, rid, domain, name, attributes, repeats, spec, time_zone, due_at at time zone 'UTC' as due,
  last_fired_at
from pico.schedules
order by due_at;
select pico.fire_timers(1), pico.fire_timers(), pico.fire_timers();
select state, domain, name, attributes from pico.messages order by id;
select pico.deliver_pending();
select pico.query(:'eci', 'alarm', 'heard');

-- What repeats.
select raise('repeat', '{"spec": "30 2 29 2 *"}');
select raise('repeat', '{"spec": {"month": 0, "date": 1, "hour": 0, "minute": 0, "tz": "America/Denver"}}');
select spec, time_zone from pico.schedules where repeats order by time_zone;
update pico.schedule set due_at = '2025-02-28T12:00Z' where repeats;
select s.time_zone, r at time zone 'UTC' as run
from pico.schedules s
cross join pico.next_runs(s.id, 3) as r
where s.repeats
order by s.time_zone, r;
select pico.next_runs(id) at time zone 'UTC' from pico.schedules where not repeats order by due_at;
select pico.next_runs('nonsense');
select pico.next_runs(id, 0) from pico.schedules;
select pico.next_runs(id, -1) from pico.schedules limit 1;
select pico.next_runs(id, 10001) from pico.schedules limit 1;

-- One that missed many fires once, and is due again.
update pico.schedule set due_at = '2020-02-29T01:30Z' where spec::text = '"30 2 29 2 *"';
update pico.schedule set due_at = '2999-01-01' where time_zone = 'America/Denver';
select pico.fire_timers(), pico.deliver_pending();
select pico.query(:'eci', 'alarm', 'heard') -> 2 ->> 'missed' as missed;
select due_at > now() as is_due_again, last_fired_at is not null as has_fired
from pico.schedules where spec::text = '"30 2 29 2 *"';

-- What is refused where it is written.
select raise('at', '{"at": "soon"}');
select raise('repeat', '{"spec": "often"}');
select raise('repeat', '{"spec": "0 0 31 2 *"}');
select raise('repeat', '{"spec": {"hour": 25}}');
select pico.fire_timers(-1);
select pico.fire_timers(null);

-- Nothing fires in a held image.
select raise('at', '{"at": 1000}');
set pico.enabled = off;
select pico.fire_timers();
select pico.fire_timers();
set pico.enabled = on;
select pico.fire_timers();

-- They go with their ruleset, and with their pico.
select count(*) from pico.schedules;
select pico.uninstall_ruleset(:'pico', 'alarm');
select count(*) from pico.schedules;
select pico.install_ruleset(:'pico', 'alarm');
select raise('at', '{"at": "2999-01-01"}');
select * from pico.check_image();
select pico.delete_pico(:'pico');
select count(*) from pico.schedules;

drop function raise(text, json);
reset pico.time_zone;
