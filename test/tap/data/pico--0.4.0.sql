-- SPDX-License-Identifier: MIT
-- The install script of pico: the files of src/schema in the order of their names.
\echo Use "CREATE EXTENSION pico" to load this file. \quit

-- What must hold before anything is made.
do $$
begin
  if pg_catalog.getdatabaseencoding() <> 'UTF8' then
    raise exception 'pico needs a database with encoding UTF8, this one has %',
        pg_catalog.getdatabaseencoding()
      using errcode = 'feature_not_supported',
        hint = 'create database … encoding ''UTF8'' template template0';
  end if;
  -- Who owns the schema could replace what is in it.
  if exists (
    select from pg_catalog.pg_namespace n join pg_catalog.pg_roles r on r.oid = n.nspowner
    where n.nspname = 'pico' and r.rolname <> current_user and not r.rolsuper
  ) then
    raise exception 'the schema pico belongs to a role other than the one that creates the extension'
      using errcode = 'insufficient_privilege',
        hint = 'Drop the schema, or create the extension as its owner.';
  end if;
end
$$;

-- An ECI is a capability: who has one may use it. All else is for the owner of the extension and
-- for those to whom he grants it.
revoke all on schema pico from public;
grant usage on schema pico to public;
comment on schema pico is 'picos: persistent compute objects programmed in KRL';
-- SPDX-License-Identifier: MIT
-- The state of an image. The engine reads and writes these tables (src/postgres/store*.cpp).
--
-- Identifiers compare byte by byte (collation "C"). Values are json, not jsonb: KRL maps keep
-- their order and may hold what jsonb refuses. The tables that every event touches have no foreign
-- keys, which would cost a plan and a lock of the parent row each; the engine keeps them right.

create table pico.image (
  singleton boolean primary key default true
    constraint image_has_at_most_one_row check (singleton),
  id text collate "C" not null,
  system_identifier bigint not null,
  database oid not null,
  format integer not null,
  created_at timestamptz not null default pg_catalog.clock_timestamp(),
  is_held boolean not null default false,
  paused_until timestamptz
);
comment on table pico.image is
  'What this database is as an image; no row before there is the first pico.';
comment on column pico.image.id is 'Name of the image for all time, also in its copies.';
comment on column pico.image.system_identifier is
  'The server the image lives on; another one means that this is a copy.';
comment on column pico.image.database is 'OID of the database the image lives in.';
comment on column pico.image.format is 'Version of what the rows of the other tables mean.';
comment on column pico.image.is_held is
  'Whether pico.hold_image() keeps timers from firing and requests from leaving.';
comment on column pico.image.paused_until is 'Until when pico.pause_workers() keeps workers away.';

create table pico.pico (
  id text collate "C" primary key,
  number bigint generated always as identity,
  parent text collate "C",
  name text not null,
  created_at timestamptz not null default pg_catalog.clock_timestamp(),
  -- The default is for rows from dumps of versions that had no owners.
  owner text collate "C" not null default current_user,
  program text collate "C",
  watched_until timestamptz
) with (fillfactor = 90);
create index pico_parent on pico.pico (parent);
comment on table pico.pico is 'Picos.';
comment on column pico.pico.id is 'Also the ECI of the channel that only the pico itself may use.';
comment on column pico.pico.number is 'Key of the lock that who runs an event of the pico holds.';
comment on column pico.pico.parent is 'Id of the parent; null for a root.';
comment on column pico.pico.name is 'For people; may be empty, need not be unique.';
comment on column pico.pico.owner is
  'Name of the role that may manage the pico. There need be no such role: then only administrators '
  'may.';
comment on column pico.pico.program is
  'Hash of the list of its rulesets, so that an event need not read them; null for none.';
comment on column pico.pico.watched_until is
  'Until when its events are recorded in pico.change; renewed as long as somebody watches.';

create table pico.channel (
  eci text collate "C" primary key,
  pico text collate "C" not null,
  position bigint generated always as identity,
  tags text[] not null,
  event_policy json not null,
  query_policy json not null,
  family text
    constraint channel_family_is_parent_or_child check (family in ('parent', 'child')),
  family_pico text collate "C",
  constraint channel_of_family_has_one_user check ((family is null) = (family_pico is null))
);
create index channel_pico on pico.channel (pico, position);
create index channel_family_pico on pico.channel (family_pico, position)
  where family_pico is not null;
comment on table pico.channel is
  'Channels. The one between a pico and itself has no row: its ECI is the id of the pico.';
comment on column pico.channel.eci is 'A secret: who knows it may use the channel.';
comment on column pico.channel.pico is 'Id of the pico that the channel leads to.';
comment on column pico.channel.position is 'Order of creation.';
comment on column pico.channel.event_policy is
  '{"allow": [{"domain": …, "name": …}], "deny": […]}; "*" stands for any.';
comment on column pico.channel.query_policy is
  '{"allow": [{"rid": …, "name": …}], "deny": […]}; "*" stands for any.';
comment on column pico.channel.family is
  'parent: from a child to its parent; child: from a parent to its child.';
