-- SPDX-License-Identifier: MIT
-- Subscriptions between picos, from SQL: the handshake, the view, and what deleting a pico does.
select pico.create_pico('Boss') as boss \gset
select pico.create_pico('Worker') as worker \gset
select pico.create_pico('Apprentice', :'worker') as apprentice \gset
select pico.create_channel(:'boss') as boss_eci \gset
select pico.create_channel(:'worker') as worker_eci \gset
select pico.create_channel(:'apprentice') as apprentice_eci \gset

-- Who wants to subscribe needs the other's well-known channel.
create function well_known(eci text) returns text language sql
  return pico.query(eci, 'io.picolabs.subscription', 'wellKnown_Rx') ->> 'id';
create function state(eci text) returns table (list text, buses json) language sql as $$
  select name, pico.query(eci, 'io.picolabs.subscription', name)
  from unnest(array['established', 'inbound', 'outbound']) as name
$$;
create function ask(eci text, target text, id text) returns json language sql return
  pico.raise_event(eci, 'wrangler', 'subscription', json_build_object(
    'wellKnown_Tx', well_known(target), 'Id', id, 'Rx_role', 'boss', 'Tx_role', 'worker',
    'name', 'job')) -> 'deferred';
create view shown as
  select s.pico_name, s.state, s.id, s.rx_role, s.tx_role, p.name as peer,
    c.tags as tx_tags, rx.tags as rx_tags, s.tx_host
  from pico.subscriptions s
  left join pico.picos p on p.id = s.peer
  left join pico.channels c on c.eci = s.tx
  left join pico.channels rx on rx.eci = s.rx and rx.pico = s.pico
  order by s.pico_name, s.id;

-- The handshake.
select ask(:'boss_eci', :'worker_eci', 'contract');
select * from shown;
select pico.raise_event(:'worker_eci', 'wrangler', 'pending_subscription_approval', '{"Id": "contract"}') -> 'directives' as directives;
select * from shown;
select b.buses -> 0 ->> 'Tx' = w.buses -> 0 ->> 'Rx' and b.buses -> 0 ->> 'Rx' = w.buses -> 0 ->> 'Tx' as fit
from state(:'boss_eci') b join state(:'worker_eci') w using (list) where list = 'established';

-- A handshake that is rolled back leaves nothing on either side.
begin;
select ask(:'boss_eci', :'worker_eci', 'another');
select count(*) from pico.subscriptions where id = 'another';
rollback;
select count(*) from pico.subscriptions where id = 'another';

-- Rejected, withdrawn.
select ask(:'boss_eci', :'worker_eci', 'rejected');
select pico.raise_event(:'worker_eci', 'wrangler', 'inbound_rejection', '{"Id": "rejected"}') -> 'directives' as directives;
select ask(:'boss_eci', :'worker_eci', 'withdrawn');
select pico.raise_event(:'boss_eci', 'wrangler', 'outbound_cancellation', '{"Id": "withdrawn"}') -> 'directives' as directives;
select state, id from shown;

-- Many are kept in a row each, which does not show.
select count(ask(:'boss_eci', :'apprentice_eci', 'many' || i)) from generate_series(1, 40) i;
select pico_name, state, count(*), count(distinct tx), count(peer) from pico.subscriptions group by 1, 2 order by 1, 2;
select name, collection, length from pico.entity where rid = 'io.picolabs.subscription' and collection is not null order by 1, 2;
select count(*) as channels from pico.channels where pico = :'boss' and tags[2] = 'tx_rx';

-- Who sees what of others is what he sees of their picos.
create role regress_subscriptions_stranger;
grant usage on schema pico to regress_subscriptions_stranger;
grant select on pico.subscriptions to regress_subscriptions_stranger;
set role regress_subscriptions_stranger;
select count(*) from pico.subscriptions;
reset role;
drop owned by regress_subscriptions_stranger;
drop role regress_subscriptions_stranger;

-- A deleted pico, with those below it, leaves no dangling subscription.
select ask(:'worker_eci', :'apprentice_eci', 'inside');
select ask(:'boss_eci', :'worker_eci', 'pending');
select pico.delete_pico(:'worker');
select * from pico.subscriptions;
select state(:'boss_eci');
select count(*) as channels from pico.channels where pico = :'boss' and tags[2] = 'tx_rx';
select count(*) from pico.messages;
select * from pico.check_image();

drop view shown;
drop function well_known, state, ask;
select pico.delete_pico(:'boss');
