-- SPDX-License-Identifier: MIT
-- What a soak works on, here and in test/tap/021_soak.pl and 028_web_soak.pl: ten picos that send each
-- other messages, tell another host of each, have timers, and are used over HTTP. `host` is the URL of the
-- other host.
\set ON_ERROR_STOP on
set client_min_messages = warning;
create extension pico;
select pico.create_roles() \g /dev/null
create schema soak;

select pico.register_ruleset($krl$
ruleset soak {
  meta { shares acts, much }
  global {
    acts = function() { ent:acts.defaultsTo(0) }
    much = function() { 1.range(50000) }
  }
  rule act {
    select when load act
    pre { n = ent:acts.defaultsTo(0) + 1 }
    every {
      event:send({"eci": event:attrs{"to"}, "domain": "load", "type": "hear", "attrs": {"n": n}})
      event:send({"eci": "far-" + meta:picoId, "domain": "load", "type": "hear", "attrs": {"n": n}},
        event:attrs{"host"})
    }
    always {
      ent:acts := n;
      schedule load event "tick" at time:add(time:now(), {"milliseconds": random:integer(3000)})
        if n % 4 == 0
    }
  }
  rule hear {
    select when load hear
    always { ent:heard := ent:heard.defaultsTo(0) + 1 }
  }
  // From clients over HTTP, who count from 1.
  rule web {
    select when load web
    send_directive("heard", {"n": event:attrs{"n"}})
    always {
      ent:web := ent:web.defaultsTo(0) + 1;
      ent:web_sum := ent:web_sum.defaultsTo(0) + event:attrs{"n"}
    }
  }
  rule tick {
    select when load tick
    always { ent:ticks := ent:ticks.defaultsTo(0) + 1 }
  }
  rule begin {
    select when load begin
    always { schedule load event "second" repeat "* * * * * *" }
  }
  rule second {
    select when load second
    always { ent:seconds := ent:seconds.defaultsTo(0) + 1 }
  }
  rule end {
    select when load end
    foreach schedule:list() setting(timer)
    if timer{"type"} == "repeat" then schedule:remove(timer{"id"})
  }
}
$krl$) \g /dev/null

create table soak.door (n int primary key, pico text, eci text, host text);
insert into soak.door (n, pico, host)
  select n, pico.create_pico(n::text, rulesets => '{}'), :'host' from generate_series(1, 10) n;
update soak.door set eci = pico.create_channel(pico);
select pico.install_ruleset(pico, 'soak') from soak.door \g /dev/null
select pico.raise_event(eci, 'load', 'begin') from soak.door \g /dev/null

-- What the picos say of it, in all.
create function soak.total(name text) returns bigint language sql as $$
  select coalesce(sum(value::text::bigint), 0) from pico.entity_variables where rid = 'soak' and name = $1
$$;

-- Whether a pico has heard of the events 1 to `count` from the web, once of each.
create function soak.has_heard_once(eci text, count bigint) returns boolean language sql as $$
  select count(*) = 2 from pico.entity_variables v
  join soak.door d using (pico)
  where d.eci = $1 and v.rid = 'soak'
    and (v.name, v.value::text) in (('web', count::text), ('web_sum', (count * (count + 1) / 2)::text))
$$;

create function soak.size(out tables bigint, out dead bigint) language sql as $$
  select sum(pg_total_relation_size(relid)), sum(n_dead_tup) from pg_stat_user_tables
  where schemaname = 'pico' and relname in ('outbox', 'request', 'schedule')
$$;

-- So that no more is sent than is delivered: returns when little waits.
create procedure soak.wait_while_much_waits() language plpgsql as $$
begin
  while (select count(*) from (select from pico.outbox limit 2000) _)
    + (select count(*) from (select from pico.request limit 2000) _) >= 2000 loop
    commit;
    perform pg_sleep(0.02);
  end loop;
end $$;
