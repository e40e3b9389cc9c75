-- The rulesets of the connected cars, a cloud, and a fleet without vehicles. Leaves the channels in :office (of the
-- fleet), :api and :cars (of the cloud). Run in psql from the root of the source tree.
\set vehicle `cat docs/examples/connected-cars/cars.vehicle.krl`
\set cloud `cat docs/examples/connected-cars/cars.cloud.krl`
\set fleet `cat docs/examples/connected-cars/cars.fleet.krl`

select pico.register_ruleset(:'vehicle', 'krl:/cars/cars.vehicle.krl') \g /dev/null
select pico.register_ruleset(:'cloud', 'krl:/cars/cars.cloud.krl') \g /dev/null
select pico.register_ruleset(:'fleet', 'krl:/cars/cars.fleet.krl') \g /dev/null

select pico.create_pico('cloud') as cloud \gset
select pico.install_ruleset(:'cloud', 'krl:/cars/cars.cloud.krl') \g /dev/null
select pico.create_channel(:'cloud', '{api}',
         event_policy => '{"allow": [{"domain": "cloud", "name": "subscribe"},
                                     {"domain": "cloud", "name": "unsubscribe"}], "deny": []}',
         query_policy => '{"allow": [{"rid": "cars.cloud", "name": "subscriptions"}], "deny": []}') as api \gset
select pico.create_channel(:'cloud', '{cars}',
         event_policy => '{"allow": [{"domain": "car", "name": "reported"},
                                     {"domain": "cloud", "name": "mishap"}], "deny": []}',
         query_policy => '{"allow": [], "deny": []}') as cars \gset

select pico.create_pico('fleet') as fleet \gset
select pico.install_ruleset(:'fleet', 'krl:/cars/cars.fleet.krl') \g /dev/null
select pico.create_channel(:'fleet', '{office}',
         event_policy => '{"allow": [{"domain": "fleet", "name": "*"}], "deny": []}',
         query_policy => '{"allow": [{"rid": "cars.fleet", "name": "*"}], "deny": []}') as office \gset
