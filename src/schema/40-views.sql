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