comment on column pico.channel.family_pico is
  'Id of the only pico that may use the channel.';

create table pico.ruleset (
  hash text collate "C" primary key,
  rid text collate "C" not null,
  source text not null,
  created_at timestamptz not null default pg_catalog.clock_timestamp()
);
create index ruleset_rid on pico.ruleset (rid);
comment on table pico.ruleset is
  'Versions of rulesets, shared by all picos; a row never changes.';
comment on column pico.ruleset.hash is 'SHA-256 of the source in hexadecimal.';
comment on column pico.ruleset.source is 'KRL.';

create table pico.ruleset_url (
  url text collate "C" primary key,
  hash text collate "C" not null,
  rid text collate "C" not null,
  flushed_at timestamptz not null,
  owner text collate "C" not null default current_user
);
create index ruleset_url_rid on pico.ruleset_url (rid);
comment on table pico.ruleset_url is
  'The current version behind each URL; krl:RID for a ruleset that was registered without one.';
create function pico.registry_changed()
  returns trigger
  language c volatile parallel unsafe
  as 'MODULE_PATHNAME', 'pico_registry_changed';
revoke all on function pico.registry_changed() from public;
comment on function pico.registry_changed() is
  'Lets all sessions look anew at which version of a ruleset each URL stands for.';
create trigger changed after insert or update or delete on pico.ruleset_url
  for each row execute function pico.registry_changed();
create trigger emptied after truncate on pico.ruleset_url
  for each statement execute function pico.registry_changed();
-- Also when the rows come from another server, by logical replication.
alter table pico.ruleset_url enable always trigger changed;
alter table pico.ruleset_url enable always trigger emptied;
comment on column pico.ruleset_url.flushed_at is 'When this version was registered or fetched.';
comment on column pico.ruleset_url.owner is 'Name of the role that may register other versions.';

create table pico.ruleset_history (
  url text collate "C" not null,
  since timestamptz not null,
  hash text collate "C" not null,
  primary key (url, since, hash)
);
comment on table pico.ruleset_history is
  'The versions that each URL stood for before the current one.';
comment on column pico.ruleset_history.since is 'When the version was registered or fetched.';

create table pico.installed_ruleset (
  pico text collate "C" not null,
  rid text collate "C" not null,
  url text collate "C" not null,
  hash text collate "C" not null,
  config json not null,
  position bigint generated always as identity,
  error text,
  primary key (pico, rid)
);
comment on table pico.installed_ruleset is 'Rulesets in picos.';
comment on column pico.installed_ruleset.hash is
  'The version that is in force in the pico; a newer one behind the URL is taken up by its next '
  'event.';
comment on column pico.installed_ruleset.config is 'What the ruleset sees as meta:rulesetConfig.';
comment on column pico.installed_ruleset.position is 'Order of installation.';
comment on column pico.installed_ruleset.error is
  'Why a version that was behind the URL did not come into force.';

create table pico.instance (
  pico text collate "C" not null,
  rid text collate "C" not null,
  kept json not null,
  primary key (pico, rid)
);
comment on table pico.instance is
  'Globals of installed rulesets that are evaluated once, at installation, because they depend on '
  'more than the ruleset.';

create table pico.entity (
  pico text collate "C" not null,
  rid text collate "C" not null,
  name text collate "C" not null,
  value json,
  collection text collate "C",
  length bigint,
  next_position bigint,
  primary key (pico, rid, name)
) with (fillfactor = 80);
comment on table pico.entity is
  'Entity variables. Nothing but the key is indexed, so that most updates stay on their page.';
comment on column pico.entity.value is
  'Null for a large collection, whose members are in pico.entity_item.';
comment on column pico.entity.collection is
  'map or array where the members are in pico.entity_item, else null.';
comment on column pico.entity.length is 'How many members there are.';
comment on column pico.entity.next_position is 'Of a member that is added to the collection.';

create table pico.entity_item (
  pico text collate "C" not null,
  rid text collate "C" not null,
  name text collate "C" not null,
  key text collate "C" not null,
  position bigint not null,
  value json not null,
  primary key (pico, rid, name, key)
) with (fillfactor = 80);
comment on table pico.entity_item is
  'Members of entity variables that are large collections, a row each.';
comment on column pico.entity_item.key is 'Of an array: the index.';
comment on column pico.entity_item.position is 'Order of adding; of an array: the index.';

create table pico.event_state (
  pico text collate "C" not null,
  rid text collate "C" not null,
  rule text collate "C" not null,
  state json not null,
  primary key (pico, rid, rule)
) with (fillfactor = 80);
comment on table pico.event_state is
  'How far the event expressions of rules have come, where they wait for more than one event.';

