#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The first event on a new connection, whose backend must compile the ruleset, beside the next one.
# Runs where libpq leads to a server, as its superuser; prints lines for bench-table.
#
# BLOCKS is the number of connections (20).
set -euo pipefail
folder=$(dirname "$0")

{
  echo 'ruleset bench.first {'
  for ((i = 0; i < 50; ++i)); do
    cat <<KRL
  rule r$i {
    select when sensor reading_$i temp re#^(\\d+)\$# setting(temp) where temp > 10
    pre {
      x = temp.as("Number") * 2
      y = {"a": [1, 2, x], "b": <<text #{x} more>>}
    }
    if x > 3 then send_directive("d", {"x": x, "y": y{"a"}})
    fired {
      ent:m{[temp, "k"]} := y.put("z", x);
      raise sensor event "seen" attributes {"x": x} if x < 100
    }
  }
KRL
  done
  echo '}'
} | {
  krl=$(cat)
  psql -X -q -v ON_ERROR_STOP=1 -v krl="$krl" -f "$folder/measure.psql" -f - <<'SQL'
create extension pico;
select pico.register_ruleset(:'krl') \g /dev/null
select pico.create_pico('first', rulesets => '{}') as pico \gset
select pico.install_ruleset(:'pico', 'bench.first') \g /dev/null
select pico.create_channel(:'pico') as eci \gset
create table bench.channel as select :'eci' as eci;
SQL
}

eci=$(psql -X -At -c 'select eci from bench.channel')
printf 'bar\t%s\t%s\t%s\n' 'first event on a connection, ruleset of 600 lines' 'the next one' +5000
for ((block = 0; block < ${BLOCKS:-20}; ++block)); do
  psql -X -q -v ON_ERROR_STOP=1 -v eci="$eci" <<'SQL'
\pset format unaligned
\pset tuples_only on
\pset fieldsep '\t'
select bench.cpu_us() as start \gset
select bench.cpu_us() as start \gset
select pico.raise_event(:'eci', 'sensor', 'reading_7', '{"temp": "12"}') \g /dev/null
select bench.cpu_us() as middle \gset
select pico.raise_event(:'eci', 'sensor', 'reading_7', '{"temp": "12"}') \g /dev/null
select bench.cpu_us() as stop \gset
select 'us', 'first event on a connection, ruleset of 600 lines', 'pico',
       round((:middle - :start)::numeric, 3);
select 'us', 'first event on a connection, ruleset of 600 lines', 'the next one',
       round((:stop - :middle)::numeric, 3);
SQL
done
