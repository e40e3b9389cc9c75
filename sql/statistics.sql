-- SPDX-License-Identifier: MIT
-- Counting rules, and the memory of a backend. test/tap/010_statistics.pl has what all share.
select pico.register_ruleset($krl$
ruleset test.counted {
  meta { shares table }
  global { table = 1.range(1000) }
  rule wanted { select when a wanted  always { ent:n := 1 } }
  rule unwanted { select when a unwanted }
  rule round { select when a loop  foreach 1.range(3) setting(i)  always { raise a event "wanted" } }
  rule failing { select when a failing  send_directive("x", {"y": "a" * 2}) }
}
$krl$);
select pico.create_pico('counted', rulesets => '{}') as pico \gset
select pico.install_ruleset(:'pico', 'test.counted');
select pico.create_channel(:'pico') as eci \gset

select pico.reset_stat_rules();
select pico.raise_event(:'eci', 'a', 'wanted') -> 'deferred' as deferred;
select pico.raise_event(:'eci', 'a', 'nobody_wants') -> 'deferred' as deferred;
select pico.raise_event(:'eci', 'a', 'loop') -> 'deferred' as deferred;
\set VERBOSITY sqlstate
select pico.raise_event(:'eci', 'a', 'failing');
\set VERBOSITY default
-- Rolled back or not, it has run.
begin;
select pico.raise_event(:'eci', 'a', 'wanted') -> 'deferred' as deferred;
rollback;
set pico.track_rules = off;
select pico.raise_event(:'eci', 'a', 'wanted') -> 'deferred' as deferred;
reset pico.track_rules;
select rid, rule, calls, errors, total_time > 0 as took_time,
  mean_time between total_time / calls * 0.999 and total_time / calls * 1.001 as has_mean, all_backends
from pico.stat_rules order by rid, rule;
select pico.reset_stat_rules();
select count(*) from pico.stat_rules;

-- Memory: as the caches fill, and as their bound is lowered.
select rulesets > 0 as rulesets, ruleset_bytes > 4096 as ruleset_bytes, instances > 0 as instances,
  instance_bytes > 16000 as instance_bytes, value_bytes > 16000 as value_bytes
from pico.backend_stats;
do $$
declare
  pico_id text := (select id from pico.picos where name = 'counted');
begin
  for i in 1..40 loop
    perform pico.register_ruleset(format('ruleset test.filler%s { global { x = "%s" } }', i, repeat('x', 5000)));
    perform pico.install_ruleset(pico_id, format('test.filler%s', i));
  end loop;
end
$$;
select rulesets > 40 as rulesets, instances > 40 as instances from pico.backend_stats;
select ruleset_bytes + instance_bytes > 1048576 as is_over from pico.backend_stats;
set pico.cache_memory = '1MB';
select pico.raise_event(:'eci', 'a', 'wanted') -> 'deferred' as deferred;
select ruleset_bytes + instance_bytes <= 1048576 as is_within from pico.backend_stats;
reset pico.cache_memory;
select pico.raise_event(:'eci', 'a', 'wanted') -> 'deferred' as deferred;
set pico.cache_memory = '1kB';
do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