create table pico.outbox (
  id bigint generated always as identity primary key,
  pico text collate "C" not null,
  eci text collate "C" not null,
  sender text collate "C",
  domain text not null,
  name text not null,
  attributes json not null,
  attempts integer not null,
  sent_at timestamptz not null default pg_catalog.clock_timestamp(),
  timer json,
  result_event json,
  eid text collate "C"
);
create index outbox_pico on pico.outbox (pico, id);
comment on table pico.outbox is
  'Messages between picos that could not be delivered inside the sending transaction. Whoever '
  'locks the recipient next delivers them, or pico.deliver_pending().';
comment on column pico.outbox.id is 'Order of sending.';
comment on column pico.outbox.pico is 'Id of the recipient.';
comment on column pico.outbox.eci is 'The channel by which it was sent.';
comment on column pico.outbox.sender is 'Id of the sending pico.';
comment on column pico.outbox.timer is
  'Of an event that a timer has fired: what the rule sees as schedule:fired.';
comment on column pico.outbox.result_event is 'The event by which the sender hears how it went.';
comment on column pico.outbox.eid is 'Id of the event, as its sender knows it.';

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

create table pico.change (
  pico text collate "C" not null,
  id bigint generated always as identity,
  what json not null,
  changed_at timestamptz not null default pg_catalog.clock_timestamp(),
  primary key (pico, id)
);
create index change_changed_at on pico.change using brin (changed_at);
comment on table pico.change is
  'What events of picos that somebody watches did; kept for minutes.';
comment on column pico.change.id is 'Order of the commits, among those of one pico.';
comment on column pico.change.what is 'The event, its directives, and the variables it has changed.';

create table pico.token (
  id text collate "C" primary key,
  hash bytea not null,
  role text collate "C" not null,
  created_at timestamptz not null default pg_catalog.clock_timestamp(),
  created_by text collate "C" not null default current_user,
  expires_at timestamptz
);
comment on table pico.token is 'What lets programs administer the image over HTTP (pico.create_token).';
comment on column pico.token.id is 'The part of the token that is no secret.';
comment on column pico.token.hash is 'SHA-256 of the secret.';
comment on column pico.token.role is 'As whom its requests run.';
comment on column pico.token.created_by is 'The role that made it.';
comment on column pico.token.expires_at is 'Null: never.';

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

create table pico.dead_letter (
  id bigint generated always as identity primary key,
  pico text collate "C" not null,
  eci text collate "C" not null,
  sender text collate "C",
  domain text not null,
  name text not null,
  attributes json not null,
  attempts integer not null,
  error text not null,
  died_at timestamptz not null default pg_catalog.clock_timestamp(),
  timer json,
  result_event json,
  request json,
  response json
);
create index dead_letter_pico on pico.dead_letter (pico, id);
comment on table pico.dead_letter is
  'Messages that failed and will not be tried again, unless pico.retry_dead_letter() says so.';
comment on column pico.dead_letter.error is 'Why it failed.';
comment on column pico.dead_letter.request is
  'The row of pico.request that it was; then pico is who sent it. Null: a message of this image.';
comment on column pico.dead_letter.response is 'What the recipient of a request answered, if it did.';

create table pico.log (
  id bigint generated always as identity primary key,
  pico text collate "C" not null,
  rid text collate "C",
  transaction text collate "C",
  logged_at timestamptz not null,
  level smallint not null,
  message json not null,
  data json not null
);
create index log_pico on pico.log (pico, logged_at);
-- Rows come in the order of time: this small index is enough for pico.prune().
create index log_logged_at on pico.log using brin (logged_at);
comment on table pico.log is
  'Log entries of picos, from events that were committed. pico.prune() removes old ones.';
