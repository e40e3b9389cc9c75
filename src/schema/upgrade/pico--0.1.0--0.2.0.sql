-- SPDX-License-Identifier: MIT
-- From 0.1.0 to 0.2.0. The image's rows follow by pico.upgrade_image().
\echo Use "ALTER EXTENSION pico UPDATE" to load this file. \quit

-- The views are made anew: they show each role what it may see.
drop function pico.tree();
drop view pico.logs, pico.messages, pico.entity_variables, pico.installed_rulesets, pico.rules,
  pico.rulesets, pico.channels, pico.picos;

-- Tables -------------------------------------------------------------------------------------------

alter table pico.pico
  add column owner text collate "C" not null default current_user,
  add column program text collate "C";
alter table pico.pico set (fillfactor = 90);
comment on column pico.pico.owner is
  'Name of the role that may manage the pico. There need be no such role: then only administrators '
  'may.';
comment on column pico.pico.program is
  'Hash of the list of its rulesets, so that an event need not read them; null for none.';

alter table pico.ruleset_url add column owner text collate "C" not null default current_user;
comment on column pico.ruleset_url.owner is 'Name of the role that may register other versions.';
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

create table pico.ruleset_history (
  url text collate "C" not null,
  since timestamptz not null,
  hash text collate "C" not null,
  primary key (url, since, hash)
);
comment on table pico.ruleset_history is
  'The versions that each URL stood for before the current one.';
comment on column pico.ruleset_history.since is 'When the version was registered or fetched.';

comment on column pico.installed_ruleset.error is
  'Why a version that was behind the URL did not come into force.';

alter table pico.entity
  alter column value drop not null,
  add column collection text collate "C",
  add column length bigint,
  add column next_position bigint;
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

-- Functions ----------------------------------------------------------------------------------------

drop function pico.create_pico(text, text);
create function pico.create_pico(name text default '', parent text default null,
    rulesets text[] default null)
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_create_pico';
revoke all on function pico.create_pico(text, text, text[]) from public;
comment on function pico.create_pico(text, text, text[]) is
  'Creates a pico, a child of parent or a root, and gives its id. It has the system rulesets and is '
  'set up by them, or it has the rulesets that are named, by rid or URL, and nothing else.';

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

comment on function pico.prune() is
  'Deletes log entries that are older than the setting pico.log_retention, and the oldest beyond '
  'pico.max_log_entries; gives how many.';

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
    select 'pico.dead_letter', (select pg_catalog.max(id) from pico.dead_letter),
      last_value + is_called::int
    from pico.dead_letter_id_seq
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
    select 'dead_letter', id::text, 'attributes',
      pg_catalog.json_typeof(attributes) = 'object'
    from pico.dead_letter
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
  select 'log', l.id::text, 'has the level ' || l.level
  from pico.log l
  where l.level not in (10, 20, 30, 40, 50);
end;
revoke all on function pico.check_image() from public;
comment on function pico.check_image() is
  'What is wrong with the rows of the image, a row each: the kind of object, its id, and the problem. '
  'None in a sound image.';

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
  grant select on all tables in schema pico to pico_reader;
  grant execute on function pico.tree(), pico.rule_statistics(), pico.backend_statistics()
  to pico_reader;
  grant execute on function
    pico.raise_event(text, text, text, json),
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

create view pico.messages with (security_barrier) as
  select 'pending' as state, o.id, o.pico, p.name as pico_name, o.eci, o.sender, o.domain, o.name,
    o.attributes, o.attempts, o.sent_at as at, null as error
  from pico.outbox o
  left join pico.named_pico p on p.id = o.pico
  where pico.may_see(p.owner)
  union all
  select 'dead', d.id, d.pico, p.name, d.eci, d.sender, d.domain, d.name,
    d.attributes, d.attempts, d.died_at, d.error
  from pico.dead_letter d
  left join pico.named_pico p on p.id = d.pico
  where pico.may_see(p.owner);
comment on view pico.messages is
  'Messages between picos that wait (pending) or will not be tried again (dead).';

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

-- Tables that are new are for pg_dump, too.
select pg_catalog.pg_extension_config_dump('pico.ruleset_history', '');
select pg_catalog.pg_extension_config_dump('pico.entity_item', '');
