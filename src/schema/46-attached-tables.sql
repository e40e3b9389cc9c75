-- SPDX-License-Identifier: MIT
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
