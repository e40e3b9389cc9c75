-- SPDX-License-Identifier: MIT
-- docs/examples/flowers: what can go wrong with orders, bids and deliveries.
\set main :DBNAME
create database example_flowers;
\c example_flowers
create extension pico;
\set ECHO none
\i docs/examples/flowers/setup.sql
\set ECHO all

create function join_market(name text, kind text, x int, y int) returns json
  language sql
begin atomic
  select pico.raise_event(:'eci', 'market', 'joined', json_build_object('name', name, 'kind', kind,
           'location', json_build_array(x, y))) -> 'directives' -> 0 -> 'options';
end;
create function place_order(shop text, x int, y int) returns json
  language sql
begin atomic
  select tell(shop, 'order:placed', json_build_object('flowers', 'roses', 'customer', 'Eve', 'to', json_build_array(x, y)));
end;
create function orders(shop text) returns table ("order" text, state text, driver text)
  language sql
begin atomic
  select o.value ->> 'id', o.value ->> 'state', o.value ->> 'driver'
  from pico.channels c
  join json_each(pico.query(c.eci, 'flowers.shop', 'orders')) as o on true
  where c.pico_name = orders.shop and c.tags = '{accounts}';
end;

-- A shop without drivers lets its orders wait; an order without a place is none.
select join_market('Rosa', 'shop', 0, 0) as refused;
select join_market('Rosa', 'driver', 0, 0) as refused;
select join_market('Nobody', 'gardener', 0, 0) as refused;
select pico.create_channel(id, '{accounts}') is not null as ok from pico.picos where name = 'Rosa';
select place_order('Rosa', 1, 1) as answer;
select tell('Rosa', 'order:placed', '{"flowers": "roses", "customer": "Eve"}') as answer;
select tell('Rosa', 'order:placed', '{"flowers": "roses", "customer": "Eve", "to": ["here", 2]}') as answer;
select * from orders('Rosa');

-- One driver with room for two, who is new: he gets what waits, and of three more one.
select join_market('Dan', 'driver', 0, 0) as refused;
select * from orders('Rosa');
select place_order('Rosa', 1, 1), place_order('Rosa', 2, 2), place_order('Rosa', 3, 3);
select * from orders('Rosa');
select tell('Dan', 'driver:gave_up', '{"order": "Rosa-9"}'), tell('Dan', 'driver:delivered', '{"order": "Rosa-2"}');
select * from orders('Rosa');
select tell('Dan', 'driver:picked_up', '{"order": "Rosa-2"}'), tell('Dan', 'driver:delivered', '{"order": "Rosa-2"}'),
       tell('Dan', 'driver:delivered', '{"order": "Rosa-2"}');
-- Both orders that waited were offered to him, he took one more and declined the other.
select * from orders('Rosa');
-- He gives up one, and there is nobody else.
select tell('Dan', 'driver:gave_up', '{"order": "Rosa-1"}');
select * from orders('Rosa');

-- Bids that are none: of somebody who was not asked, for an order that is not out, without a price.
select c.eci as dan_at_rosa from pico.channels c where c.pico_name = 'Rosa' and 'delivery' = any (c.tags) \gset
select pico.raise_event(:'dan_at_rosa', 'delivery', 'bid', '{"order": "Rosa-1", "name": "Dan", "price": 1}') -> 'directives' as nothing;
select pico.raise_event(:'dan_at_rosa', 'delivery', 'bid', '{"order": "Rosa-9", "name": "Dan", "price": 1}') -> 'directives' as nothing;
-- Progress that he may not report.
select pico.raise_event(:'dan_at_rosa', 'delivery', 'progress', '{"order": "Rosa-1", "state": "delivered"}') -> 'directives' as nothing;
select pico.raise_event(:'dan_at_rosa', 'delivery', 'progress', '{"order": "Rosa-2", "state": "assigned"}') -> 'directives' as nothing;
select * from orders('Rosa');
-- A driver says nothing else, and asks nothing; nor does a shop.
select pico.raise_event(:'dan_at_rosa', 'shop', 'chosen', '{"id": "Rosa-1", "bid": {"name": "Dan"}}');
select pico.query(:'dan_at_rosa', 'flowers.shop', 'orders');
select c.eci as rosa_at_dan from pico.channels c where c.pico_name = 'Dan' and 'delivery' = any (c.tags) \gset
select pico.raise_event(:'rosa_at_dan', 'driver', 'delivered', '{"order": "Rosa-3"}');
select pico.query(:'rosa_at_dan', 'flowers.driver', 'jobs');
-- The counter takes no bids at all.
select pico.raise_event(eci, 'delivery', 'bid', '{}') from members where name = 'Rosa';

-- Stars: only for what was delivered, once, and between 0 and 5.
select tell('Rosa', 'order:rated', '{"order": "Rosa-3", "stars": 5}'), tell('Rosa', 'order:rated', '{"order": "Rosa-2", "stars": 6}'),
       tell('Rosa', 'order:rated', '{"order": "Rosa-2", "stars": 4}'), tell('Rosa', 'order:rated', '{"order": "Rosa-2", "stars": 1}');
select pico.query(eci, 'flowers.profile', 'rating') as rating from members where name = 'Dan';

-- Two shops share a driver.
select join_market('Iris', 'shop', 1, 0) as refused;
select pico.create_channel(id, '{accounts}') is not null as ok from pico.picos where name = 'Iris';
select place_order('Iris', 1, 1) as answer;
select * from orders('Iris');
select tell('Iris', 'order:cancelled', '{"order": "Iris-1"}'), tell('Rosa', 'order:cancelled', '{"order": "Rosa-1"}');
select * from orders('Iris') union all select * from orders('Rosa');
select json_array_length(pico.query(eci, 'flowers.driver', 'jobs')) as jobs from members where name = 'Dan';

-- When a driver leaves the market, what he has not picked up yet waits for another.
select place_order('Iris', 1, 1) as answer;
select * from orders('Iris');
select pico.raise_event(:'eci', 'market', 'left', '{"name": "Dan"}') -> 'deferred' as deferred;
select * from orders('Iris') union all select * from orders('Rosa');
select join_market('Dora', 'driver', 1, 1) as refused;
select * from orders('Iris') union all select * from orders('Rosa');
select pico.query(:'eci', 'flowers.market', 'page') #>> '{}' as page;
select * from pico.check_image();

\c :main
drop database example_flowers;
