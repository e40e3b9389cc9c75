-- SPDX-License-Identifier: MIT
-- The workers of a database (src/postgres/workers), and what holds them.

create function pico.pause_workers(duration interval default '1 min')
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_pause_workers';
revoke all on function pico.pause_workers(interval) from public;
comment on function pico.pause_workers(interval) is
  'Sends the workers of this database away and keeps them away for a while, so that it can be dropped '
  'or be a template. What they were doing they do again later.';

create function pico.resume_workers()
  returns void
  language c volatile parallel unsafe
  as 'MODULE_PATHNAME', 'pico_resume_workers';
revoke all on function pico.resume_workers() from public;
comment on function pico.resume_workers() is 'Ends the pause that pico.pause_workers() began.';

create function pico.restart_workers()
  returns void
  language c volatile parallel unsafe
  as 'MODULE_PATHNAME', 'pico_restart_workers';
revoke all on function pico.restart_workers() from public;
comment on function pico.restart_workers() is
  'Ends the workers of this database, so that the ones that come after them see what ALTER DATABASE has '
  'set, for example pico.http_listen.';

create function pico.hold_image()
  returns void
  language c volatile parallel unsafe
  as 'MODULE_PATHNAME', 'pico_hold_image';
revoke all on function pico.hold_image() from public;
comment on function pico.hold_image() is
  'Keeps timers from firing and requests from leaving, until pico.resume_image(). Messages within the '
  'image go on.';

create function pico.resume_image()
  returns void
  language c volatile parallel unsafe
  as 'MODULE_PATHNAME', 'pico_resume_image';
revoke all on function pico.resume_image() from public;
comment on function pico.resume_image() is
  'Lets timers fire and requests leave again. Where the image is a copy, this database becomes its '
  'home.';

create view pico.workers as
  select a.pid, pg_catalog.replace(a.backend_type, 'pico ', '') as kind, a.state,
    a.query as activity, a.state_change as since
  from pg_catalog.pg_stat_activity a
  where a.datname = pg_catalog.current_database()
    and a.backend_type in ('pico courier', 'pico executor', 'pico http');
comment on view pico.workers is
  'The workers that this database has now: none, where there is nothing to do and no HTTP server.';
comment on column pico.workers.kind is 'courier, executor or http.';
comment on column pico.workers.state is 'active, or idle while it waits.';
comment on column pico.workers.activity is 'What it does, or what it did last.';
comment on column pico.workers.since is 'How long it has been in that state.';

create view pico.stat_workers as
  select s.delivered, s.retried, s.dead, s.timers_fired, s.lateness_ms, s.max_lateness_ms,
    s.requests_sent
  from pico.worker_statistics s;
comment on view pico.stat_workers is
  'What workers have done in this image: at most one row. They write it about once a second.';
comment on column pico.stat_workers.delivered is 'Messages of the outbox, the buried ones among them.';
comment on column pico.stat_workers.retried is 'Deliveries that failed and were to be tried again.';
comment on column pico.stat_workers.dead is 'Messages that were buried.';
comment on column pico.stat_workers.timers_fired is 'Events of timers that were delivered.';
comment on column pico.stat_workers.lateness_ms is
  'By how much those came after their timers were due, in all.';
comment on column pico.stat_workers.max_lateness_ms is 'The same, at most.';
comment on column pico.stat_workers.requests_sent is 'Tries of requests to other hosts.';

do $$
begin
  if not exists (
    select from pg_catalog.unnest(pg_catalog.string_to_array(
      pg_catalog.current_setting('shared_preload_libraries'), ',')) as l (name)
    where pg_catalog.btrim(l.name, ' "') in ('pico', '$libdir/pico')
  ) then
    -- The script of an extension is to be silent otherwise.
    perform pg_catalog.set_config('client_min_messages', 'notice', true);
    raise notice 'after a start of the server nothing goes on by itself: timers and messages wait for the next event that leaves work'
      using hint = 'Add pico to shared_preload_libraries, and restart the server.';
  end if;
end
$$;
