-- SPDX-License-Identifier: MIT
-- docs/examples/gossip: convergence, and what a node does with messages that it should not get.
\set main :DBNAME
create database example_gossip;
\c example_gossip
create extension pico;
\set ECHO none
\i docs/examples/gossip/setup.sql
\set ECHO all

create table place (name text primary key, number int);
insert into place select 's' || to_char(n, 'FM00'), n from generate_series(0, 11) as n;
create view sensor as
  select number, name, value ->> 'eci' as eci
  from place join json_each(pico.query(:'eci', 'gossip.community', 'sensors')) on key = name;

-- A dozen sensors in a ring, with a few chords.
select count(pico.raise_event(:'eci', 'community', 'sensor_wanted', json_build_object('name', name)))
from place;
select count(pico.raise_event(:'eci', 'community', 'introduced',
               json_build_object('first', a.name, 'second', b.name)))
from place a join place b on b.number in ((a.number + 1) % 12, (a.number * 5) % 12) and a <> b;
select json_array_length(pico.query(eci, 'gossip.peers', 'peers')) as peers, count(*)
from sensor group by 1 order by 1;
-- Asked once more, nobody gets a second subscription, and a sensor is not made twice.
select count(pico.raise_event(:'eci', 'community', 'introduced',
               json_build_object('first', a.name, 'second', b.name)))
from place a join place b on b.number = (a.number + 1) % 12;
select pico.raise_event(:'eci', 'community', 'sensor_wanted', '{"name": "s00"}') -> 'deferred' as deferred;
select sum(json_array_length(pico.query(eci, 'gossip.peers', 'peers'))) as peers, count(*) from sensor;

-- Three readings each, some rounds between them: in the end all know the last one of each.
create function measure(base int) returns bigint
  language sql
begin atomic
  select count(pico.raise_event(eci, 'sensor', 'reading', json_build_object('celsius', base + number)))
  from sensor;
end;
select measure(15), gossip(:'eci', 3) is not null as some_rounds;
select measure(25), gossip(:'eci', 3) is not null as some_rounds;
select measure(20), gossip(:'eci') as agreed;
select count(*) as nodes, v -> 'temperatures' ->> 's00' as s00, v -> 'temperatures' ->> 's11' as s11, v ->> 'hot' as hot
from (select pico.query(eci, 'gossip.node', 'view') as v from sensor) as views group by 2, 3, 4;
-- A round more changes nothing.
select pico.raise_event(:'eci', 'community', 'round') -> 'deferred' as deferred;
select gossip(:'eci', 1) as agreed;
select count(*) from pico.messages;

-- As if a peer had sent it: late, twice, and with a gap.
select c.eci as peer from pico.channels c join sensor s on c.pico_name = s.name
where s.name = 's00' and 'gossip' = any (c.tags) order by c.position limit 1 \gset
select eci as s00 from sensor where name = 's00' \gset
create function rumor(eci text, number int, value real) returns json
  language sql
begin atomic
  select pico.raise_event(rumor.eci, 'gossip', 'rumor', json_build_object('origin', 'stranger', 'number', number,
           'name', 'stranger', 'kind', 'temperature', 'value', rumor.value)) -> 'directives';
end;
create view strange as
  select pico.query(:'s00', 'gossip.node', 'temperatures') ->> 'stranger' as celsius,
         pico.query(:'s00', 'gossip.node', 'summary') ->> 'stranger' as complete_up_to;
select rumor(:'peer', 2, 12.5);
select * from strange;
select rumor(:'peer', 0, 10), rumor(:'peer', 0, 11);
select * from strange;
select rumor(:'peer', 1, 11);
select * from strange;
-- A peer cannot say how it is to be understood.
select pico.raise_event(:'peer', 'gossip', 'learned', '{"origin": "x", "number": 0, "kind": "hot", "value": 99}');
-- Malformed, and by a channel that is no peer's.
select pico.raise_event(:'peer', 'gossip', 'rumor', '{"origin": "stranger", "number": "many"}') -> 'directives' as nothing;
select rumor(:'s00', 3, 13);
select * from strange;

-- Who wants to be something else than a node is refused.
select pico.create_pico('spy') as spy \gset
select pico.create_channel(:'spy') as spy_eci \gset
select value ->> 'wellKnown_Rx' as well_known
from json_each(pico.query(:'eci', 'gossip.community', 'sensors')) where key = 's00' \gset
select pico.raise_event(:'spy_eci', 'wrangler', 'subscription', json_build_object(
         'wellKnown_Tx', :'well_known', 'Rx_role', 'spy', 'Tx_role', 'node')) -> 'deferred' as deferred;
select pico.query(:'spy_eci', 'io.picolabs.subscription', 'outbound') as outbound,
       pico.query(:'spy_eci', 'io.picolabs.subscription', 'established') as established;

-- A sensor that is taken away leaves no peer behind, and gossip goes on without it.
select pico.delete_pico(id) from pico.picos where name = 's05';
select name, json_array_length(pico.query(eci, 'gossip.peers', 'peers')) as peers
from sensor where name in ('s04', 's06') order by name;
select * from pico.check_image();

\c :main
drop database example_gossip;
