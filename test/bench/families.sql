-- SPDX-License-Identifier: MIT
-- Full picos by the ten thousand: what creating one, subscribing to one and deleting one costs must
-- not depend on how many there are. Each beside itself in small.
\ir measure.psql

create extension pico;
set pico.max_inline_deliveries = 200000;
\if :{?many}
\else
\set many 10000
\endif

-- Memory of this backend in MB, as the kernel counts what is its own.
create function bench.memory_mb() returns numeric language sql volatile
begin atomic
  select (split_part(m.text, ' ', 2)::numeric - split_part(m.text, ' ', 3)::numeric) * 4096 / 1e6
    from (select pg_read_file('/proc/self/statm') as text) m;
end;

-- In one transaction -------------------------------------------------------------------------------
-- A tenth of the children with each command, for the CPU time is read between two.

create table bench.step (work text, side text, us double precision);
create procedure bench.stop_step(work text, side text, n integer) language sql
begin atomic
  insert into bench.step select stop_step.work, stop_step.side,
    (bench.cpu_us() - current_setting('bench.started')::double precision) / stop_step.n;
end;

create procedure bench.create_children(parent text, n integer) language sql
begin atomic
  select count(pico.create_pico('child', parent)) from generate_series(1, n);
end;

select pico.create_pico('root') as crowd \gset
select bench.memory_mb() as memory \gset
begin;
select command
  from generate_series(1, 10) tenth,
       unnest(array['call bench.start()',
                    format('call bench.create_children(%L, %s)', :'crowd', :many / 10),
                    format('call bench.stop_step(%L, %L, %s)',
                           'create a full child, ' || :many || ' in one transaction',
                           case tenth when 1 then 'the first tenth' else 'pico' end,
                           :many / 10)]) with ordinality c (command, step)
 order by tenth, step
\gexec
commit;
select 'creating ' || :many || ' children in one transaction took ' || round(bench.memory_mb() - :memory)
       || ' MB of the backend' as message \gset
\warn :message

-- Each in its own ----------------------------------------------------------------------------------

select pico.create_pico('few') as few \gset
select format('call bench.add(%L, %L, 50, %L, %L)', 'create a full child, each in a transaction',
  side, format('perform pico.create_pico(''child'', %L)', parent), bar)
from (values ('pico', :'crowd', null), ('below a pico with few', :'few', '1.3')) x (side, parent, bar)
\gexec

select format('call bench.add(%L, %L, 50, %L, %L)', 'create and delete a full child', side,
  format('perform pico.delete_pico(pico.create_pico(''child'', %L))', parent), bar)
from (values ('pico', :'crowd', null), ('below a pico with few', :'few', '1.3')) x (side, parent, bar)
\gexec

-- Subscriptions ------------------------------------------------------------------------------------

create table bench.hub as
  select side, pico.create_channel(pico.create_pico(side)) as eci
    from unnest(array['pico', 'with one that has few', 'peer']) as side;
alter table bench.hub add well_known text;
update bench.hub
   set well_known = pico.query(eci, 'io.picolabs.subscription', 'wellKnown_Rx') ->> 'id';
create function bench.subscribe(side text, id text) returns void language sql volatile
begin atomic
  select pico.raise_event(p.eci, 'wrangler', 'subscription', json_build_object(
           'wellKnown_Tx', h.well_known, 'Id', subscribe.id, 'Rx_role', 'a', 'Tx_role', 'b')),
         pico.raise_event(h.eci, 'wrangler', 'pending_subscription_approval',
           json_build_object('Id', subscribe.id))
    from bench.hub h, bench.hub p
   where h.side = subscribe.side and p.side = 'peer';
end;
create function bench.cancel(a_side text, id text) returns void language sql volatile
begin atomic
  select pico.raise_event(h.eci, 'wrangler', 'subscription_cancellation',
           json_build_object('Id', cancel.id))
    from bench.hub h where h.side = a_side;
end;
select count(bench.subscribe('pico', 'kept' || i)) from generate_series(1, :many) i \g /dev/null
select format('call bench.add(%L, %L, 50, %L, %L)', 'subscribe, approve and cancel', side, format(
  'perform bench.subscribe(%L, ''new'' || run); perform bench.cancel(%L, ''new'' || run)', side, side),
  bar)
from (values ('pico', null), ('with one that has few', '1.3')) x (side, bar)
\gexec

\ir report.psql

-- Deleting the whole family ------------------------------------------------------------------------

select children + 1 as crowd_size from pico.picos where id = :'crowd' \gset
select children + 1 as few_size from pico.picos where id = :'few' \gset
select bench.memory_mb() as memory \gset
call bench.start();
select pico.delete_pico(:'few') \g /dev/null
call bench.stop_step('delete a pico of a family of ten thousand', 'of a smaller one', :few_size);
call bench.start();
select pico.delete_pico(:'crowd') \g /dev/null
call bench.stop_step('delete a pico of a family of ten thousand', 'pico', :crowd_size);
select 'deleting ' || :crowd_size || ' picos took ' || round(bench.memory_mb() - :memory)
       || ' MB of the backend' as message \gset
\warn :message

select 'bar', work, side, '1.3' from bench.step where side <> 'pico';
select 'us', work, side, round(us::numeric, 3) from bench.step order by work, side = 'pico' desc;
