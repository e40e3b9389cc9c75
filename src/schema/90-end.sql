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
