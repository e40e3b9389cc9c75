-- SPDX-License-Identifier: MIT
-- From 0.2.0 to 0.3.0.
\echo Use "ALTER EXTENSION pico UPDATE" to load this file. \quit

-- Views that are made anew.
drop view pico.messages;

-- Functions that are made anew.
drop function pico.check_image, pico.create_roles;

-- Tables.
alter table pico.image
  add column is_held boolean not null default false,
  add column paused_until timestamptz;
alter table pico.outbox
  add column timer json,
  add column result_event json;
alter table pico.dead_letter
  add column timer json,
  add column result_event json,
  add column request json,
  add column response json;
comment on column pico.image.is_held is
  'Whether pico.hold_image() keeps timers from firing and requests from leaving.';
comment on column pico.image.paused_until is 'Until when pico.pause_workers() keeps workers away.';
comment on column pico.outbox.timer is
  'Of an event that a timer has fired: what the rule sees as schedule:fired.';
comment on column pico.outbox.result_event is 'The event by which the sender hears how it went.';

create table pico.request (
  id bigint generated always as identity primary key,
  pico text collate "C" not null,
  rid text collate "C",
  recipient text collate "C" not null,
  method text not null,
  url text not null,
  headers json not null,
  body bytea not null,
  follows_redirects boolean not null,
  outcome json not null,
  idempotency_key text collate "C" not null,
  attempts integer not null,
  next_try_at timestamptz not null,
  claimed_at timestamptz,
  error text,
  sent_at timestamptz not null default pg_catalog.clock_timestamp()
);
create index request_recipient on pico.request (recipient, id);
create index request_pico on pico.request (pico, id);
comment on table pico.request is
  'HTTP requests on their way to other hosts: messages to picos there, and calls of the module http '
  'whose response no rule waits for. The courier sends them after the commit, at least once.';
comment on column pico.request.id is 'Order of sending.';
comment on column pico.request.pico is 'Id of the pico that sends it.';
comment on column pico.request.rid is 'The ruleset that sends it.';
comment on column pico.request.recipient is 'Requests of the same recipient keep their order.';
comment on column pico.request.outcome is
  'What becomes of the response (src/engine/outbound/outcome.hpp).';
comment on column pico.request.idempotency_key is
  'The same at each try, so that the recipient can tell a repetition.';
comment on column pico.request.attempts is 'Counted before each try.';
comment on column pico.request.claimed_at is 'Since when it is in flight; null: it is not.';
comment on column pico.request.error is 'Why the last try failed.';

create table pico.received (
  idempotency_key text collate "C" primary key,
  answer json not null,
  received_at timestamptz not null default pg_catalog.clock_timestamp()
);
create index received_received_at on pico.received using brin (received_at);
comment on table pico.received is
  'Events that came with an idempotency key, so that a repetition gets the first answer.';

create table pico.schedule (
  id text collate "C" primary key,
  pico text collate "C" not null,
  rid text collate "C" not null,
  position bigint generated always as identity,
  eci text collate "C" not null,
  domain text not null,
  name text not null,
  attributes json not null,
  repeats boolean not null,
  spec json not null,
  time_zone text not null,
  due_at timestamptz not null,
  last_fired_at timestamptz
) with (fillfactor = 80);
create index schedule_due_at on pico.schedule (due_at, position);
create index schedule_pico on pico.schedule (pico, rid, position);
comment on table pico.schedule is 'Timers: events that fire at a time, once or again and again.';
comment on column pico.schedule.pico is 'Id of the pico that has it, and gets the event.';
comment on column pico.schedule.rid is 'The ruleset that has it.';
comment on column pico.schedule.position is 'Order of creation.';
comment on column pico.schedule.eci is 'What the event says as its channel.';
comment on column pico.schedule.spec is
  'As the program gave it: a time in ms since 1970, or when to repeat.';
comment on column pico.schedule.time_zone is 'In which a repetition is reckoned.';
comment on column pico.schedule.due_at is 'When it fires next.';
comment on table pico.dead_letter is
  'Messages that failed and will not be tried again, unless pico.retry_dead_letter() says so.';
comment on column pico.dead_letter.request is
  'The row of pico.request that it was; then pico is who sent it. Null: a message of this image.';
comment on column pico.dead_letter.response is 'What the recipient of a request answered, if it did.';

