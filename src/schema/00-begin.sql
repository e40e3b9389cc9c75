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
