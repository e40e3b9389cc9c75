# SPDX-License-Identifier: MIT
# Twenty seconds of load: events, messages by the outbox, timers and messages to another host. All adds
# up in the end, nothing is left in the queues, and neither they nor the courier grow. `make soak` does
# the same for longer and at full load.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use IPC::Run;
use OtherHost;
use PostgreSQL::Test::Utils;
use Test::More;

my $folder = "$FindBin::RealBin/../bench/soak";
my $web    = OtherHost->new;
my $node   = Counter::new_node('main');
$node->append_conf('postgresql.conf', <<'CONF');
fsync = on
shared_preload_libraries = 'pico'
max_worker_processes = 20
autovacuum_naptime = 1
CONF
$node->restart;
IPC::Run::run([ 'psql', '-X', '-q', '-d', $node->connstr('postgres'), '-v', 'host=' . $web->url,
		'-f', "$folder/setup.sql" ]) or BAIL_OUT('no picos');

# Memory of the courier's own, in kB: without shared memory, of which a process sees more and more.
sub courier
{
	my $pid = $node->safe_psql('postgres',
		"select pid from pg_stat_activity where backend_type = 'pico courier'");
	my ($memory) = slurp_file("/proc/$pid/status") =~ /^RssAnon:\s*(\d+) kB/m;
	return ($pid, $memory);
}

sub table_size { return $node->safe_psql('postgres', 'select tables / 1024 from soak.size()'); }

# How many events there were.
sub load_for
{
	my ($seconds) = @_;
	my $said;
	IPC::Run::run([ 'pgbench', '-n', '-c', 3, '-R', 300, '-T', $seconds, '-f', "$folder/load.sql",
			$node->connstr('postgres') ], '>&', \$said) or BAIL_OUT("pgbench: $said");
	return $said =~ /actually processed: (\d+)/ ? $1 : BAIL_OUT("pgbench: $said");
}

my $events = load_for(7);
my ($pid, $memory) = courier();
my $size = table_size();
$events += load_for(13);
my ($later_pid, $later_memory) = courier();
note "tables $size, then ", table_size(), " kB; courier $memory, then $later_memory kB";
is($later_pid, $pid, 'it is the same courier all the time');
cmp_ok($later_memory, '<', $memory + 4096, 'whose memory does not grow');
cmp_ok(table_size(), '<', 2 * $size + 1024, 'nor do the tables of what waits');

$node->safe_psql('postgres', "select pico.raise_event(eci, 'load', 'end') from soak.door");
for my $table (qw(schedule outbox request))
{
	ok($node->poll_query_until('postgres', "select not exists (select from pico.$table)"),
		"nothing is left in pico.$table");
}
Counter::is_sound($node, 'postgres', 'after all');
is($node->safe_psql('postgres', 'select error from pico.dead_letter'), '', 'no message is dead');
is($node->safe_psql('postgres', "select soak.total('acts')"), $events, 'each event has happened');
is($node->safe_psql('postgres', "select soak.total('heard')"), $events, 'each message is heard');
my $timers = $node->safe_psql('postgres',
	"select sum(value::text::int / 4) from pico.entity_variables where rid = 'soak' and name = 'acts'");
is($node->safe_psql('postgres', "select soak.total('ticks')"), $timers, 'each timer has fired');
cmp_ok($node->safe_psql('postgres', "select soak.total('seconds')"), '>', 0, 'also those that repeat');
is(scalar(keys %{ { map { $_->[0] => 1 } $web->record } }), $events, 'another host has heard all');

$node->stop;
done_testing();
