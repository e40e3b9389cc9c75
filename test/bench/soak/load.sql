-- SPDX-License-Identifier: MIT
-- One act, for pgbench. Half of the messages go by the outbox.
\set i random(1, 10)
\set j random(1, 10)
\set inline random(0, 1)
call soak.wait_while_much_waits();
begin;
set local pico.max_inline_deliveries = :inline;
select pico.raise_event(a.eci, 'load', 'act', json_build_object('to', b.eci, 'host', a.host))
from soak.door a, soak.door b where a.n = :i and b.n = :j;
commit;
