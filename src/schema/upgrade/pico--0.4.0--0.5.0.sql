-- SPDX-License-Identifier: MIT
-- From 0.4.0 to 0.5.0.
\echo Use "ALTER EXTENSION pico UPDATE" to load this file. \quit

-- Functions that are made anew.
drop function pico.query, pico.check_image, pico.create_roles;

-- Tables.
alter table pico.pico
  add column notifies boolean not null default false;
comment on column pico.pico.notifies is
  'Whether its events are told to those who LISTEN to pico; by pico.watch().';

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

create function pico.query(eci text, rid text, name text, args json default '{}')
  returns json
  language c stable parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_query';

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
    union all
    select 'pico.attached_table', (select pg_catalog.max(id) from pico.attached_table),
      last_value + is_called::int
    from pico.attached_table_id_seq
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
  grant execute on function
    pico.tree(),
    pico.graph(text),
    pico.rule_statistics(),
    pico.backend_statistics()
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

-- Results as rows, and being told of events.

create function pico.directives(result json)
  returns table (
    ordinality bigint, name text, options json, rid text, rule_name text, eid text)
  language sql immutable parallel safe strict
begin atomic
  select d.ordinality, d.directive ->> 'name', d.directive -> 'options',
    d.directive -> 'meta' ->> 'rid', d.directive -> 'meta' ->> 'rule_name',
    d.directive -> 'meta' ->> 'txnId'
  from pg_catalog.json_array_elements(result -> 'directives') with ordinality
    as d (directive, ordinality);
end;
comment on function pico.directives(json) is
  'The directives in a result of pico.raise_event(), a row each.';

create function pico.watch(pico text)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_watch';
comment on function pico.watch(text) is
  'Has each event of a pico told after its commit to those who LISTEN to pico: by a notification '
  'with the id of the pico. For the owner of the pico; until pico.unwatch().';

create function pico.unwatch(pico text)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_unwatch';
comment on function pico.unwatch(text) is 'Ends what pico.watch() has begun.';

-- Tables of the application whose changes are events (src/postgres/table).

create function pico.table_event()
  returns trigger
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_table_event';
comment on function pico.table_event() is
  'Raises the event of a table that pico.attach_table() has attached, which makes the triggers.';

create function pico.attach_table("table" regclass, eci text, domain text, name text,
    per text default 'row')
  returns bigint
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_attach_table';
comment on function pico.attach_table(regclass, text, text, text, text) is
  'Has each change of a table raise the event domain:name through a channel, with the attributes op, '
  'table, old and new: per row, or per statement, where old and new are arrays. For those who may '
  'make triggers on the table. Gives the id that pico.attached_tables has.';

create function pico.detach_table("table" regclass, eci text default null, domain text default null,
    name text default null)
  returns bigint
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_detach_table';
comment on function pico.detach_table(regclass, text, text, text) is
  'Ends what pico.attach_table() has begun, for all events of the table or those that are told; how '
  'many. For the owner of the table.';

create view pico.attached_tables with (security_barrier) as
  select a.id, a.relation as "table", a.domain, a.name, a.per, c.pico,
    case when pico.may_see(p.owner) then a.eci end as eci
  from pico.attached_table a
  left join pico.channel c on c.eci = a.eci
  left join pico.pico p on p.id = c.pico
  where (pico.may_see(p.owner) or pg_catalog.has_table_privilege(a.relation, 'trigger'))
    and exists (
      select from pg_catalog.pg_trigger t
      where t.tgrelid = a.relation and t.tgfoid = 'pico.table_event()'::pg_catalog.regprocedure
        and t.tgargs = pg_catalog.convert_to(a.id::text, 'UTF8') || '\x00');
comment on view pico.attached_tables is
  'Tables whose changes are events: those on which the current role may make triggers, and those of '
  'its picos.';
comment on column pico.attached_tables.pico is 'Which pico gets the events.';
comment on column pico.attached_tables.eci is 'Null for those who may not see the pico.';

-- LANGUAGE krl: functions of SQL that are written in KRL.

create function pico.krl_call()
  returns language_handler
  language c volatile parallel safe called on null input
  as 'MODULE_PATHNAME', 'pico_krl_call';
revoke all on function pico.krl_call() from public;
comment on function pico.krl_call() is 'Runs functions in KRL; called by the server alone.';

create function pico.krl_inline(block internal)
  returns void
  language c volatile parallel unsafe strict
  as 'MODULE_PATHNAME', 'pico_krl_inline';
revoke all on function pico.krl_inline(internal) from public;
comment on function pico.krl_inline(internal) is
  'Runs blocks in KRL (DO); called by the server alone.';

create function pico.krl_validate(function oid)
  returns void
  language c volatile parallel unsafe strict
  as 'MODULE_PATHNAME', 'pico_krl_validate';
revoke all on function pico.krl_validate(oid) from public;
comment on function pico.krl_validate(oid) is
  'Checks a function in KRL when it is made; called by the server alone.';

create trusted language krl
  handler pico.krl_call
  inline pico.krl_inline
  validator pico.krl_validate;
comment on language krl is 'Functions in KRL, the language of picos, without a pico.';

-- What sources are about and how they are laid out, and a picture of who knows whom.

create function pico.format(krl text)
  returns text
  language c immutable parallel safe called on null input
  as 'MODULE_PATHNAME', 'pico_format';
comment on function pico.format(text) is
  'KRL in its one canonical layout: same meaning, same comments.';

create function pico.describe(rid text)
  returns json
  language c stable parallel restricted called on null input
  as 'MODULE_PATHNAME', 'pico_describe';
