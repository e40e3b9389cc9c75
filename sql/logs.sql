-- SPDX-License-Identifier: MIT
-- Logs: what is kept, what is shown, how long.
select pico.register_ruleset($krl$
ruleset test.talkative {
  meta { shares answer }
  global { answer = function() { 42.klog("asked") } }
  rule talk {
    select when test talk
    pre { x = {"b": 1, "a": 2}.klog("seen") }
    always {
      log error "bad";
      log warn "odd";
      log info "plain";
      log debug "dull"
    }
  }
  rule stop {
    select when test stop
    always { log info "will not stay"; ent:x := "a" * 2 }
  }
}
$krl$);
select pico.create_pico('talkative', rulesets => '{}') as pico \gset
select pico.install_ruleset(:'pico', 'test.talkative');
select pico.create_channel(:'pico') as eci \gset

select pico.raise_event(:'eci', 'test', 'talk') -> 'deferred' as deferred;
select pico_name, rid, level, message, data from pico.logs order by id;
set pico.client_log = 'klog';
select pico.raise_event(:'eci', 'test', 'talk') -> 'deferred' as deferred;
select pico.query(:'eci', 'test.talkative', 'answer');
set pico.client_log = 'error';
select pico.raise_event(:'eci', 'test', 'talk') -> 'deferred' as deferred;
select pico.query(:'eci', 'test.talkative', 'answer');
reset pico.client_log;
set pico.log_level = 'warn';
delete from pico.log;
select pico.raise_event(:'eci', 'test', 'talk') -> 'deferred' as deferred;
select level, message from pico.logs order by id;
reset pico.log_level;

-- What fails leaves no log entries; a query never writes one.
select pico.raise_event(:'eci', 'test', 'stop');
select count(*) from pico.logs;

update pico.log set logged_at = logged_at - interval '8 days' where level = 10;
select pico.prune();
select level, message from pico.logs order by id;
set pico.log_retention = 0;
select pico.prune();
reset pico.log_retention;

do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