create table pico.worker_statistics (
  singleton boolean primary key default true
    constraint worker_statistics_has_at_most_one_row check (singleton),
  courier_is_at_work boolean not null default false,
  delivered bigint not null default 0,
  retried bigint not null default 0,
  dead bigint not null default 0,
  timers_fired bigint not null default 0,
  lateness_ms bigint not null default 0,
  max_lateness_ms bigint not null default 0,
  requests_sent bigint not null default 0
) with (fillfactor = 10);
comment on table pico.worker_statistics is
  'What workers have done (pico.stat_workers), and whether one is doing something.';
comment on column pico.worker_statistics.courier_is_at_work is
  'Still true when a courier begins: the last one did not end, but was killed.';

-- Queues: rows come and go all the time, and where dead ones stay each look at the queue has to pass
-- them. Vacuum comes by their number, as a share of a table that is empty most of the time says
-- nothing, and does not pause.
alter table pico.outbox set (autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
alter table pico.request set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
alter table pico.schedule set (autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
alter table pico.received set (autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

create function pico.receive_event(idempotency_key text, eci text, domain text, name text,
    attrs json default '{}')
  returns json
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_receive_event';
comment on function pico.receive_event(text, text, text, text, json) is
  'Does what pico.raise_event() does, once for each key and channel: a repetition gets the answer of '
  'the first, which it waits for. A key is forgotten after twice the setting pico.message_ttl.';

create function pico.retry_dead_letter(id bigint)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_retry_dead_letter';
revoke all on function pico.retry_dead_letter(bigint) from public;
comment on function pico.retry_dead_letter(bigint) is
  'Sends a message or request that has failed anew, behind those that wait.';

create function pico.drop_dead_letter(id bigint)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_drop_dead_letter';
revoke all on function pico.drop_dead_letter(bigint) from public;
comment on function pico.drop_dead_letter(bigint) is
  'Forgets a message or request that has failed.';

-- Timers -------------------------------------------------------------------------------------------

create function pico.fire_timers("limit" integer default 1000)
  returns bigint
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_fire_timers';
revoke all on function pico.fire_timers(integer) from public;
comment on function pico.fire_timers(integer) is
  'Makes messages of timers that are due, at most limit, and gives how many. The courier does so by '
  'itself. Fires nothing in a held image.';

create function pico.runs_of(spec json, time_zone text, due_at timestamptz, n integer)
  returns json
  language c stable parallel safe called on null input
  as 'MODULE_PATHNAME', 'pico_runs_of';
comment on function pico.runs_of(json, text, timestamptz, integer) is
  'The next n times, at most 10000, at which a timer fires that is due at due_at, as an array of ms '
  'since 1970; pico.next_runs() makes rows of them.';
comment on function pico.prune() is
  'Deletes log entries that are older than the setting pico.log_retention, the oldest beyond '
  'pico.max_log_entries, and keys of pico.receive_event() that are older than twice '
  'pico.message_ttl; gives how many.';

-- SPDX-License-Identifier: MIT
-- Whether an image is sound: what foreign keys and checks would guarantee if the tables that events
-- write could afford them. One branch of the union for each table and kind of finding; all are
-- about rows that the engine never leaves behind at the end of a transaction, with one exception:
-- a message to a pico that has been deleted meanwhile, until it is buried.

create function pico.check_image()
  returns table (kind text, id text, problem text)
  language sql stable parallel safe
  -- To compile a statement of this length takes longer than to run it.
  set jit = off
begin atomic
  -- The image.
  select 'image', 'image', 'there are picos, but no row says what image this is'
  where exists (select from pico.pico) and not exists (select from pico.image)
  union all
  select 'image', i.id, 'has the format ' || i.format
  from pico.image i
  where i.format < 1
  union all
  -- A number that is given twice would make two picos share a lock, or two rows a place.
  select 'sequence', s.name, 'would give a number again: ' || s.next || ' of at most ' || s.highest
  from (
    select 'pico.pico', (select pg_catalog.max(number) from pico.pico), last_value + is_called::int
    from pico.pico_number_seq
    union all
    select 'pico.channel', (select pg_catalog.max(position) from pico.channel),
      last_value + is_called::int
    from pico.channel_position_seq
    union all
    select 'pico.installed_ruleset', (select pg_catalog.max(position) from pico.installed_ruleset),
      last_value + is_called::int
    from pico.installed_ruleset_position_seq
    union all
    select 'pico.outbox', (select pg_catalog.max(id) from pico.outbox), last_value + is_called::int
    from pico.outbox_id_seq
    union all
    select 'pico.schedule', (select pg_catalog.max(position) from pico.schedule),
      last_value + is_called::int
    from pico.schedule_position_seq
    union all
    select 'pico.dead_letter', (select pg_catalog.max(id) from pico.dead_letter),
      last_value + is_called::int
    from pico.dead_letter_id_seq
    union all
    select 'pico.request', (select pg_catalog.max(id) from pico.request), last_value + is_called::int
    from pico.request_id_seq
    union all
    select 'pico.log', (select pg_catalog.max(id) from pico.log), last_value + is_called::int
    from pico.log_id_seq
  ) as s (name, highest, next)
  where s.next <= s.highest
  union all
  -- Picos and their families.
  select 'pico', p.id, 'has the parent ' || p.parent || ', which does not exist'
  from pico.pico p
  where p.parent is not null and not exists (select from pico.pico f where f.id = p.parent)
  union all
  -- Those that no way leads to from above.
  select 'pico', lost.id, 'is its own ancestor, or a descendant of one that is'
  from (
    select p.id from pico.pico p
    except
    (with recursive descendant (id) as (
      select top.id
      from pico.pico top
      where top.parent is null or not exists (select from pico.pico f where f.id = top.parent)
      union all
      select c.id
      from descendant d
      join pico.pico c on c.parent = d.id
    )
    select d.id from descendant d)) as lost
  union all
  select 'pico', p.id, 'shares its number ' || p.number || ' with another pico'
  from (
    select id, number, pg_catalog.count(*) over (partition by number) as picos from pico.pico) p
  where p.picos > 1
  union all
  select 'pico', p.id,
    case when wanted.family = 'parent' then 'has not one channel to its parent'
      else 'has not one channel from its parent' end
  from pico.pico p
  cross join (values ('parent'), ('child')) as wanted (family)
  where p.parent is not null and (
    select pg_catalog.count(*)
    from pico.channel c
    where c.family = wanted.family
      and c.pico = case when wanted.family = 'parent' then p.parent else p.id end
      and c.family_pico = case when wanted.family = 'parent' then p.id else p.parent end) <> 1
  union all
  -- Channels.
  select 'channel', c.eci, 'leads to the pico ' || c.pico || ', which does not exist'
  from pico.channel c
  where not exists (select from pico.pico p where p.id = c.pico)
  union all
  select 'channel', c.eci, 'has the id of a pico'
  from pico.channel c
  where exists (select from pico.pico p where p.id = c.eci)
  union all
  select 'channel', c.eci, 'is for the pico ' || c.family_pico || ', which is no such relative'
  from pico.channel c
  where c.family is not null and not exists (
    select
    from pico.pico p
    where p.id = case when c.family = 'parent' then c.family_pico else c.pico end
      and p.parent = case when c.family = 'parent' then c.pico else c.family_pico end)
  union all
  select 'channel', c.eci, 'has the tag "' || coalesce(t.tag, '') || '"'
  from pico.channel c
  cross join lateral pg_catalog.unnest(c.tags) as t (tag)
  where coalesce(t.tag !~ '^[a-z0-9_]+(-[a-z0-9_]+)*$', true)
    or (t.tag = 'system' and c.family is null)
  union all
  select 'channel', c.eci, 'has no ' || p.kind || ' policy, but something else'
  from pico.channel c
  cross join lateral (values
    ('event', 'domain', pico.to_jsonb(c.event_policy)),
    ('query', 'rid', pico.to_jsonb(c.query_policy))) as p (kind, first_key, policy)
  where case
      when pg_catalog.jsonb_typeof(p.policy) = 'object'
        and pg_catalog.jsonb_typeof(p.policy -> 'allow') = 'array'
        and pg_catalog.jsonb_typeof(p.policy -> 'deny') = 'array'
      then p.policy - '{allow,deny}'::text[] <> '{}' or exists (
        select
        from pg_catalog.jsonb_array_elements((p.policy -> 'allow') || (p.policy -> 'deny')) as r (rule)
        where case
            when pg_catalog.jsonb_typeof(r.rule) = 'object'
              and pg_catalog.jsonb_typeof(r.rule -> p.first_key) = 'string'
              and pg_catalog.jsonb_typeof(r.rule -> 'name') = 'string'
            then r.rule - array[p.first_key, 'name'] <> '{}'
              or r.rule ->> p.first_key = '' or r.rule ->> 'name' = ''
            else true
          end)
      else true
    end
  union all
  -- Rulesets.
  select 'ruleset', r.hash, 'does not have this hash'
  from pico.ruleset r
  where r.hash
    <> pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(r.source, 'UTF8')), 'hex')
  union all
  select 'ruleset_url', u.url,
    coalesce('holds the ruleset ' || r.rid || ', not ' || u.rid, 'has no version ' || u.hash)
  from pico.ruleset_url u
  left join pico.ruleset r on r.hash = u.hash
  where r.rid is distinct from u.rid
  union all
  select 'ruleset_history', h.url || ' ' || h.since, 'has no version ' || h.hash
  from pico.ruleset_history h
  where not exists (select from pico.ruleset r where r.hash = h.hash)
  union all
  select 'installed_ruleset', i.pico || ' ' || i.rid, x.problem
  from pico.installed_ruleset i
  left join pico.ruleset r on r.hash = i.hash
  cross join lateral (values
    (not exists (select from pico.pico p where p.id = i.pico), 'is in a pico that does not exist'),
    (not exists (select from pico.ruleset_url u where u.url = i.url),
      'has the URL ' || i.url || ', which holds no version'),
    (r.rid is distinct from i.rid,
      coalesce('has a version of ' || r.rid, 'has no version ' || i.hash)),
    (pg_catalog.json_typeof(i.config) <> 'object', 'has a configuration that is no map')
  ) as x (is_so, problem)
  where x.is_so
  union all
  -- What rulesets keep in picos.
  select k.kind, k.id, 'is of a ruleset that its pico does not have'
  from (
    select 'instance', pico || ' ' || rid, pico, rid from pico.instance
    union all
    select 'entity', pico || ' ' || rid || ' ' || name, pico, rid from pico.entity
    union all
    select distinct 'entity_item', pico || ' ' || rid || ' ' || name, pico, rid from pico.entity_item
    union all
    select 'event_state', pico || ' ' || rid || ' ' || rule, pico, rid from pico.event_state
    union all
    select 'schedule', id, pico, rid from pico.schedule
  ) as k (kind, id, pico, rid)
  where not exists (
    select from pico.installed_ruleset i where i.pico = k.pico and i.rid = k.rid)
  union all
  select v.kind, v.id, 'holds ' || v.what || ' that KRL could not have written'
  from (
    select 'instance', pico || ' ' || rid, 'kept values',
      case when pg_catalog.json_typeof(kept) = 'object'
        then pg_catalog.json_typeof(kept -> 'version') = 'string'
          and pg_catalog.json_typeof(kept -> 'values') = 'object'
        else false end
    from pico.instance
    union all
    -- An entity variable that is set to null is cleared.
    select 'entity', pico || ' ' || rid || ' ' || name, 'a value',
      (value is not null and pg_catalog.json_typeof(value) <> 'null') = (collection is null)
        and (collection is null) = (length is null)
        and (collection is null) = (next_position is null)
        and (collection is null or collection in ('map', 'array'))
    from pico.entity
    union all
    select 'event_state', pico || ' ' || rid || ' ' || rule, 'a state',
      case when pg_catalog.json_typeof(state) = 'object'
        then pg_catalog.json_typeof(state -> 'expression') = 'string'
          and pg_catalog.json_typeof(state #> '{state,states}') = 'array'
        else false end
    from pico.event_state
    union all
    select 'outbox', id::text, 'attributes',
      pg_catalog.json_typeof(attributes) = 'object'
    from pico.outbox
    union all
    select 'schedule', id, 'attributes', pg_catalog.json_typeof(attributes) = 'object'
    from pico.schedule
    union all
    select 'schedule', id, 'a time',
      pg_catalog.json_typeof(spec) in ('string', 'object') = repeats
        and pg_catalog.json_typeof(spec) in ('string', 'object', 'number')
    from pico.schedule
    union all
    select 'dead_letter', id::text, 'attributes',
      pg_catalog.json_typeof(attributes) = 'object'
    from pico.dead_letter
    union all
    select x.kind, x.id::text, 'a result event', pg_catalog.json_typeof(x.event) = 'object'
    from (
      select 'outbox', id, result_event from pico.outbox
      union all
      select 'dead_letter', id, result_event from pico.dead_letter
    ) as x (kind, id, event)
    where x.event is not null
    union all
    select 'request', id::text, 'headers', pg_catalog.json_typeof(headers) = 'object'
    from pico.request
    union all
    select 'request', id::text, 'an outcome',
      case when pg_catalog.json_typeof(outcome) = 'object'
        then outcome ->> 'kind' in ('event', 'raise', 'autosend', 'none') else false end
    from pico.request
    union all
    select 'received', idempotency_key, 'an answer', pg_catalog.json_typeof(answer) = 'object'
    from pico.received
    union all
    select 'dead_letter', id::text, 'a request',
      case when pg_catalog.json_typeof(request) = 'object'
        then (request ->> 'pico') = pico else false end
    from pico.dead_letter
    where request is not null
    union all
    select 'log', id::text, 'data', pg_catalog.json_typeof(data) = 'object' from pico.log
  ) as v (kind, id, what, is_krl)
  where v.is_krl is not true
  union all
  select 'entity', x.id, 'counts ' || x.length || ' members and has ' || x.members
  from (
    select e.pico || ' ' || e.rid || ' ' || e.name as id, e.length,
      (select pg_catalog.count(*) from pico.entity_item i
        where i.pico = e.pico and i.rid = e.rid and i.name = e.name) as members
    from pico.entity e
  ) x
  where x.members <> coalesce(x.length, 0)
  union all
  select distinct 'entity_item', i.pico || ' ' || i.rid || ' ' || i.name,
    'is a member of no entity variable'
  from pico.entity_item i
  where not exists (
    select from pico.entity e where e.pico = i.pico and e.rid = i.rid and e.name = i.name)
  union all
  select 'entity_item', i.pico || ' ' || i.rid || ' ' || i.name || ' ' || i.key,
    'stands where members of the ' || e.collection || ' do not: ' || i.position
  from pico.entity_item i
  join pico.entity e on e.pico = i.pico and e.rid = i.rid and e.name = i.name
  where i.position < 0 or i.position >= e.next_position
    or (e.collection = 'array' and i.key <> i.position::text)
  union all
  -- The list of rulesets, by its hash (src/engine/work/ruleset_list.hpp).
  select 'pico', p.id, 'has a program that is not that of its rulesets'
  from pico.pico p
  where p.program is distinct from (
    select pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
        i.rid || e'\t' || i.url || e'\t' || i.hash || e'\n', '' order by i.position), 'UTF8')), 'hex')
    from pico.installed_ruleset i
    where i.pico = p.id)
  union all
  -- Messages and logs.
  select 'outbox', o.id::text,
    'is for the pico ' || o.pico || ', which does not exist; pico.deliver_pending() buries it'
  from pico.outbox o
  where not exists (select from pico.pico p where p.id = o.pico)
  union all
  select 'outbox', o.id::text, 'is for the pico ' || o.pico || ', but its channel leads to ' || c.pico
  from pico.outbox o
  join pico.channel c on c.eci = o.eci
  where c.pico <> o.pico
  union all
  select 'outbox', o.id::text, 'has been tried ' || o.attempts || ' times'
  from pico.outbox o
  where o.attempts < 0
  union all
  select 'request', r.id::text, 'has been tried ' || r.attempts || ' times'
  from pico.request r
  where r.attempts < 0
  union all
  select 'request', r.id::text, 'goes to no absolute URL'
  from pico.request r
  where r.url !~* '^https?://.'
  union all
  select 'log', l.id::text, 'has the level ' || l.level
  from pico.log l
  where l.level not in (10, 20, 30, 40, 50);
