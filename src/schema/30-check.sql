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
revoke all on function pico.check_image() from public;
comment on function pico.check_image() is
  'What is wrong with the rows of the image, a row each: the kind of object, its id, and the problem. '
  'None in a sound image.';
