-- SPDX-License-Identifier: MIT
-- docs/examples/orders: the application's tables and the picos of its orders go together, or back together.
\set main :DBNAME
create database example_orders;
\c example_orders
set client_min_messages = warning;
create extension pico;
set pico.enabled = on;
\set ECHO none
\i docs/examples/orders/setup.sql
\set ECHO all
create view shown as
  select id, customer, article, pieces, total, state, life(current_setting('example.eci'), id) as life
  from orders order by id;
create view counts as
  select (select count(*) from orders) as orders, (select count(*) from journal) as steps,
    (select count(*) from pico.picos) as picos, (select sum(stock) from article) as stock,
    (select sum(credit) from customer) as credit;
select set_config('example.eci', :'eci', false) is not null as set;

-- Taken; too many pieces; too little credit; of two that together are too many the first.
insert into orders (customer, article, pieces) values ('Ada', 'tulips', 10);
insert into orders (customer, article, pieces) values ('Ada', 'roses', 6), ('Eve', 'roses', 2);
insert into orders (customer, article, pieces) values ('Ada', 'roses', 3), ('Ada', 'roses', 3);
select * from shown;
select * from counts;
select was, became, count(*) from journal group by was, became order by was, became;

-- The application moves an order on, its pico does what belongs to that.
update orders set state = 'paid' where id = 1;
select credit from customer where name = 'Ada';
update orders set state = 'shipped' where id = 1;
update orders set state = 'cancelled' where id = 4;
select * from shown;
select * from article order by name;
-- What is no step of an order's life fails, and leaves both sides as they were.
update orders set state = 'paid' where id in (1, 2);
update orders set state = 'lost' where id = 1;
delete from orders where id = 1;
select * from shown;
-- Nor can be paid what the customer's credit does not allow any more.
insert into orders (customer, article, pieces) values ('Eve', 'tulips', 4);
update customer set credit = 5 where name = 'Eve';
update orders set state = 'paid' where id = 6;
select state, life(:'eci', id) from orders where id = 6;
select credit from customer where name = 'Eve';
-- What was paid comes back.
insert into orders (customer, article, pieces) values ('Ada', 'tulips', 2);
update orders set state = 'paid' where id = 7;
update orders set state = 'cancelled' where id = 7;
select * from counts;
select life(:'eci', 7);

-- Rolled back, nothing has been, on either side.
select * from counts;
begin;
insert into orders (customer, article, pieces) select 'Ada', 'tulips', 1 from generate_series(1, 3);
update orders set state = 'paid' where id > 7;
select * from counts;
savepoint before_the_end;
update orders set state = 'cancelled' where id > 7;
select * from counts;
rollback to before_the_end;
select * from counts;
rollback;
select * from counts;
select life(:'eci', 8) is null as is_unknown;

-- Orders that were refused may go, and their picos with them; in the end all.
delete from orders where state = 'refused';
select count(*) from pico.picos;
select * from shown;

-- Whoever may write the table needs to know of no pico.
create role customer_of_orders;
grant select, insert on orders to customer_of_orders;
set role customer_of_orders;
insert into orders (customer, article, pieces) values ('Ada', 'tulips', 1) returning customer, article, state;
select state from orders order by id desc limit 1;
select count(*) from article;
reset role;
truncate orders;
select * from counts;
select * from pico.check_image();

\c :main
drop database example_orders;
drop role customer_of_orders, clerk;
