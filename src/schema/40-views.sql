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
