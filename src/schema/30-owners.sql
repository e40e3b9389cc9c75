-- SPDX-License-Identifier: MIT
-- Owners of picos and rulesets, and roles for those who want them.

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
revoke all on function pico.create_roles() from public;
comment on function pico.create_roles() is
  'Creates the roles pico_admin (may do and read everything), pico_reader (may read everything) and '
  'pico_http (may raise and ask), and grants them their rights. A role that is there is kept as it '
  'is, which a notice says.';
