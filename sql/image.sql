-- SPDX-License-Identifier: MIT
-- The image's row: made with the first pico, and of the right format.
select pico.create_pico('first', rulesets => '{}') is not null as created;
select i.format, i.database = d.oid as at_home, i.system_identifier = s.system_identifier as on_this_server
from pico.image i, pg_database d, pg_control_system() s where d.datname = current_database();
insert into pico.image (singleton, id, system_identifier, database, format, created_at)
  values (false, 'another', 1, 1, 1, '2026-01-01 UTC');

-- Another format: every call says what to do.
\c -
update pico.image set format = 0;
select pico.create_pico('second', rulesets => '{}');
select pico.query('any', 'any', 'any');
update pico.image set format = 1000;
select pico.raise_event('any', 'any', 'any');
select pico.upgrade_image();
update pico.image set format = 1;
select pico.upgrade_image() >= 1 as upgraded;
select pico.upgrade_image();
select pico.create_pico('second', rulesets => '{}') is not null as created;
select count(*) from pico.image;

do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
delete from pico.image;

-- One that was found right may go with its transaction, or a part of it: the next one is looked at.
begin;
select pico.create_pico('first', rulesets => '{}') is not null as created;
select pico.create_pico('second', rulesets => '{}') is not null as created;
rollback;
insert into pico.image (id, system_identifier, database, format) values ('another', 1, 1, 1000);
select pico.create_pico('third', rulesets => '{}');
delete from pico.image;
begin;
savepoint here;
select pico.create_pico('first', rulesets => '{}') is not null as created;
select pico.create_pico('second', rulesets => '{}') is not null as created;
rollback to here;
insert into pico.image (id, system_identifier, database, format) values ('another', 1, 1, 1000);
select pico.create_pico('third', rulesets => '{}');
rollback;
