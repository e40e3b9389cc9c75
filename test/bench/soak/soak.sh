#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Full load for MINUTES (10): events, messages by the outbox, timers, messages to another host, and clients of
# all manners over HTTP. Prints a line every 30 seconds, and at last what the processes that serve HTTP
# held at the begin, in the middle and at the end; tables, memory, descriptors and connections that keep
# growing are a fault. Runs where libpq leads to a server of this machine, as its superuser, which has
# loaded pico.
set -euo pipefail
folder=$(dirname "$0")

run() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"; }

port=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport')
run -c 'alter system set pico.enabled = on' -c 'alter system set fsync = on' \
  -c "alter system set autovacuum_naptime = '5s'" -c "alter system set pico.http_listen = '127.0.0.1:$port'" \
  -c "alter system set pico.http_client_timeout = '5s'" -c 'select pg_reload_conf()' >/dev/null

scratch=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$scratch"' EXIT
perl "$folder/../sink.pl" >"$scratch/url" &
until [ -s "$scratch/url" ]; do sleep 0.1; done
run -v host="$(cat "$scratch/url")" -f "$folder/setup.sql"
run -c 'select pico.restart_workers()' >/dev/null

# Memory of its own, in kB: without the server's shared memory, of which a process sees more and more.
courier_memory() {
  local pid
  pid=$(run -c "select pid from pg_stat_activity where backend_type = 'pico courier' limit 1")
  sed -n 's/^RssAnon:\s*\([0-9]*\) kB/\1/p' "/proc/${pid:-none}/status" 2>/dev/null || echo 0
}

# What each process holds that serves HTTP.
web_processes() {
  run -c "select pid from pg_stat_activity where backend_type = 'pico http' order by 1" |
    xargs perl "$folder/web_processes.pl" "$port"
}
keep_web() { web_processes | sed "s/^/$1 /" >>"$scratch/web"; }

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
  printf '%6s %9s %11s %9s %11s %10s %10s %11s %8s\n' "$1" "${rates[@]}" "$dead" "$tables" \
    "$(courier_memory)" "$(web_processes | awk '{ sum += $2 } END { print sum }')"
}

until [ "$(run -c "select count(*) from pg_stat_activity where backend_type = 'pico http'")" = 2 ]; do sleep 0.1; done
mapfile -t doors < <(run -c 'select eci from soak.door order by n')
keep_web begin
printf '%6s %9s %11s %9s %11s %10s %10s %11s %8s\n' \
  time/s events/s messages/s timers/s requests/s dead-rows tables/kB courier/kB http/kB
pgbench -n -c 4 -T $((${MINUTES:-10} * 60)) -f "$folder/load.sql" >"$scratch/load" 2>&1 &
load=$!
perl "$folder/clients.pl" "$port" $((${MINUTES:-10} * 60)) 1 "${doors[@]}" >"$scratch/clients" &
clients=$!
for ((time = 30; time <= ${MINUTES:-10} * 60; time += 30)); do
  sleep 30
  line $time 30
  [ $time != $((${MINUTES:-10} * 30)) ] || keep_web middle
done
wait $load || { cat "$scratch/load" >&2; exit 1; }
wait $clients

run -o /dev/null -c "select pico.raise_event(eci, 'load', 'end') from soak.door"
until [ "$(run -c 'select (select count(*) from pico.outbox) + (select count(*) from pico.request)
  + (select count(*) from pico.schedule)')" = 0 ]; do sleep 0.5; done
read -r acts heard timers requests <<<"$(counts)"
echo "events $acts, messages $heard, timers $timers, requests $requests, dead letters $(run -c 'select count(*) from pico.dead_letter')"
# Of a client that watched and is gone a process hears when it sends something: every 15 s.
for ((i = 0; i < 30; ++i)); do
  web_processes | grep ' [1-9][0-9]*$' >/dev/null || break
  sleep 1
done
keep_web end
printf '%-6s %8s %10s %11s %11s\n' http pid memory/kB descriptors connections
while read -r -a each; do printf '%-6s %8s %10s %11s %11s\n' "${each[@]}"; done <"$scratch/web"
echo "clients: $(perl -lane 'for (my $i = 1; $i < @F; $i += 2) { $n{$F[$i]} += $F[$i + 1] }
  END { print join ", ", map { "$_ $n{$_}" } sort keys %n }' "$scratch/clients")"
while read -r eci _ events _; do
  [ "$(run -c "select soak.has_heard_once('$eci', $events)")" = t ] || { echo "lost or repeated: $eci" >&2; exit 1; }
done <"$scratch/clients"
[ "$acts" = "$heard" ]
