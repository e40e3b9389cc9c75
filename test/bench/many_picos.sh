#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What an event costs in a database of many picos: beside the same event where there are but ten, and,
# for picos at random, beside a function in PL/pgSQL whose tables have as many rows. Runs where libpq
# leads to a server, as its superuser; prints lines for bench-table.
#
# BLOCKS is the number of blocks (10), each on a connection of its own, one database after the other.
set -euo pipefail
folder=$(dirname "$0")

# Makes a database with so many picos, each with a counter, and as many counters by hand.
populate() {
  createdb "$1"
  psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -d "$1" -v picos="$2" \
    -f "$folder/measure.psql" -f "$folder/counter.psql" -f - <<'SQL'
create table bench.pico (number integer primary key, eci text);
create procedure bench.populate(picos integer) language plpgsql as $$
declare
  pico text;
begin
  for i in 1..picos loop
    pico := pico.create_pico('one of many', rulesets => '{}');
    perform pico.install_ruleset(pico, 'bench.counter');
    insert into bench.pico values (i, pico.create_channel(pico));
    insert into bench.channel values (
      'hand' || i, 'hand' || i, i, '{"allow": [{"domain": "*", "name": "*"}], "deny": []}');
    insert into bench.entity values ('hand' || i, 'bench.counter', 'total', '0');
    if i % 1000 = 0 then commit; end if;
  end loop;
end $$;
call bench.populate(:picos);
SQL
}

# add DATABASE WORK SIDE EVENT [BAR]
add() {
  psql -X -q -v ON_ERROR_STOP=1 -d "$1" -v work="$2" -v side="$3" -v event="perform $4" \
    -v bar="${5:-}" <<<"call bench.add(:'work', :'side', 500, :'event', nullif(:'bar', ''));"
}

populate few 10
populate many 100000

one_of_ten="pico.raise_event(
  (select eci from bench.pico where number = 1 + run % 10), 'counter', 'increment')"
work='event in a database of 100,000 picos'
add many "$work" pico "$one_of_ten"
add few "$work" 'of 10' "$one_of_ten" 1.3

work='event in a random one of 100,000 picos'
add many "$work" pico "pico.raise_event(
  (select eci from bench.pico where number = 1 + run * 197), 'counter', 'increment')"
add many "$work" PL/pgSQL "bench.raise_event(
  (select 'hand' || number from bench.pico where number = 1 + run * 197), 'counter', 'increment', '{}')" 1.15

for ((block = 0; block < ${BLOCKS:-10}; ++block)); do
  for database in many few; do
    psql -X -q -A -t -F $'\t' -v ON_ERROR_STOP=1 -d "$database" -v blocks=1 \
      -c 'truncate bench.block' -f "$folder/report.psql"
  done
done
