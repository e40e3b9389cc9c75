#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a client of the HTTP server sees over loopback, on connections that are kept: requests per
# second beside those for a constant answer of the same server and beside the same by pgbench, and
# the latency that one in a hundred exceeds. The load is wrk's, which takes its share of the cores,
# as pgbench does. Each connection goes round sixteen picos. Runs where libpq leads to a server, as
# its superuser; prints lines for bench-table.
#
# SECONDS_EACH is the length of a block (2), BLOCKS their number (5).
set -euo pipefail
folder=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
readonly picos=16

run() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"; }

# configure NAME VALUE: for the whole server, at once.
configure() { run -c "alter system set $1 = $2" -c 'select pg_reload_conf()' >/dev/null; }

start_server() {
  run -f "$folder/counter.psql" >/dev/null
  run -f - <<SQL >"$scratch/ecis"
create table bench.client (number integer primary key, eci text);
do \$\$
declare
  pico text;
begin
  for i in 0..$((picos - 1)) loop
    pico := pico.create_pico('counter ' || i, rulesets => '{}');
    perform pico.install_ruleset(pico, 'bench.counter');
    insert into bench.client values (i, pico.create_channel(pico));
  end loop;
end \$\$;
select eci from bench.client order by number;
SQL
  run -c "load 'pico'" -c 'set client_min_messages = warning' -c 'select pico.create_roles()' >/dev/null
  run -c "load 'pico'" -c 'alter system set pico.enabled = on' \
    -c "alter system set pico.http_listen = '127.0.0.1:$port'" >/dev/null
  # What a commit costs is part of the question.
  configure fsync on
  run -c 'select pico.restart_workers()' >/dev/null
  until curl -sf -o "$scratch/health" "http://127.0.0.1:$port/health"; do sleep 0.1; done
}

# paths PATTERN NAME: a script NAME for wrk that asks for the pattern's path of each pico in turn.
paths() {
  {
    echo 'local requests, count = {}, 0'
    echo 'function init()'
    while read -r eci; do
      echo "  requests[#requests + 1] = wrk.format('GET', '${1//ECI/$eci}')"
    done <"$scratch/ecis"
    cat <<'LUA'
end
function request()
  count = count + 1
  return requests[count % #requests + 1]
end
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print('figures', summary.requests / summary.duration * 1e6, latency:percentile(99), failed)
end
LUA
  } >"$scratch/$2.lua"
}

# load SCRIPT CONNECTIONS: sets rate and p99 (us).
load() {
  local failed
  read -r rate p99 failed < <(wrk -t 1 -c "$2" -d "${SECONDS_EACH:-2}" -s "$scratch/$1.lua" \
    "http://127.0.0.1:$port" | sed -n 's/^figures\s*//p')
  [ "$failed" = 0 ] || { echo "web: $failed of the requests of $1 failed" >&2; exit 1; }
}

# by_pgbench SCRIPT CONNECTIONS: sets rate.
by_pgbench() {
  rate=$(pgbench -n -M prepared -c "$2" -T "${SECONDS_EACH:-2}" -f "$scratch/$1.sql" 2>/dev/null |
    sed -n 's/^tps = \([0-9.]*\).*/\1/p')
}

# compare WORK NAME CONNECTIONS: blocks of the load NAME, of a constant answer, and of pgbench.
compare() {
  local work="HTTP: $1, $3 connections" block
  work=${work/ 1 connections/ 1 connection}
  for ((block = 0; block < ${BLOCKS:-5}; ++block)); do
    load "$2" "$3"
    printf 'rate\t%s\t%s\t%s\n' "$work" pico "$rate"
    printf 'us\t%s\t%s\t%s\n' "$work: latency of the 99th in 100" pico "$p99"
    load constant "$3"
    printf 'rate\t%s\t%s\t%s\n' "$work" 'a constant answer' "$rate"
    printf 'us\t%s\t%s\t%s\n' "$work: latency of the 99th in 100" 'a constant answer' "$p99"
    by_pgbench "$2" "$3"
    printf 'rate\t%s\t%s\t%s\n' "$work" pgbench "$rate"
  done
}

port=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport')
start_server

paths /c/ECI/event-wait/counter/increment counter
paths /c/ECI/event-wait/counter/nothing nothing
paths /c/ECI/query/bench.counter/total query
paths /health constant
eci="(select eci from bench.client where number = :client_id % $picos)"
echo "select pico.raise_event($eci, 'counter', 'increment')" >"$scratch/counter.sql"
echo "select pico.raise_event($eci, 'counter', 'nothing')" >"$scratch/nothing.sql"
echo "select pico.query($eci, 'bench.counter', 'total')" >"$scratch/query.sql"

for connections in 1 16 64; do
  for commit in on off; do
    configure synchronous_commit "$commit"
    compare "counter event, \`synchronous_commit = $commit\`" counter "$connections"
  done
  compare 'event that nothing selects' nothing "$connections"
  compare 'query of one variable' query "$connections"
done
