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
  watched_until timestamptz,
  notifies boolean not null default false
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
comment on column pico.pico.notifies is
  'Whether its events are told to those who LISTEN to pico; by pico.watch().';

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

create table pico.attached_table (
  id bigint generated always as identity primary key,
  relation regclass not null,
  eci text collate "C" not null,
  domain text collate "C" not null,
  name text collate "C" not null,
  per text not null
    constraint attached_table_per_is_row_or_statement check (per in ('row', 'statement')),
  constraint attached_table_raises_an_event_once unique (relation, eci, domain, name)
);
comment on table pico.attached_table is
  'Tables of the application whose changes are events (pico.attach_table). Those that are gone stay '
  'until pico.prune() removes them.';
comment on column pico.attached_table.id is
  'The argument of the triggers, which thus need not hold the ECI.';
comment on column pico.attached_table.eci is 'The channel that the events go through.';
comment on column pico.attached_table.domain is 'Of the events.';
comment on column pico.attached_table.name is 'Of the events.';
comment on column pico.attached_table.per is
  'Whether each changed row is an event, or each statement that changes rows.';

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
