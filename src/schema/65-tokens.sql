-- SPDX-License-Identifier: MIT
-- Tokens: what lets programs administer an image over HTTP (src/postgres/web/tokens.cpp).

create function pico.create_token(role text, expires interval)
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_create_token';
revoke all on function pico.create_token(text, interval) from public;
comment on function pico.create_token(text, interval) is
  'Makes a token with which programs administer the image over HTTP as that role, for so long; null: '
  'for ever. The caller must have the privileges of the role. The token is shown only now, as the image '
  'keeps its hash alone.';

create function pico.revoke_token(id text)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_revoke_token';
revoke all on function pico.revoke_token(text) from public;
comment on function pico.revoke_token(text) is
  'Makes a token worthless from now on. For those who have the privileges of its role, and for '
  'administrators. The view pico.tokens has the id, which is the middle part of the token.';

create view pico.tokens with (security_barrier) as
  select t.id, t.role, t.created_by, t.created_at, t.expires_at,
    coalesce(t.expires_at <= pg_catalog.clock_timestamp(), false) as has_expired
  from pico.token t
  where pico.may_see(t.role);
comment on view pico.tokens is
  'Tokens that have been made and not been revoked, without what they are told by.';
comment on column pico.tokens.id is 'The middle part of the token.';
comment on column pico.tokens.role is 'As whom requests with it run.';
comment on column pico.tokens.expires_at is 'Null: never.';