end;

create function pico.create_roles()
  returns void
  language plpgsql volatile parallel unsafe
  set search_path = pg_catalog, pg_temp
as $$
declare
  role_name text;
begin
  foreach role_name in array array['pico_admin', 'pico_reader', 'pico_http'] loop
    if exists (select from pg_catalog.pg_roles r where r.rolname = role_name) then
      raise notice 'role "%" exists already and gets the rights, with all its members', role_name;
    else
      execute pg_catalog.format('create role %I nologin', role_name);
    end if;
  end loop;
  grant execute on all functions in schema pico to pico_admin;
  grant all on all tables in schema pico to pico_admin;
  grant all on all sequences in schema pico to pico_admin;
  grant select on all tables in schema pico to pico_reader;
  grant execute on function pico.tree(), pico.rule_statistics(), pico.backend_statistics()
  to pico_reader;
  grant execute on function
    pico.raise_event(text, text, text, json),
    pico.receive_event(text, text, text, text, json),
    pico.query(text, text, text, json),
    pico.event_query(text, text, text, json, text, text, json)
  to pico_http;
end
$$;

-- A URL without what may be secret: user, query and fragment.
create view pico.messages with (security_barrier) as
  select 'pending' as state, o.id, o.pico, p.name as pico_name, o.eci, o.sender, o.domain, o.name,
    o.attributes, o.attempts, o.sent_at as at, null as error, null::timestamptz as next_try_at,
    null as url
  from pico.outbox o
  left join pico.named_pico p on p.id = o.pico
  where pico.may_see(p.owner)
  union all
  select case when r.claimed_at is null then 'pending' else 'in flight' end, r.id, r.pico, p.name,
    r.outcome ->> 'eci', r.pico, coalesce(e.outcome ->> 'domain', 'http'),
    coalesce(e.outcome ->> 'name', pg_catalog.lower(r.method)),
    case when e.outcome is not null then pg_catalog.convert_from(r.body, 'UTF8')::json end,
    r.attempts, r.sent_at, r.error, r.next_try_at,
    pg_catalog.regexp_replace(r.url, '^([^:/?#]*://)?([^/?#]*@)?([^?#]*).*$', '\1\3')
  from pico.request r
  left join lateral (select r.outcome) e (outcome) on r.outcome ->> 'kind' = 'event'
  left join pico.named_pico p on p.id = r.pico
  where pico.may_see(p.owner)
  union all
  select 'dead', d.id, d.pico, p.name, d.eci, d.sender, d.domain, d.name,
    d.attributes, d.attempts, d.died_at, d.error, null,
    pg_catalog.regexp_replace(d.request ->> 'url', '^([^:/?#]*://)?([^/?#]*@)?([^?#]*).*$', '\1\3')
  from pico.dead_letter d
  left join pico.named_pico p on p.id = d.pico
  where pico.may_see(p.owner);
