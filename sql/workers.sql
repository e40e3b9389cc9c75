-- SPDX-License-Identifier: MIT
-- What people can say to workers, and see of them. How they work is tested in test/tap.
-- There is an image, whichever test ran before.
select pico.create_pico('any', rulesets => '{}') is not null as created;
select pico.hold_image();
select is_held, paused_until from pico.image;
select pico.pause_workers();
select is_held, paused_until - clock_timestamp() between '55 s' and '1 min' as is_paused from pico.image;
select pico.pause_workers('1 hour');
select paused_until > clock_timestamp() + interval '59 min' as is_paused from pico.image;
select pico.resume_workers();
select pico.resume_image();
select is_held, paused_until from pico.image;

-- A copy is at home where it is resumed.
update pico.image set database = 0, system_identifier = 0;
select pico.resume_image();
select i.system_identifier = c.system_identifier as is_this_server, d.datname = current_database() as is_this_database
from pico.image i
cross join pg_control_system() c
left join pg_database d on d.oid = i.database;

-- Who sees a held image is told so, once in a session.
select pico.hold_image();
\c -
select pico.create_pico('held', rulesets => '{}') is not null as created;
select pico.create_pico('held', rulesets => '{}') is not null as created;
select pico.resume_image();

select * from pico.workers;
select * from pico.stat_workers;

-- Bad arguments.
select pico.pause_workers(null);
select pico.pause_workers('-1 day');
select pico.pause_workers('200000000 years');
select pico.resume_workers();

do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;

-- Where workers come anew, and where the one that serves HTTP is to listen.
select pico.restart_workers();
set pico.http_listen = 'localhost';
set pico.http_listen = '127.0.0.1:0';