comment on column pico.log.transaction is 'The eid of the event.';
comment on column pico.log.level is '10 error, 20 warn, 30 info, 40 klog, 50 debug.';
comment on column pico.log.data is 'What the entry says besides its message.';

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
alter table pico.change set (autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
alter table pico.received set (autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
-- SPDX-License-Identifier: MIT
-- The SQL API: functions in C++ (src/postgres/functions.cpp), which run as their owner, so that
-- callers need no rights on the tables. Values are json.

-- Events and queries: for everybody, as an ECI is a capability -------------------------------------

create function pico.raise_event(eci text, domain text, name text, attrs json default '{}')
  returns json
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_raise_event';
comment on function pico.raise_event(text, text, text, json) is
  'Raises the event domain:name on the pico that the channel leads to, in this transaction. Gives '
  '{"eid", "directives", "deferred"}: deferred is how many messages to other picos wait.';

create function pico.receive_event(idempotency_key text, eci text, domain text, name text,
    attrs json default '{}')
  returns json
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_receive_event';
comment on function pico.receive_event(text, text, text, text, json) is
  'Does what pico.raise_event() does, once for each key and channel: a repetition gets the answer of '
  'the first, which it waits for. A key is forgotten after twice the setting pico.message_ttl.';

create function pico.raise_events(eci text, events json)
  returns json
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_raise_events';
comment on function pico.raise_events(text, json) is
  'Raises many events, {"domain", "name", "attrs"} each, on the pico that the channel leads to. Gives '
  'an array with {"eid", "directives"} for each, or {"error"}: one that fails does not undo others.';

create function pico.query(eci text, rid text, name text, args json default '{}')
  returns json
  language c stable parallel restricted called on null input
  as 'MODULE_PATHNAME', 'pico_query';
comment on function pico.query(text, text, text, json) is
  'Asks the pico that the channel leads to for a function or value that the ruleset shares. Takes '
  'no lock, writes nothing, and sees what the calling statement sees.';

create function pico.event_query(eci text, domain text, event_name text, attrs json, rid text,
    query_name text, args json default '{}')
  returns json
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_event_query';
comment on function pico.event_query(text, text, text, json, text, text, json) is
  'Raises an event and then answers a query of the same pico, with nothing in between.';

-- Picos and channels -------------------------------------------------------------------------------

create function pico.create_pico(name text default '', parent text default null,
    rulesets text[] default null)
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_create_pico';
revoke all on function pico.create_pico(text, text, text[]) from public;
comment on function pico.create_pico(text, text, text[]) is
  'Creates a pico, a child of parent or a root, and gives its id. It has the system rulesets and is '
  'set up by them, or it has the rulesets that are named, by rid or URL, and nothing else.';

create function pico.delete_pico(id text)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_delete_pico';
revoke all on function pico.delete_pico(text) from public;
comment on function pico.delete_pico(text) is
  'Deletes a pico with all its descendants, and all they have.';

create function pico.create_channel(pico text, tags text[] default '{}',
    event_policy json default null, query_policy json default null)
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_create_channel';
revoke all on function pico.create_channel(text, text[], json, json) from public;
comment on function pico.create_channel(text, text[], json, json) is
  'Creates a channel to a pico and gives its ECI. Without a policy it lets everything through.';

create function pico.update_channel(eci text, tags text[] default null,
    event_policy json default null, query_policy json default null)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_update_channel';
revoke all on function pico.update_channel(text, text[], json, json) from public;
comment on function pico.update_channel(text, text[], json, json) is
  'Changes the tags and policies of a channel; null leaves what is there.';

create function pico.delete_channel(eci text)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_delete_channel';
revoke all on function pico.delete_channel(text) from public;
comment on function pico.delete_channel(text) is
  'Deletes a channel; events and queries by its ECI are refused from then on.';

create function pico.deliver_pending("limit" integer default 1000)
  returns bigint
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_deliver_pending';
revoke all on function pico.deliver_pending(integer) from public;
comment on function pico.deliver_pending(integer) is
  'Delivers messages between picos that wait, at most limit; gives how many.';

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

-- Rulesets -----------------------------------------------------------------------------------------

create function pico.register_ruleset(krl text, url text default null)
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_register_ruleset';
revoke all on function pico.register_ruleset(text, text) from public;
comment on function pico.register_ruleset(text, text) is
  'Compiles a ruleset and makes it the current version of the URL, krl:RID if none is given. Gives '
  'its rid. Picos that have it installed take it up with their next event.';

create function pico.install_ruleset(pico text, rid_or_url text, config json default '{}')
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_install_ruleset';
revoke all on function pico.install_ruleset(text, text, json) from public;
comment on function pico.install_ruleset(text, text, json) is
  'Installs a registered ruleset in a pico, or anew with another configuration. Gives its rid.';

create function pico.uninstall_ruleset(pico text, rid text)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_uninstall_ruleset';
revoke all on function pico.uninstall_ruleset(text, text) from public;
comment on function pico.uninstall_ruleset(text, text) is
  'Removes a ruleset from a pico, with its entity variables.';

create function pico.flush_ruleset(url text)
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_flush_ruleset';
revoke all on function pico.flush_ruleset(text) from public;
comment on function pico.flush_ruleset(text) is
  'Fetches the ruleset behind a URL anew. Gives its rid.';

create function pico.rollback_ruleset(url text, hash text)
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_rollback_ruleset';
revoke all on function pico.rollback_ruleset(text, text) from public;
comment on function pico.rollback_ruleset(text, text) is
  'Makes a former version of a URL the current one again. Gives its rid.';

create function pico.version_of(krl text)
  returns text
  language c immutable parallel safe called on null input
  as 'MODULE_PATHNAME', 'pico_version_of';
comment on function pico.version_of(text) is
  'The version that a ruleset states in its meta block; null for none.';

create function pico.unified_diff(old text, new text, old_name text, new_name text)
  returns text
  language c immutable parallel safe called on null input
  as 'MODULE_PATHNAME', 'pico_unified_diff';
comment on function pico.unified_diff(text, text, text, text) is
  'What leads from one text to the other, line by line, as diff -u shows it; empty where they are '
  'the same.';

create function pico.diagnostics(krl text)
  returns json
  language c immutable parallel safe called on null input
  as 'MODULE_PATHNAME', 'pico_diagnostics';
comment on function pico.diagnostics(text) is 'What pico.check(krl) shows, as one json array.';

create function pico.rules_of(krl text)
  returns json
  language c immutable parallel safe called on null input
  as 'MODULE_PATHNAME', 'pico_rules_of';
comment on function pico.rules_of(text) is
  'The rules of a ruleset as a json array of {"rule": …, "events": ["domain:name", …]}.';

create function pico.check(krl text)
  returns table (severity text, line integer, col integer, message text, hint text, excerpt text)
  language sql immutable parallel safe called on null input
begin atomic
  select d.severity, d.line, d.col, d.message, d.hint, d.excerpt
  from pg_catalog.json_to_recordset(pico.diagnostics(krl)) as d (
    severity text, line integer, col integer, message text, hint text, excerpt text);
end;
comment on function pico.check(text) is
  'Compiles a ruleset and gives all errors and warnings, a row each, without keeping it. No row: '
  'nothing is wrong.';

-- The image ----------------------------------------------------------------------------------------

create function pico.prune()
  returns bigint
  language c volatile parallel unsafe
  as 'MODULE_PATHNAME', 'pico_prune';
revoke all on function pico.prune() from public;
comment on function pico.prune() is
  'Deletes log entries that are older than the setting pico.log_retention, the oldest beyond '
  'pico.max_log_entries, keys of pico.receive_event() that are older than twice '
  'pico.message_ttl, rows of pico.change that are older than ten minutes, and tokens that have '
  'expired; gives how many.';

create function pico.to_jsonb(value json)
  returns jsonb
  language c immutable parallel safe strict
  as 'MODULE_PATHNAME', 'pico_to_jsonb';
comment on function pico.to_jsonb(json) is
  'The value as jsonb, whatever it is: what jsonb cannot hold is replaced. The character zero and '
  'half a surrogate pair become U+FFFD; a number beyond the range of numeric and what is nested '
  'deeper than 1000 levels become null.';

create function pico.version()
  returns text
  language c immutable parallel safe strict
  as 'MODULE_PATHNAME', 'pico_version';
comment on function pico.version() is 'The version of the library of pico.';
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
    union all
    select 'pico.change', (select pg_catalog.max(id) from pico.change), last_value + is_called::int
    from pico.change_id_seq
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
    union all
    select 'change', id::text, 'a record', pg_catalog.json_typeof(what) = 'object' from pico.change
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
  -- Messages, changes and logs.
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
  select 'change', c.id::text, 'is of the pico ' || c.pico || ', which does not exist'
  from pico.change c
  where not exists (select from pico.pico p where p.id = c.pico)
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
  select 'token', t.id, 'has a hash that is not one of SHA-256'
  from pico.token t
  where pg_catalog.octet_length(t.hash) <> 32
  union all
  select 'log', l.id::text, 'has the level ' || l.level
  from pico.log l
  where l.level not in (10, 20, 30, 40, 50);
end;
revoke all on function pico.check_image() from public;
comment on function pico.check_image() is
  'What is wrong with the rows of the image, a row each: the kind of object, its id, and the problem. '
  'None in a sound image.';
-- SPDX-License-Identifier: MIT
-- Owners of picos and rulesets, and roles for those who want them.

create function pico.set_owner(pico text, owner text)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_set_owner';
revoke all on function pico.set_owner(text, text) from public;
comment on function pico.set_owner(text, text) is
  'Gives a pico with all its descendants to a role. For administrators: those who may update the '
  'table pico.pico.';

create function pico.set_ruleset_owner(url text, owner text)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_set_ruleset_owner';
revoke all on function pico.set_ruleset_owner(text, text) from public;
comment on function pico.set_ruleset_owner(text, text) is
  'Gives a registered URL to a role, which may then replace the ruleset. For administrators.';

create function pico.may_see(owner text)
  returns boolean
  language c stable parallel safe called on null input
  as 'MODULE_PATHNAME', 'pico_may_see';
comment on function pico.may_see(text) is
  'Whether the views show the current role what belongs to owner: with the privileges of that role, '
  'or with the right to read the table pico.pico.';

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
  -- Who could write a token could give himself any role.
  revoke insert, update on pico.token from pico_admin;
  grant select on all tables in schema pico to pico_reader;
  grant execute on function pico.tree(), pico.rule_statistics(), pico.backend_statistics()
  to pico_reader;
  grant execute on function
    pico.raise_event(text, text, text, json),
    pico.receive_event(text, text, text, text, json),
    pico.raise_events(text, json),
    pico.query(text, text, text, json),
    pico.event_query(text, text, text, json, text, text, json)
  to pico_http;
end
$$;
revoke all on function pico.create_roles() from public;
comment on function pico.create_roles() is
  'Creates the roles pico_admin (may do and read everything), pico_reader (may read everything) and '
  'pico_http (may raise and ask), and grants them their rights. A role that is there is kept as it '
  'is, which a notice says.';
-- SPDX-License-Identifier: MIT
-- Images of older formats, and of older versions of the built-in rulesets. What is done to their rows
-- is in src/postgres/image.cpp.

create function pico.upgrade_image()
  returns bigint
  language c volatile parallel unsafe
  as 'MODULE_PATHNAME', 'pico_upgrade_image';
revoke all on function pico.upgrade_image() from public;
comment on function pico.upgrade_image() is
  'Brings an image of an older format, from a dump or before an update of the extension, to that of '
  'this version. Waits for running events, and events for it. Gives how many steps that took.';

create function pico.upgrade_rulesets()
  returns bigint
  language c volatile parallel unsafe
  as 'MODULE_PATHNAME', 'pico_upgrade_rulesets';
revoke all on function pico.upgrade_rulesets() from public;
comment on function pico.upgrade_rulesets() is
  'Puts the built-in rulesets of this version into force, where the image uses them; picos take them '
  'up with their next event. Gives how many have changed. An update of the extension does it, and '
  'so does pico.upgrade_image().';
-- SPDX-License-Identifier: MIT
-- Views for people. Nobody may read them by default. Whom they are granted to sees what belongs to a
-- role whose privileges he has; who may read the table pico.pico sees everything (pico.may_see).
-- security_barrier: no function of a query sees a row before that is decided.

-- Not for people but for the views below, which decide who sees what.
create view pico.named_pico as
  select p.id, coalesce(pico.to_jsonb(n.value) #>> '{}', p.name) as name, p.parent, p.created_at,
    p.number, p.owner
  from pico.pico p
  left join pico.entity n
    on n.pico = p.id and n.rid = 'io.picolabs.wrangler' and n.name = 'name';
comment on view pico.named_pico is
  'Picos with the names that their wranglers give them, or else those they were created with. Shows '
  'all to whoever may read it, as the tables do.';

create view pico.picos with (security_barrier) as
  select p.id, p.name, p.parent,
    (select pg_catalog.count(*) from pico.pico c where c.parent = p.id) as children,
    (select pg_catalog.count(*) from pico.installed_ruleset r where r.pico = p.id) as rulesets,
    p.created_at, p.number, p.owner
  from pico.named_pico p
  where pico.may_see(p.owner);
comment on view pico.picos is 'Picos, with how many children and rulesets each has.';
comment on column pico.picos.number is 'The objid of its lock in pg_locks.';

create view pico.channels with (security_barrier) as
  select c.eci, c.pico, p.name as pico_name, c.position, c.tags, c.event_policy, c.query_policy,
    c.family, c.family_pico
  from pico.channel c
  left join pico.named_pico p on p.id = c.pico
  where pico.may_see(p.owner);
comment on view pico.channels is 'Channels. An ECI is a secret.';

create view pico.rulesets with (security_barrier) as
  select u.rid, u.url, u.hash, u.flushed_at,
    (
      select pg_catalog.count(*)
      from pico.installed_ruleset i
      join pico.pico p on p.id = i.pico
      where i.url = u.url and pico.may_see(p.owner)
    ) as installations,
    r.source, u.owner
  from pico.ruleset_url u
  join pico.ruleset r on r.hash = u.hash
  where pico.may_see(u.owner);
comment on view pico.rulesets is 'The current version of each ruleset.';

create view pico.ruleset_versions with (security_barrier) as
  select u.url, r.rid, v.hash, pico.version_of(r.source) as version, v.since, v.is_current,
    (
      select pg_catalog.count(*)
      from pico.installed_ruleset i
      join pico.pico p on p.id = i.pico
      where i.url = u.url and i.hash = v.hash and pico.may_see(p.owner)
    ) as picos,
    r.source, u.owner
  from pico.ruleset_url u
  cross join lateral (
    select u.hash, u.flushed_at, true
    union all
    select h.hash, h.since, false
    from pico.ruleset_history h
    where h.url = u.url
  ) as v (hash, since, is_current)
  join pico.ruleset r on r.hash = v.hash
  where pico.may_see(u.owner);
comment on view pico.ruleset_versions is
  'The versions that each URL stood for, the current one among them.';
comment on column pico.ruleset_versions.version is 'What its meta block says.';

create function pico.ruleset_diff(from_hash text, to_hash text)
  returns text
  language sql stable parallel safe
begin atomic
  select pico.unified_diff(older.source, newer.source, from_hash, to_hash)
  from pico.ruleset_versions older
  cross join pico.ruleset_versions newer
  where older.hash = from_hash and newer.hash = to_hash
  limit 1;
end;
comment on function pico.ruleset_diff(text, text) is
  'What has changed between two versions that the view pico.ruleset_versions shows, as diff -u '
  'shows it; null where it does not show both.';

create view pico.rules with (security_barrier) as
  select u.rid, x.rule, x.events, u.url
  from pico.ruleset_url u
  join pico.ruleset r on r.hash = u.hash
  cross join lateral pg_catalog.json_to_recordset(pico.rules_of(r.source)) as x (
    rule text, events text[])
  where pico.may_see(u.owner);
comment on view pico.rules is
  'The active rules of the current version of each ruleset, with the events they wait for.';

create view pico.installed_rulesets with (security_barrier) as
  select i.pico, p.name as pico_name, i.rid, i.url, i.hash, i.hash = u.hash as is_current, i.config,
    i.position,
    -- What went wrong with a version that is not wanted any more is of no interest.
    case when i.hash is distinct from u.hash then i.error end as error
  from pico.installed_ruleset i
  left join pico.named_pico p on p.id = i.pico
  left join pico.ruleset_url u on u.url = i.url
  where pico.may_see(p.owner);
comment on view pico.installed_rulesets is
  'Rulesets in picos. One that is not current is taken up by the next event of the pico.';

create view pico.entity_variables with (security_barrier) as
  select e.pico, p.name as pico_name, e.rid, e.name,
    case e.collection
      when 'array' then (
        select ('[' || coalesce(pg_catalog.string_agg(i.value::text, ',' order by i.position), '')
          || ']')::json
        from pico.entity_item i
        where i.pico = e.pico and i.rid = e.rid and i.name = e.name)
      -- KRL's order: keys that are array indices come first, by number.
      when 'map' then (
        select ('{' || coalesce(pg_catalog.string_agg(
            pg_catalog.to_json(i.key)::text || ':' || i.value::text, ',' order by
            case when i.key ~ '^(0|[1-9][0-9]{0,9})$' and i.key::bigint < 4294967295
              then i.key::bigint end nulls last,
            i.position), '') || '}')::json
        from pico.entity_item i
        where i.pico = e.pico and i.rid = e.rid and i.name = e.name)
      else e.value
    end as value
  from pico.entity e
  left join pico.named_pico p on p.id = e.pico
  where pico.may_see(p.owner);
comment on view pico.entity_variables is 'Entity variables of picos.';

create view pico.entity_items with (security_barrier) as
  select i.pico, p.name as pico_name, i.rid, i.name, i.key, i.position, i.value
  from pico.entity_item i
  left join pico.named_pico p on p.id = i.pico
  where pico.may_see(p.owner);
comment on view pico.entity_items is
  'The members of entity variables that are large collections, and so are kept in a row each.';

create view pico.subscriptions with (security_barrier) as
  with bus (pico, list, members) as (
    select e.pico, e.name, b.value
    from pico.entity e
    cross join lateral (select pico.to_jsonb(e.value)) as v (buses)
    cross join lateral pg_catalog.jsonb_each(
      case pg_catalog.jsonb_typeof(v.buses) when 'object' then v.buses end) b
    where e.rid = 'io.picolabs.subscription' and e.name in ('established', 'inbound', 'outbound')
    union all
    select i.pico, i.name, pico.to_jsonb(i.value)
    from pico.entity_item i
    where i.rid = 'io.picolabs.subscription' and i.name in ('established', 'inbound', 'outbound')
  )
  select b.pico, p.name as pico_name, b.list as state, b.members ->> 'Id' as id,
    b.members ->> 'Rx_role' as rx_role, b.members ->> 'Tx_role' as tx_role, b.members ->> 'Rx' as rx, t.eci as tx,
    b.members ->> 'Tx_host' as tx_host, c.pico as peer
  from bus b
  cross join lateral (select coalesce(b.members ->> 'Tx', b.members ->> 'wellKnown_Tx')) as t (eci)
  left join pico.named_pico p on p.id = b.pico
  left join pico.channel c on c.eci = t.eci and b.members ->> 'Tx_host' is null
  where pico.may_see(p.owner);
comment on view pico.subscriptions is
  'The sides of subscriptions, as io.picolabs.subscription keeps them: a row for each pico and '
  'subscription.';
comment on column pico.subscriptions.state is
  'established; inbound: the pico was asked and has not answered; outbound: it has asked.';
comment on column pico.subscriptions.id is 'The same on both sides.';
comment on column pico.subscriptions.rx_role is 'What the pico is to its peer.';
comment on column pico.subscriptions.tx_role is 'What the peer is to the pico.';
comment on column pico.subscriptions.rx is 'The channel that the pico has made for its peer.';
comment on column pico.subscriptions.tx is
  'The channel of the peer: of an outbound one, its well-known channel.';
comment on column pico.subscriptions.tx_host is 'Base URL of the peer''s host where it is another.';
comment on column pico.subscriptions.peer is
  'Id of the peer where tx is a channel of this image.';

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

create view pico.logs with (security_barrier) as
  select l.id, l.logged_at, l.pico, p.name as pico_name, l.rid, l.transaction,
    case l.level
      when 10 then 'error' when 20 then 'warn' when 30 then 'info' when 40 then 'klog'
      when 50 then 'debug'
    end as level,
    l.message, l.data
  from pico.log l
  left join pico.named_pico p on p.id = l.pico
  where pico.may_see(p.owner);
comment on view pico.logs is 'Log entries of picos.';

create function pico.tree()
  returns text
  language sql stable parallel safe
begin atomic
  with recursive family (id, name, depth, path) as (
    select p.id, p.name, 0, array[p.number]
    from pico.picos p
    where p.parent is null or not exists (select from pico.picos above where above.id = p.parent)
    union all
    select p.id, p.name, f.depth + 1, f.path || p.number
    from pico.picos p
    join family f on p.parent = f.id
  )
  select pg_catalog.string_agg(
    pg_catalog.repeat('  ', f.depth)
      || case when f.name = '' then '(no name)' else f.name end || '  ' || f.id,
    e'\n' order by f.path)
  from family f;
end;
revoke all on function pico.tree() from public;
comment on function pico.tree() is
  'The families of the picos that the view pico.picos shows, as text: a line each, children below '
  'their parent, in order of creation.';
-- SPDX-License-Identifier: MIT
-- What the server knows of its own work: rules, and the memory of this backend.

create function pico.rule_statistics()
  returns json
  language c volatile parallel restricted strict
  as 'MODULE_PATHNAME', 'pico_rule_statistics';
revoke all on function pico.rule_statistics() from public;
comment on function pico.rule_statistics() is 'What the view pico.stat_rules shows, as a json array.';

create view pico.stat_rules as
  select s.rid, s.rule, s.calls, s.errors, s.total_time, s.total_time / nullif(s.calls, 0) as mean_time,
    s.all_backends
  from pg_catalog.json_to_recordset(pico.rule_statistics()) as s (
    rid text, rule text, calls bigint, errors bigint, total_time double precision,
    all_backends boolean);
comment on view pico.stat_rules is
  'How often each rule of this database ran, how often an error ended it, and how long it took. '
  'Counted while pico.track_rules is on.';
comment on column pico.stat_rules.total_time is 'In ms, with all that the rule called.';
comment on column pico.stat_rules.all_backends is
  'True: of all backends since the start of the server, as shared_preload_libraries has pico. '
  'False: of this backend.';

create function pico.reset_stat_rules()
  returns void
  language c volatile parallel restricted strict
  as 'MODULE_PATHNAME', 'pico_reset_stat_rules';
revoke all on function pico.reset_stat_rules() from public;
comment on function pico.reset_stat_rules() is
  'Starts the counting of rules in this database anew.';

create function pico.backend_statistics()
  returns json
  language c volatile parallel restricted strict
  as 'MODULE_PATHNAME', 'pico_backend_statistics';
revoke all on function pico.backend_statistics() from public;
comment on function pico.backend_statistics() is
  'What the view pico.backend_stats shows, as a json object.';

create view pico.backend_stats as
  select s.rulesets, s.ruleset_bytes, s.instances, s.instance_bytes, s.value_bytes
  from pg_catalog.json_to_record(pico.backend_statistics()) as s (
    rulesets bigint, ruleset_bytes bigint, instances bigint, instance_bytes bigint,
    value_bytes bigint);
comment on view pico.backend_stats is
  'Memory of pico in this backend, which pg_backend_memory_contexts does not know.';
comment on column pico.backend_stats.rulesets is 'Compiled rulesets that are kept.';
comment on column pico.backend_stats.ruleset_bytes is
  'What they take, as an estimate from their sources.';
comment on column pico.backend_stats.instances is
  'Initialised rulesets that are kept, for all picos in which they are the same.';
comment on column pico.backend_stats.value_bytes is
  'What KRL values take, among them literals of rulesets and globals of instances.';
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
-- SPDX-License-Identifier: MIT
-- Tokens: what lets programs administer an image over HTTP (src/postgres/web/tokens.cpp).

create function pico.create_token(role text, expires interval)
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_create_token';
revoke all on function pico.create_token(text, interval) from public;
comment on function pico.create_token(text, interval) is
  'Makes a token with which programs administer the image over HTTP as that role, for so long; null: '
  'for ever. The caller must have the privileges of the role. The token is shown only now, as the image '
  'keeps its hash alone.';

create function pico.revoke_token(id text)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_revoke_token';
revoke all on function pico.revoke_token(text) from public;
comment on function pico.revoke_token(text) is
  'Makes a token worthless from now on. For those who have the privileges of its role, and for '
  'administrators. The view pico.tokens has the id, which is the middle part of the token.';

create view pico.tokens with (security_barrier) as
  select t.id, t.role, t.created_by, t.created_at, t.expires_at,
    coalesce(t.expires_at <= pg_catalog.clock_timestamp(), false) as has_expired
  from pico.token t
  where pico.may_see(t.role);
comment on view pico.tokens is
  'Tokens that have been made and not been revoked, without what they are told by.';
comment on column pico.tokens.id is 'The middle part of the token.';
comment on column pico.tokens.role is 'As whom requests with it run.';
comment on column pico.tokens.expires_at is 'Null: never.';
-- SPDX-License-Identifier: MIT
-- pg_dump is to save the rows of all tables and the values of all sequences.
do $$
declare
  member record;
begin
  for member in
    select d.objid
    from pg_catalog.pg_depend d
    join pg_catalog.pg_extension e on d.refobjid = e.oid
    join pg_catalog.pg_class c on d.objid = c.oid
    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
      and d.deptype = 'e' and e.extname = 'pico' and c.relkind in ('r', 'S')
  loop
    perform pg_catalog.pg_extension_config_dump(member.objid::pg_catalog.regclass, '');
  end loop;
end
$$;
