#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Full load for MINUTES (10): events, messages by the outbox, timers, and messages to another host.
# Prints a line every 30 seconds; tables and memory that keep growing are a fault. Runs where libpq
# leads to a server of this machine, as its superuser.
set -euo pipefail
folder=$(dirname "$0")

run() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"; }

run -c 'alter system set pico.enabled = on' -c 'alter system set fsync = on' \
  -c "alter system set autovacuum_naptime = '5s'" -c 'select pg_reload_conf()' >/dev/null

scratch=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$scratch"' EXIT
perl "$folder/../sink.pl" >"$scratch/url" &
until [ -s "$scratch/url" ]; do sleep 0.1; done
run -v host="$(cat "$scratch/url")" -f "$folder/setup.sql"

# Memory of its own, in kB: without the server's shared memory, of which a process sees more and more.
courier_memory() {
  local pid
  pid=$(run -c "select pid from pg_stat_activity where backend_type = 'pico courier' limit 1")
  sed -n 's/^RssAnon:\s*\([0-9]*\) kB/\1/p' "/proc/${pid:-none}/status" 2>/dev/null || echo 0
}

counts() {
  run -F ' ' -c "select soak.total('acts'), soak.total('heard'), soak.total('ticks') + soak.total('seconds'),
    coalesce(sum(requests_sent), 0) from pico.stat_workers"
}

# line SECONDS: rates since the last line, and sizes now.
last=(0 0 0 0)
line() {
  local now each rates=()
  read -ra now <<<"$(counts)"
  for each in "${!now[@]}"; do rates+=($(((now[each] - last[each]) / $2))); done
  last=("${now[@]}")
  read -r tables dead <<<"$(run -F ' ' -c 'select tables / 1024, dead from soak.size()')"
  printf '%6s %9s %11s %9s %11s %10s %10s %12s\n' "$1" "${rates[@]}" "$dead" "$tables" "$(courier_memory)"
}

printf '%6s %9s %11s %9s %11s %10s %10s %12s\n' \
  time/s events/s messages/s timers/s requests/s dead-rows tables/kB courier/kB
pgbench -n -c 4 -T $((${MINUTES:-10} * 60)) -f "$folder/load.sql" >"$scratch/load" 2>&1 &
load=$!
for ((time = 30; time <= ${MINUTES:-10} * 60; time += 30)); do
  sleep 30
  line $time 30
done
wait $load || { cat "$scratch/load" >&2; exit 1; }

run -o /dev/null -c "select pico.raise_event(eci, 'load', 'end') from soak.door"
until [ "$(run -c 'select (select count(*) from pico.outbox) + (select count(*) from pico.request)
  + (select count(*) from pico.schedule)')" = 0 ]; do sleep 0.5; done
read -r acts heard timers requests <<<"$(counts)"
echo "events $acts, messages $heard, timers $timers, requests $requests, dead letters $(run -c 'select count(*) from pico.dead_letter')"
[ "$acts" = "$heard" ]
