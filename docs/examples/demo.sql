-- A community of temperature sensors: what `make demo` runs.
--
-- A parent pico creates one sensor pico per location by program. An ordinary table holds 2,922 real
-- readings; each becomes an event. Then we look around, as anybody would with psql.
\set ON_ERROR_STOP on
\pset footer off
\set QUIET on

create database sensors;
\connect sensors
create extension pico;

\echo
\echo '-- Two rulesets become part of the image.'
\set community `cat docs/examples/sensors/community.krl`
\set sensor `cat docs/examples/sensors/sensor.krl`
select pico.register_ruleset(:'community', 'https://example.org/community.krl') as community,
       pico.register_ruleset(:'sensor', 'https://example.org/sensor.krl') as sensor;

\echo '-- One pico runs the community; it creates a sensor pico for each location by itself.'
select pico.create_pico('community', rulesets => '{}') as community \gset
select pico.install_ruleset(:'community', 'https://example.org/community.krl') \g /dev/null
select pico.create_channel(:'community', '{application}') as eci \gset

create table readings (location text, date date, precipitation real, temp_max real,
                       temp_min real, wind real, weather text);
\copy readings from 'docs/examples/sensors/weather.csv' with (format csv, header)

select pico.raise_event(:'eci', 'community', 'sensor_wanted',
                        json_build_object('location', location)) -> 'deferred' as deferred, location
  from (select distinct location from readings) as places order by location;

select pico.tree();

\echo '-- Each sensor gets a limit, then all readings, as events from an application table.'
create temporary table sensors as
  select location, pico.query(:'eci', 'org.example.community', 'eci_of',
                              json_build_object('location', location)) #>> '{}' as eci
    from (select distinct location from readings) as places;

select pico.raise_event(eci, 'sensor', 'limit', '{"celsius": 33}') from sensors \g /dev/null

\timing on
select count(pico.raise_event(eci, 'sensor', 'reading', reading)) as events
  from (select eci, row_to_json(readings) as reading
          from readings join sensors using (location) order by date, location) as in_order;
\timing off

\echo '-- What the community knows: a query asks every sensor.'
select pico.query(:'eci', 'org.example.community', 'hottest') as hottest;
select pico.query(:'eci', 'org.example.community', 'violations') -> 'count' as violations;

\echo '-- The state of a pico is there to be seen: entity variables are rows.'
select name, left(value::text, 60) as value
  from pico.entity_variables
  join (select pico from pico.entity_variables
         where name = 'location' and value #>> '{}' = 'Seattle') as seattle using (pico)
 order by name;

\echo '-- An event answers with directives, those of the events that it led to among them.'
select directive ->> 'name' as name, directive -> 'options' as options
  from sensors,
       json_array_elements(pico.raise_event(eci, 'sensor', 'reading',
         '{"date": "2016-07-01", "temp_max": 41.5}') -> 'directives') as directive
 where location = 'Seattle';

\echo '-- Who has no SQL at hand uses HTTP: a query, an event from a form, and an ECI that is wrong.'
select pico.create_roles() \g /dev/null
alter database sensors set pico.http_listen = :'listen';
select pico.restart_workers() \g /dev/null
select eci as seattle from sensors where location = 'Seattle' \gset
\setenv URL http://:listen
\setenv COMMUNITY :eci
\setenv SEATTLE :seattle
\! until curl -sf "$URL/health" >/dev/null; do sleep 0.1; done
\! curl -sw '\n' "$URL/c/$COMMUNITY/query/org.example.community/hottest"
\! curl -sw '\n' -d date=2016-07-03 -d temp_max=21.5 "$URL/c/$SEATTLE/event-wait/sensor/reading" | grep -o '"directives.*'
\! curl -sw '\n' "$URL/c/nobody/query/org.example.community/hottest"

\echo
\echo '-- A rule that fails says where, and leaves nothing behind.'
\set ON_ERROR_STOP off
select pico.raise_event(eci, 'sensor', 'reading', '{"date": "2016-07-02", "temp_max": "warm"}')
  from sensors where location = 'Seattle';
\set ON_ERROR_STOP on

\echo '-- pg_dump takes the image; under another name it goes on where it was.'
create database copy_of_sensors;
\! pg_dump sensors | psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 copy_of_sensors > /dev/null
\connect copy_of_sensors
select pico.query(:'eci', 'org.example.community', 'hottest') as hottest_in_the_copy;
