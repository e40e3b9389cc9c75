-- SPDX-License-Identifier: MIT
-- Statements that touch 100,000 picos: past pico.max_pico_locks one lock stands for all the others.
create temporary table many as select pico.create_pico(rulesets => '{}') as id from generate_series(1, 100000);
create temporary table channels as select pico.create_channel(id) as eci from many;
begin;
select count(pico.raise_event(eci, 'any', 'event') ->> 'eid') from channels;
select count(*) between 1 and 1001 as few_locks from pg_locks where locktype = 'userlock';
commit;
select count(*) from pico.check_image();
select count(pico.delete_pico(id)) from many;
select count(*) from pico.pico;
select count(*) from pico.channel;
