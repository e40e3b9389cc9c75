# SPDX-License-Identifier: MIT
# Fifteen seconds of clients that open, use, leave and misuse connections at random. What was acknowledged is
# there once; the processes that serve them stay the same, and hold no more at the end than before. `make
# soak` does the same for longer and with other load beside it.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep);
use WebClient;

my $folder  = "$FindBin::RealBin/../bench/soak";
my $workers = 2;
my $port    = PostgreSQL::Test::Cluster::get_free_port();
my $node    = Counter::new_node('main');
$node->append_conf('postgresql.conf', <<"CONF");
shared_preload_libraries = 'pico'
max_worker_processes = 30
restart_after_crash = off
pico.http_listen = '127.0.0.1:$port'
pico.http_workers = $workers
pico.http_client_timeout = '2s'
CONF
$node->restart;
IPC::Run::run([ 'psql', '-X', '-q', '-d', $node->connstr('postgres'), '-v', 'host=http://127.0.0.1:1',
		'-f', "$folder/setup.sql" ]) or BAIL_OUT('no picos');
$node->safe_psql('postgres', 'select pico.restart_workers()');
my @doors = split /\n/, $node->safe_psql('postgres', 'select eci from soak.door order by n limit 4');
$node->poll_query_until('postgres', "select count(*) = $workers from pico.workers where kind = 'http'")
  or BAIL_OUT('nobody serves');

my %events;

# Lets clients act, each with a pico of its own, as each counts its events from 1.
sub act_for
{
	my ($seconds, $seed, @ecis) = @_;
	IPC::Run::run([ $^X, "$folder/clients.pl", $port, $seconds, $seed, @ecis ], '>', \my $said)
	  or BAIL_OUT('a client has failed');
	note $said;
	$events{$1} = $2 while $said =~ /^(\S+) events (\d+)/mg;
	return;
}

# By pid: [memory in kB, descriptors], once there are no connections any more.
sub processes
{
	my @pids = split /\n/, $node->safe_psql('postgres', "select pid from pico.workers where kind = 'http' order by pid");
	my $said;
	for (1 .. 10 * $PostgreSQL::Test::Utils::timeout_default)
	{
		IPC::Run::run([ $^X, "$folder/web_processes.pl", $port, @pids ], '>', \$said) or last;
		last unless $said =~ / [1-9]\d*$/m;
		usleep(100_000);
	}
	note $said;
	unlike($said, qr/ [1-9]\d*$/m, 'no connection is left');
	return map { my ($pid, @held) = split; ($pid, \@held) } split /\n/, $said;
}

act_for(5, 1, @doors[ 0, 1 ]);
my %before = processes();
act_for(10, 2, @doors[ 2, 3 ]);
my %after = processes();

is(join(' ', sort keys %after), join(' ', sort keys %before), 'the same processes have served all the time');
for my $pid (sort keys %before)
{
	cmp_ok($after{$pid}[0], '<', $before{$pid}[0] + 4096, 'their memory does not grow');
	# Files of tables are opened when they are needed first.
	cmp_ok($after{$pid}[1], '<', $before{$pid}[1] + 16, 'nor do their descriptors');
}

$node->poll_query_until('postgres', 'select not exists (select from pico.outbox)');
for my $eci (sort keys %events)
{
	cmp_ok($events{$eci}, '>', 0, 'events were acknowledged');
	is($node->safe_psql('postgres', "select soak.has_heard_once('$eci', $events{$eci})"),
		't', 'and have happened once each');
}
my $web = WebClient->new($port);
is($web->get('/health')->{status}, 200, 'the server goes on serving');
is($web->post("/c/$doors[0]/event-wait/load/web", { n => 0 })->{json}{directives}[0]{name}, 'heard', 'events, too');
Counter::is_sound($node, 'postgres', 'after all');

$node->stop;
done_testing();