comment on view pico.messages is
  'Messages between picos, to other hosts, and HTTP requests: those that wait (pending), are on their '
  'way (in flight), or have failed for good (dead).';
comment on column pico.messages.id is 'Of its state, and with a url or without: it counts each.';
comment on column pico.messages.pico is 'Id of the recipient; with a url, of the sender.';
comment on column pico.messages.next_try_at is
  'Of a request: not before. Those behind it to the same recipient wait for it.';
comment on column pico.messages.url is
  'Where a request goes, without user and query; null: a message within the image.';

create view pico.schedules with (security_barrier) as
  select s.id, s.pico, p.name as pico_name, s.rid, s.eci, s.domain, s.name, s.attributes,
    s.repeats, s.spec, s.time_zone, s.due_at, s.last_fired_at
  from pico.schedule s
  left join pico.named_pico p on p.id = s.pico
  where pico.may_see(p.owner);
comment on view pico.schedules is
  'Timers: events that fire at a time, once or again and again. The courier fires those that are due.';
comment on column pico.schedules.spec is
  'As the program gave it: a time in ms since 1970, or when to repeat.';
comment on column pico.schedules.due_at is 'When it fires next.';

create function pico.next_runs(id text, n integer default 10)
  returns setof timestamptz
  language sql stable parallel safe
