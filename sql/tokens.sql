-- SPDX-License-Identifier: MIT
-- Tokens: who makes them, who takes them back, and that nothing tells them afterwards. What they are
-- good for is tested in test/tap/027_web_administration.pl.
create role regress_pico_owner;
create role regress_pico_deputy in role regress_pico_owner;
create role regress_pico_guest noinherit in role regress_pico_owner;
create role regress_pico_other;
create role regress_pico_super superuser;
create role regress_pico_climber in role regress_pico_super;

-- One is shown when it is made, and never again.
select pico.create_token('regress_pico_owner', '30 days') as token \gset
select :'token' ~ '^pico_c[0-9a-z]{25}_c[0-9a-z]{25}$' as is_token;
select split_part(:'token', '_', 2) as id \gset
select role, created_by = current_user as by_me, created_at <= clock_timestamp() as created,
  expires_at - created_at between interval '29 days 23 hours' and interval '30 days 1 hour' as in_30_days, has_expired
from pico.tokens where id = :'id';
select t.hash = sha256(split_part(:'token', '_', 3)::bytea) as is_hash_of_secret from pico.token t where t.id = :'id';
select strpos(t::text, split_part(:'token', '_', 3)) as secret_at from pico.token t where t.id = :'id';
-- For ever, and for no time at all.
select split_part(pico.create_token('regress_pico_owner', null), '_', 2) as for_ever \gset
select split_part(pico.create_token('regress_pico_owner', '0'), '_', 2) as expired \gset
select expires_at is null as is_for_ever, has_expired from pico.tokens where id in (:'for_ever', :'expired') order by 1;
select pico.create_token('regress_pico_owner', null) <> pico.create_token('regress_pico_owner', null) as differ;

-- Not for everybody.
set role regress_pico_owner;
select pico.create_token('regress_pico_owner', '1 day');
select pico.revoke_token(:'id');
select * from pico.tokens;
reset role;
grant execute on function pico.create_token(text, interval), pico.revoke_token(text) to public;
grant select on pico.tokens to public;

-- For one's own role and those whose privileges one has.
set role regress_pico_owner;
select pico.create_token(current_user::text, '1 day') is not null as made;
select pico.create_token('regress_pico_deputy', '1 day');
set role regress_pico_deputy;
select split_part(pico.create_token('regress_pico_owner', '1 day'), '_', 2) as by_deputy \gset
select role, created_by from pico.tokens where id = :'by_deputy';
select pico.create_token('regress_pico_other', '1 day');
select pico.create_token('pg_read_server_files', '1 day');
set role regress_pico_guest;
select pico.create_token('regress_pico_owner', '1 day');
-- A superuser's is for superusers, members or not.
set role regress_pico_climber;
select pico.create_token('regress_pico_super', '1 day');
set role regress_pico_super;
select pico.create_token('regress_pico_super', '1 day') is not null as made;
-- Not even by writing it: administrators may do that to other tables.
reset role;
begin;
set local client_min_messages = warning;
select pico.create_roles();
select has_table_privilege('pico_admin', 'pico.token', 'insert') as may_insert,
  has_table_privilege('pico_admin', 'pico.token', 'update') as may_update,
  has_table_privilege('pico_admin', 'pico.token', 'delete') as may_delete;
rollback;

-- Each sees and revokes those of roles whose privileges he has.
set role regress_pico_other;
select count(*) from pico.tokens;
\set VERBOSITY sqlstate
select pico.revoke_token(:'id');
\set VERBOSITY default
set role regress_pico_deputy;
select count(*) > 0 as sees, count(*) filter (where role <> 'regress_pico_owner') as of_others from pico.tokens;
select pico.revoke_token(:'id');
\set VERBOSITY sqlstate
select pico.revoke_token(:'id');
\set VERBOSITY default
reset role;
select count(*) from pico.tokens where id = :'id';

-- Bad arguments.
select pico.create_token('no such role', '1 day');
select pico.create_token('', '1 day');
select pico.create_token('public', '1 day');
select pico.create_token(null, '1 day');
select pico.create_token('regress_pico_owner', '-1 s');
select pico.create_token('regress_pico_owner', '300000 years');
select pico.revoke_token(null);
select pico.revoke_token('');
select pico.revoke_token('no such token');
\set VERBOSITY sqlstate
select pico.create_token(repeat('r', 1000000), '1 day');
select pico.revoke_token(repeat('t', 1000000));
\set VERBOSITY default

-- Those that have expired are pruned; what is no hash is found.
select count(*) from pico.tokens where has_expired;
select pico.prune() > 0 as pruned;
select count(*) from pico.tokens where has_expired;
update pico.token set hash = 'abc' where id = :'for_ever';
select kind, id = :'for_ever' as is_it, problem from pico.check_image();

-- Who lets a copy act is told of those who may administer it.
delete from pico.token where id = :'for_ever';
update pico.image set database = 0;
select pico.resume_image();
select pico.resume_image();

revoke execute on function pico.create_token(text, interval), pico.revoke_token(text) from public;
revoke select on pico.tokens from public;
delete from pico.token;
drop role regress_pico_owner, regress_pico_deputy, regress_pico_guest, regress_pico_other, regress_pico_climber,
  regress_pico_super;
