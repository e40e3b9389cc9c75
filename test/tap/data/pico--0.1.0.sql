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
  created_at timestamptz not null default pg_catalog.clock_timestamp()
);
comment on table pico.image is
  'What this database is as an image; no row before there is the first pico.';
comment on column pico.image.id is 'Name of the image for all time, also in its copies.';
comment on column pico.image.system_identifier is
  'The server the image lives on; another one means that this is a copy.';
comment on column pico.image.database is 'OID of the database the image lives in.';
comment on column pico.image.format is 'Version of what the rows of the other tables mean.';

create table pico.pico (
  id text collate "C" primary key,
  number bigint generated always as identity,
  parent text collate "C",
  name text not null,
  created_at timestamptz not null default pg_catalog.clock_timestamp()
);
create index pico_parent on pico.pico (parent);
comment on table pico.pico is 'Picos.';
comment on column pico.pico.id is 'Also the ECI of the channel that only the pico itself may use.';
comment on column pico.pico.number is 'Key of the lock that who runs an event of the pico holds.';
comment on column pico.pico.parent is 'Id of the parent; null for a root.';
comment on column pico.pico.name is 'For people; may be empty, need not be unique.';

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
  flushed_at timestamptz not null
);
create index ruleset_url_rid on pico.ruleset_url (rid);
comment on table pico.ruleset_url is
  'The current version behind each URL; krl:RID for a ruleset that was registered without one.';
comment on column pico.ruleset_url.flushed_at is 'When this version was registered or fetched.';

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
  'Why the current version behind the URL is not in force.';

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
  value json not null,
  primary key (pico, rid, name)
) with (fillfactor = 80);
comment on table pico.entity is
  'Entity variables. Nothing but the key is indexed, so that most updates stay on their page.';

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
  sent_at timestamptz not null default pg_catalog.clock_timestamp()
);
create index outbox_pico on pico.outbox (pico, id);
comment on table pico.outbox is
  'Messages between picos that could not be delivered inside the sending transaction. Whoever '
  'locks the recipient next delivers them, or pico.deliver_pending().';
comment on column pico.outbox.id is 'Order of sending.';
comment on column pico.outbox.pico is 'Id of the recipient.';
comment on column pico.outbox.eci is 'The channel by which it was sent.';
comment on column pico.outbox.sender is 'Id of the sending pico.';

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
  died_at timestamptz not null default pg_catalog.clock_timestamp()
);
create index dead_letter_pico on pico.dead_letter (pico, id);
comment on table pico.dead_letter is
  'Messages between picos that failed and will not be tried again.';
comment on column pico.dead_letter.error is 'Why it failed.';

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

create function pico.create_pico(name text default '', parent text default null)
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_create_pico';
revoke all on function pico.create_pico(text, text) from public;
comment on function pico.create_pico(text, text) is
  'Creates a pico, a child of parent or a root, and gives its id.';

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

create function pico.tree()
  returns text
  language sql stable parallel safe
begin atomic
  with recursive family (id, name, depth, path) as (
    select p.id, p.name, 0, array[p.number]
    from pico.pico p
    where p.parent is null
    union all
    select p.id, p.name, f.depth + 1, f.path || p.number
    from pico.pico p
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
  'The families of picos as text: a line each, children below their parent, in order of creation.';

create function pico.prune()
  returns bigint
  language c volatile parallel unsafe
  as 'MODULE_PATHNAME', 'pico_prune';
revoke all on function pico.prune() from public;
comment on function pico.prune() is
  'Deletes log entries that are older than the setting pico.log_retention; gives how many.';

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
-- Views for people. To read them is to see everything: nobody may by default.

create view pico.picos as
  select p.id, p.name, p.parent,
    (select pg_catalog.count(*) from pico.pico c where c.parent = p.id) as children,
    (select pg_catalog.count(*) from pico.installed_ruleset r where r.pico = p.id) as rulesets,
    p.created_at
  from pico.pico p;
comment on view pico.picos is 'Picos, with how many children and rulesets each has.';

create view pico.channels as
  select c.eci, c.pico, p.name as pico_name, c.position, c.tags, c.event_policy, c.query_policy,
    c.family, c.family_pico
  from pico.channel c
  left join pico.pico p on p.id = c.pico;
comment on view pico.channels is 'Channels. An ECI is a secret.';

create view pico.rulesets as
  select u.rid, u.url, u.hash, u.flushed_at,
    (select pg_catalog.count(*) from pico.installed_ruleset i where i.url = u.url) as installations,
    r.source
  from pico.ruleset_url u
  join pico.ruleset r on r.hash = u.hash;
comment on view pico.rulesets is 'The current version of each ruleset.';

create view pico.rules as
  select u.rid, x.rule, x.events, u.url
  from pico.ruleset_url u
  join pico.ruleset r on r.hash = u.hash
  cross join lateral pg_catalog.json_to_recordset(pico.rules_of(r.source)) as x (
    rule text, events text[]);
comment on view pico.rules is
  'The active rules of the current version of each ruleset, with the events they wait for.';

create view pico.installed_rulesets as
  select i.pico, p.name as pico_name, i.rid, i.url, i.hash, i.hash = u.hash as is_current, i.config,
    i.position, i.error
  from pico.installed_ruleset i
  left join pico.pico p on p.id = i.pico
  left join pico.ruleset_url u on u.url = i.url;
comment on view pico.installed_rulesets is
  'Rulesets in picos. One that is not current is taken up by the next event of the pico.';

create view pico.entity_variables as
  select e.pico, p.name as pico_name, e.rid, e.name, e.value
  from pico.entity e
  left join pico.pico p on p.id = e.pico;
comment on view pico.entity_variables is 'Entity variables of all picos.';

create view pico.messages as
  select 'pending' as state, o.id, o.pico, p.name as pico_name, o.eci, o.sender, o.domain, o.name,
    o.attributes, o.attempts, o.sent_at as at, null as error
  from pico.outbox o
  left join pico.pico p on p.id = o.pico
  union all
  select 'dead', d.id, d.pico, p.name, d.eci, d.sender, d.domain, d.name,
    d.attributes, d.attempts, d.died_at, d.error
  from pico.dead_letter d
  left join pico.pico p on p.id = d.pico;
comment on view pico.messages is
  'Messages between picos that wait (pending) or will not be tried again (dead).';

create view pico.logs as
  select l.id, l.logged_at, l.pico, p.name as pico_name, l.rid, l.transaction,
    case l.level
      when 10 then 'error' when 20 then 'warn' when 30 then 'info' when 40 then 'klog'
      when 50 then 'debug'
    end as level,
    l.message, l.data
  from pico.log l
  left join pico.pico p on p.id = l.pico;
comment on view pico.logs is 'Log entries of all picos.';
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