begin atomic
  select pg_catalog.to_timestamp(r.ms::double precision / 1000)
  from pico.schedules s
  cross join lateral pg_catalog.json_array_elements_text(
    pico.runs_of(s.spec, s.time_zone, s.due_at, n)) with ordinality as r (ms, number)
  where s.id = next_runs.id
  order by r.number;
end;
comment on function pico.next_runs(text, integer) is
  'The next n times at which a timer of the view pico.schedules fires, as far as it fires so often.';

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
    and a.backend_type in ('pico courier', 'pico executor');
comment on view pico.workers is
  'The workers that this database has now: none, where there is nothing to do.';
comment on column pico.workers.kind is 'courier or executor.';
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
revoke all on function pico.check_image() from public;
comment on function pico.check_image() is
  'What is wrong with the rows of the image, a row each: the kind of object, its id, and the problem. '
  'None in a sound image.';
revoke all on function pico.create_roles() from public;
comment on function pico.create_roles() is
  'Creates the roles pico_admin (may do and read everything), pico_reader (may read everything) and '
  'pico_http (may raise and ask), and grants them their rights. A role that is there is kept as it '
  'is, which a notice says.';

-- Tables that are new are for pg_dump, too.
select pg_catalog.pg_extension_config_dump('pico.request', '');
select pg_catalog.pg_extension_config_dump('pico.request_id_seq', '');
select pg_catalog.pg_extension_config_dump('pico.received', '');
select pg_catalog.pg_extension_config_dump('pico.schedule', '');
select pg_catalog.pg_extension_config_dump('pico.schedule_position_seq', '');
select pg_catalog.pg_extension_config_dump('pico.worker_statistics', '');

-- An older format is upgraded with its rulesets by pico.upgrade_image().
select pico.upgrade_rulesets() from pico.image where format = 2;