revoke all on function pico.describe(text) from public;
comment on function pico.describe(text) is
  'What a registered ruleset listens to, raises, sends, schedules, shares, provides, uses and stores, '
  'by its source. For its owner; of the built-in ones for all.';

-- Strings of DOT are written like those of JSON.
create function pico.graph(root text default null)
  returns text
  language sql stable parallel safe
begin atomic
  with recursive member (id) as (
    select p.id
    from pico.picos p
    where graph.root is null or p.id = graph.root
    union
    select p.id
    from member m
    join pico.picos p on p.parent = m.id
  ), shown (id, parent, name, number) as (
    select p.id, p.parent, p.name, p.number
    from pico.picos p
    join member m on m.id = p.id
  ), line (section, number, line) as (
    select 1, s.number,
      pg_catalog.format('%s [label=%s];', pg_catalog.to_json(s.id), pg_catalog.to_json(s.name))
    from shown s
    union all
    select 2, s.number,
      pg_catalog.format('%s -> %s;', pg_catalog.to_json(s.parent), pg_catalog.to_json(s.id))
    from shown s
    join shown above on above.id = s.parent
    union all
    -- Both sides of a subscription have a row of the same id: one of them is enough.
    (select distinct on (s.id, least(mine.number, peer.number), greatest(mine.number, peer.number))
      3, mine.number,
      pg_catalog.format('%s -> %s [%s];', pg_catalog.to_json(s.pico), pg_catalog.to_json(s.peer),
        pg_catalog.concat_ws(', ', 'dir=none, style=dashed',
          'taillabel=' || pg_catalog.to_json(s.rx_role)::text,
          'headlabel=' || pg_catalog.to_json(s.tx_role)::text))
    from pico.subscriptions s
    join shown mine on mine.id = s.pico
    join shown peer on peer.id = s.peer
    where s.state = 'established'
    order by s.id, least(mine.number, peer.number), greatest(mine.number, peer.number), mine.number)
  )
  select pg_catalog.concat(
    e'digraph picos {\n'
    '  graph [nodesep=0.7, ranksep=0.9];\n'
    '  node [shape=box, style=rounded, fontname="sans-serif"];\n'
    '  edge [fontname="sans-serif", fontsize=10, labeldistance=1.6];\n',
    pg_catalog.string_agg('  ' || l.line || e'\n', '' order by l.section, l.number, l.line),
    '}')
  from line l;
end;
revoke all on function pico.graph(text) from public;
comment on function pico.graph(text) is
  'The picos that the view pico.picos shows, or one of them and all below it, as a graph in the '
  'language DOT of Graphviz: families solid, established subscriptions dashed.';

-- Looking into picos while programming them: nothing here changes any.

create function pico.eval(pico text, source text, rid text default null)
  returns json
  language c stable parallel restricted called on null input
  as 'MODULE_PATHNAME', 'pico_eval';
revoke all on function pico.eval(text, text, text) from public;
comment on function pico.eval(text, text, text) is
  'The value of a KRL expression, before which declarations may stand, as if it stood in the '
  'globals of the ruleset rid of the pico, or in none. For the owner of the pico; changes nothing.';

create function pico.explanation(eci text, domain text, name text, attrs json default '{}')
  returns json
  language c stable parallel restricted called on null input
  as 'MODULE_PATHNAME', 'pico_explanation';
revoke all on function pico.explanation(text, text, text, json) from public;
comment on function pico.explanation(text, text, text, json) is
  'What pico.explain_event() shows, as one json array.';

create function pico.explain_event(eci text, domain text, name text, attrs json default '{}')
  returns table (rid text, rule text, line integer, selects boolean, reason text)
  language sql stable parallel restricted called on null input
begin atomic
  select e.rid, e.rule, e.line, e.selects, e.reason
  from pg_catalog.json_to_recordset(pico.explanation(eci, domain, name, attrs)) as e (
    rid text, rule text, line integer, selects boolean, reason text);
end;
revoke all on function pico.explain_event(text, text, text, json) from public;
comment on function pico.explain_event(text, text, text, json) is
  'For each rule of a pico, in their order, whether the event would select it now, and why, or why '
  'not. For the owner of the pico; no rule runs, and nothing changes.';

-- Tests of rulesets, which are written in KRL (docs/testing.md).

create function pico.test_report(rid text, format text default 'tap')
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_test_report';
revoke all on function pico.test_report(text, text) from public;
comment on function pico.test_report(text, text) is 'What pico.test() gives, as one text.';

create function pico.test(rid text, format text default 'tap')
  returns setof text
  language sql volatile parallel unsafe called on null input
begin atomic
  select pg_catalog.unnest(pg_catalog.string_to_array(
    pg_catalog.rtrim(pico.test_report(test.rid, test.format), E'\n'), E'\n'));
end;
revoke all on function pico.test(text, text) from public;
comment on function pico.test(text, text) is
  'Runs the tests that a registered ruleset, named by rid or URL, shares as `tests`, each in a '
  'subtransaction that is rolled back. Gives lines of TAP, or of JUnit''s XML by the format junit.';
comment on function pico.query(text, text, text, json) is
  'Asks the pico that the channel leads to for a function or value that the ruleset shares. Takes '
  'no lock, writes nothing, and sees what the calling statement sees.';
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
select pg_catalog.pg_extension_config_dump('pico.attached_table', '');
select pg_catalog.pg_extension_config_dump('pico.attached_table_id_seq', '');

-- An older format is upgraded with its rulesets by pico.upgrade_image().
select pico.upgrade_rulesets() from pico.image where format = 2;
