-- SPDX-License-Identifier: MIT
-- What an event and a query cost beside a function in PL/pgSQL that does the same reads and writes.
\ir measure.psql
\ir counter.psql

call bench.add('counter event with a directive', 'pico', 300, format(
  'perform pico.raise_event(%L, ''counter'', ''increment'')', :'eci'));
call bench.add('counter event with a directive', 'PL/pgSQL', 300,
  'perform bench.raise_event(''c1'', ''counter'', ''increment'', ''{}'')', '1.15');
call bench.add('query of one variable', 'pico', 600, format(
  'perform pico.query(%L, ''bench.counter'', ''total'')', :'eci'));
call bench.add('query of one variable', 'PL/pgSQL', 600,
  'perform bench.query(''c1'', ''bench.counter'', ''total'')', '1.15');

\ir report.psql
