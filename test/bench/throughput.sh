#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Counter events per second by pgbench, beside those of PL/pgSQL: each client has a pico of its own,
# so that none waits for another's. Runs where libpq leads to a server, as its superuser; prints
# lines for bench-table.
#
# SECONDS_EACH is the length of a block (2), BLOCKS their number (5).
set -euo pipefail
folder=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -f "$folder/counter.psql" -f - <<'SQL'
create table bench.counter (client integer primary key, eci text, by_hand text);
do $$
declare
  pico text;
begin
  for i in 0..15 loop
    pico := pico.create_pico('counter ' || i, rulesets => '{}');
    perform pico.install_ruleset(pico, 'bench.counter');
    insert into bench.counter values (i, pico.create_channel(pico), 'hand' || i);
    insert into bench.channel values (
      'hand' || i, 'hand' || i, i, '{"allow": [{"domain": "*", "name": "*"}], "deny": []}');
    insert into bench.entity values ('hand' || i, 'bench.counter', 'total', '0');
  end loop;
end $$;
-- What a commit costs is part of the question.
alter system set fsync = on;
select pg_reload_conf();
SQL

# Both sides look their channel up by the client's number.
cat >"$scratch/pico" <<'SQL'
select pico.raise_event((select eci from bench.counter where client = :client_id),
                        'counter', 'increment');
SQL
cat >"$scratch/PL_pgSQL" <<'SQL'
select bench.raise_event((select by_hand from bench.counter where client = :client_id),
                         'counter', 'increment', '{}');
SQL

for commit in on off; do
  for clients in 1 4 16; do
    work="counter events, $clients clients, \`synchronous_commit = $commit\`"
    for ((block = 0; block < ${BLOCKS:-5}; ++block)); do
      for side in pico PL_pgSQL; do
        rate=$(PGOPTIONS="-c synchronous_commit=$commit" pgbench -n -M prepared -c "$clients" \
          -T "${SECONDS_EACH:-2}" -f "$scratch/$side" 2>/dev/null | sed -n 's/^tps = \([0-9.]*\).*/\1/p')
        printf 'rate\t%s\t%s\t%s\n' "${work/1 clients/1 client}" "${side/_//}" "$rate"
      done
    done
  done
done
