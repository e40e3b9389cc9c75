#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What passes through the courier in a second: messages by the outbox, timers, messages to another
# host; beside the same by hand, or inline. Wall time, for what is measured is another process. Runs
# where libpq leads to a server, as its superuser; prints lines for bench-table.
#
# BLOCKS is the number of blocks (5).
set -euo pipefail
folder=$(dirname "$0")

run() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"; }

# With a courier, and every message goes by the outbox.
run -f "$folder/courier.psql" >/dev/null
run -c "load 'pico'" -c 'alter system set pico.enabled = on' -c 'alter system set pico.max_inline_deliveries = 0' \
  -c 'select pg_reload_conf()' >/dev/null

# rate WORK SIDE COUNT MICROSECONDS
rate() { awk -v OFS='\t' -v count="$3" -v us="$4" -v work="$1" -v side="$2" \
  'BEGIN { print "rate", work, side, count / us * 1e6 }'; }

# timed START CONDITION: how long it takes, in us, from a statement until a condition holds.
timed() {
  run -c 'select pg_sleep(0.05)' -v start="$1" -v condition="$2" -f - <<'SQL' | tail -n 1
select clock_timestamp() as since \gset
:start
call bench.wait_until(:'condition', :'since');
SQL
}

by_hand() {
  run -v start="$1" -f - <<'SQL' | tail -n 1
set synchronous_commit = off;
:start
select clock_timestamp() as since \gset
call bench.work();
select extract(epoch from clock_timestamp() - :'since') * 1e6;
SQL
}

ping_pong() {
  local count=20000 ended
  ended=$(run -c "select bench.variable('left', 'ended') + bench.variable('right', 'ended')")
  rate 'messages by the outbox, ping-pong' pico $count "$(timed "
    select pico.raise_event(bench.eci('left'), 'ball', 'hit',
      json_build_object('to', bench.eci('right'), 'left', $count)) \g /dev/null" \
    "bench.variable('left', 'ended') + bench.variable('right', 'ended') > $ended")"
  rate 'messages by the outbox, ping-pong' PL/pgSQL $count "$(by_hand "
    insert into bench.queue (pico, \"left\", due) values (0, $count, clock_timestamp());")"
}

fan_out() {
  local start="select pico.raise_event(bench.eci('parent'), 'family', 'ask') \g /dev/null"
  local us
  us=$(timed "$start" "bench.variable('parent', 'answers') = 1000")
  printf 'us\t%s\t%s\t%s\n' 'asking 1,000 children, with their answers' pico "$us"
  us=$(timed "set pico.max_inline_deliveries = 10000; set pico.max_pico_locks = 2000; $start" "bench.variable('parent', 'answers') = 1000")
  printf 'us\t%s\t%s\t%s\n' 'asking 1,000 children, with their answers' inline "$us"
}

timers() {
  local count=10000 fired
  fired=$(run -c "select bench.variable('timer', 'fired')")
  run -o /dev/null -c "select pico.raise_event(bench.eci('timer'), 'timer', 'wait', json_build_object(
    'count', $count, 'at', (extract(epoch from clock_timestamp()) * 1000 + 4000)::bigint))"
  run -o /dev/null -c "select pg_sleep(extract(epoch from (select max(due_at) from pico.schedule) - clock_timestamp()))"
  rate 'timers due at once' pico $count "$(timed '' "bench.variable('timer', 'fired') = $fired + $count")"
  rate 'timers due at once' PL/pgSQL $count "$(by_hand "
    insert into bench.queue (pico, \"left\", due) select 7, 0, clock_timestamp() from generate_series(1, $count);")"
}

far() {
  local count=10000
  rate 'messages to another host' pico $count "$(timed "
    select pico.raise_event(bench.eci('far'), 'far', 'tell',
      json_build_object('count', $count, 'host', '$1')) \g /dev/null" \
    'not exists (select from pico.request)')"
  seq 1 $count | sed "s|.*|url = \"$1/c/far&/event/far/hear\"\ndata = \"{\\\\\"i\\\\\":&}\"\noutput = /dev/null\nnext|" | sed '$d' >"$scratch/requests"
  local start
  start=$(date +%s%N)
  curl --silent --parallel --parallel-max 100 --config "$scratch/requests" 2>/dev/null
  rate 'messages to another host' 'curl --parallel' $count "$((($(date +%s%N) - start) / 1000))"
}

scratch=$(mktemp -d)
perl "$folder/sink.pl" >"$scratch/url" &
sink=$!
trap 'kill $sink; rm -rf "$scratch"' EXIT
until [ -s "$scratch/url" ]; do sleep 0.1; done

for ((block = 0; block < ${BLOCKS:-5}; ++block)); do
  ping_pong
  fan_out
  timers
  far "$(cat "$scratch/url")"
done
