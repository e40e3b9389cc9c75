-- SPDX-License-Identifier: MIT
-- docs/examples/connected-cars: damages one by one, healed from a pico's point of view, and false reports.
\set main :DBNAME
create database example_connected_cars;
\c example_connected_cars
create extension pico;
\set ECHO none
\i docs/examples/connected-cars/setup.sql
\set ECHO all

select pico.raise_event(:'office', 'fleet', 'vehicle_bought', json_build_object('name', 'VIN1', 'cloud', :'api')) -> 'deferred' as deferred;
-- Buying it once more changes nothing.
select pico.raise_event(:'office', 'fleet', 'vehicle_bought', json_build_object('name', 'VIN1', 'cloud', :'api')) -> 'deferred' as deferred;
select name, children from pico.picos where name in ('fleet', 'VIN1') order by 1;

create view subscription as
  select s ->> 'kind' as kind, s ->> 'id' as id, c.pico_name as calls
  from json_array_elements(pico.query(:'api', 'cars.cloud', 'subscriptions', '{"vin": "VIN1"}')) as s
  left join pico.channels c on c.eci = s ->> 'eci'
  order by 2;
create function inspect() returns json
  language sql
begin atomic
  select pico.raise_event(:'office', 'fleet', 'inspection') -> 'directives';
  select pico.query(:'office', 'cars.fleet', 'health') -> 'VIN1';
end;
create function mishap(what text, kind text) returns json
  language sql
begin atomic
  select pico.raise_event(:'cars', 'cloud', 'mishap', json_build_object('what', what, 'vin', 'VIN1', 'kind', kind)) -> 'directives';
end;
select * from subscription;

-- A sound vehicle is left alone.
select inspect();
select * from subscription;

-- Lost.
select mishap('lost', 'fuel');
select * from subscription;
select inspect();
select * from subscription;

-- Doubled: one stays, the older.
select mishap('doubled', 'fuel');
select inspect();
select * from subscription;

-- Doubled, and the channel is gone: both are dropped, one is made.
select mishap('doubled', 'trouble');
select count(pico.delete_channel(eci)) from pico.channels where pico_name = 'VIN1' and tags = '{from-cloud}';
select * from subscription;
select inspect();
select * from subscription;
select r ->> 'kind' as kind, r ->> 'was' as was from json_array_elements(pico.query(:'office', 'cars.fleet', 'repairs')) as r;
-- Three repairs are an alarm; the next one comes after three more.
select pico.query(:'office', 'cars.fleet', 'alarms') as alarms;

-- A half trip is no trip; the odometer of the last start counts.
create function ignition(status text, odometer text) returns json
  language sql
begin atomic
  select pico.raise_event(:'cars', 'car', 'reported', json_build_object('vin', 'VIN1', 'kind', 'ignition',
           'news', json_build_object('status', status, 'odometer', odometer))) -> 'directives';
end;
select ignition('off', '10'), ignition('on', '10'), ignition('off', '15'), ignition('off', '15');
select pico.query(:'office', 'cars.fleet', 'trips') as trips;

-- Reports that are not a vehicle's own count for nothing.
select pico.raise_event(:'office', 'fleet', 'trip_ended', '{"km": 1000000, "vehicle": "VIN1"}') -> 'directives' as nothing;
select pico.raise_event(:'office', 'fleet', 'repaired', '{"vehicle": "VIN1"}') -> 'directives' as nothing;
select json_array_length(pico.query(:'office', 'cars.fleet', 'trips')) as trips,
       json_array_length(pico.query(:'office', 'cars.fleet', 'repairs')) as repairs;
-- The cloud may call with its news only.
select pico.raise_event(eci, 'vehicle', 'sold') from pico.channels where pico_name = 'VIN1' and tags = '{from-cloud}';
select pico.query(eci, 'cars.vehicle', 'fuel') from pico.channels where pico_name = 'VIN1' and tags = '{from-cloud}';

-- When the cloud does not answer, an inspection fails and changes nothing; when it does again, all is well.
begin;
select pico.delete_channel(:'api');
select pico.raise_event(:'office', 'fleet', 'inspection') -> 'directives' as nothing;
select count(*) as given_up from pico.messages where state = 'dead';
rollback;
select inspect();

-- Sold twice is sold once.
select pico.raise_event(:'office', 'fleet', 'vehicle_sold', '{"name": "VIN1"}') -> 'deferred' as deferred;
select pico.raise_event(:'office', 'fleet', 'vehicle_sold', '{"name": "VIN1"}') -> 'deferred' as deferred;
select name, children from pico.picos where name in ('fleet', 'VIN1') order by 1;
select * from subscription;
select * from pico.check_image();

\c :main
drop database example_connected_cars;
