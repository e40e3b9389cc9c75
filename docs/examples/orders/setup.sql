-- An application of its own tables, and a pico for each of its orders. Leaves the desk's channel in :eci.
-- Run in psql from the root of the source tree.
create table article (
  name text primary key, price numeric(10, 2) not null, stock integer not null check (stock >= 0));
create table customer (name text primary key, credit numeric(10, 2) not null check (credit >= 0));
create table orders (
  id integer generated always as identity primary key,
  customer text not null references customer,
  article text not null references article,
  pieces integer not null check (pieces > 0),
  total numeric(10, 2),
  state text not null default 'placed');

-- The steps of an order's life, and which order has taken which.
create table step (was text, became text, primary key (was, became));
insert into step values
  ('new', 'placed'), ('placed', 'accepted'), ('placed', 'refused'), ('accepted', 'paid'), ('paid', 'shipped'),
  ('accepted', 'cancelled'), ('paid', 'cancelled'), ('refused', 'gone');
create table journal (
  number integer generated always as identity primary key,
  order_id integer not null,
  was text not null,
  became text not null,
  constraint orders_take_these_steps foreign key (was, became) references step);

insert into article values ('tulips', 2.50, 20), ('roses', 8, 5);
insert into customer values ('Ada', 100), ('Eve', 10);

-- Whom the rules work for in these tables: a role that may do there what they do, and no more.
create role clerk;
grant select, update on article, customer, orders to clerk;
grant insert on journal to clerk;

\set desk `cat docs/examples/orders/orders.desk.krl`
\set order `cat docs/examples/orders/orders.order.krl`
select pico.register_ruleset(:'desk', 'krl:/orders/orders.desk.krl') \g /dev/null
select pico.register_ruleset(:'order', 'krl:/orders/orders.order.krl') \g /dev/null
select pico.create_pico('desk', rulesets => '{}') as pico \gset
select pico.set_owner(:'pico', 'clerk') \g /dev/null
select pico.install_ruleset(:'pico', 'krl:/orders/orders.desk.krl') \g /dev/null
select pico.create_channel(:'pico', '{orders}',
         event_policy => '{"allow": [{"domain": "orders", "name": "changed"}], "deny": []}',
         query_policy => '{"allow": [{"rid": "orders.desk", "name": "*"}], "deny": []}') as eci \gset

select pico.attach_table('orders', :'eci', 'orders', 'changed') \g /dev/null

-- What the pico of each order remembers.
create function life(eci text, id integer) returns text
  language sql stable
begin atomic
  select string_agg(step ->> 'state', ', ')
  from json_array_elements(pico.query(life.eci, 'orders.desk', 'life', json_build_object('id', life.id))) as step;
end;
