-- SPDX-License-Identifier: MIT
-- From 0.4.0 to 0.5.0.
\echo Use "ALTER EXTENSION pico UPDATE" to load this file. \quit

-- Tables.
alter table pico.pico
  add column notifies boolean not null default false;
comment on column pico.pico.notifies is
  'Whether its events are told to those who LISTEN to pico; by pico.watch().';

-- SPDX-License-Identifier: MIT
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

-- Tables that are new are for pg_dump, too.

-- An older format is upgraded with its rulesets by pico.upgrade_image().
select pico.upgrade_rulesets() from pico.image where format = 2;
