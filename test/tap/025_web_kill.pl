# SPDX-License-Identifier: MIT
# At random moments and under load somebody is killed: a process that serves requests over HTTP, an executor
# of one, the server as a whole. Clients try again under the same key until they have an answer: whatever was
# answered is there once, and nothing else.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use Killer;
use POSIX ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep);
use WebClient;

my $clients = 4;
my $rounds  = $ENV{PICO_KILLS} // 10;

my $port = PostgreSQL::Test::Cluster::get_free_port();
my $node = Counter::new_node('main');
$node->append_conf('postgresql.conf', <<"CONF");
fsync = on
restart_after_crash = on
shared_preload_libraries = 'pico'
max_worker_processes = 30
pico.http_listen = '127.0.0.1:$port'
pico.http_workers = 2
pico.fast_budget = 5
CONF
$node->restart;
$node->safe_psql('postgres', <<"SQL");
create extension pico;
select pico.create_roles();
select pico.register_ruleset(\$krl\$
ruleset load {
  meta { shares acts }
  global {
    acts = function() { ent:acts.defaultsTo({}) }
    fib = function(n) { n < 2 => n | fib(n - 1) + fib(n - 2) }
  }
  rule act {
    select when load act
    pre {
      n = event:attrs{"n"}
      // What takes so long is left to an executor.
      slow = n % 5 == 0 => fib(22) | 0
    }
    always { ent:acts := acts().put("a" + n, acts(){"a" + n}.defaultsTo(0) + 1) }
  }
}
\$krl\$);
create table door (n int primary key, pico text, eci text);
insert into door (n, pico) select n, pico.create_pico(n::text, rulesets => '{}') from generate_series(1, $clients) n;
update door set eci = pico.create_channel(pico);
select pico.install_ruleset(pico, 'load') from door;
SQL
my @eci = split /\n/, $node->safe_psql('postgres', 'select eci from door order by n');
$node->restart;
WebClient->new($port)->close;

# One client: events one after the other, each under its key until it is answered. It ends when it is told to,
# and leaves in a file how many there were, or what else it was told.
sub act
{
	my ($number, $file) = @_;
	my $is_over = 0;
	local $SIG{TERM} = sub { $is_over = 1 };
	my $web;
	my $n = 1;
	until ($is_over)
	{
		my $answer = eval {
			$web //= WebClient->new($port, once => 1);
			$web->post("/c/$eci[$number]/event-wait/load/act", { n => $n }, 'Idempotency-Key', "$number-$n");
		};
		if (!$answer)
		{
			undef $web;
			usleep 20_000;
		}
		elsif ($answer->{status} == 200) { ++$n }
		elsif ($answer->{status} != 503) { append_to_file($file, "$answer->{status}: $answer->{body}\n") }
	}
	append_to_file($file, $n - 1);
	return;
}

# In a process that leaves the server alone when it ends.
sub start_client
{
	my ($number, $file) = @_;
	my $process = fork() // die "fork: $!";
	return $process if $process;
	eval { act($number, $file) };
	POSIX::_exit(0);
}

my $directory = PostgreSQL::Test::Utils::tempdir();
my @clients   = map { start_client($_, "$directory/$_") } 0 .. $clients - 1;

my %killed;
my @victims = ('pico http', 'the server', 'pico executor');
for my $round (0 .. $rounds - 1)
{
	my $victim = $victims[ $round % @victims ];
	my $kind = $victim eq 'the server' ? 'pico http' : $victim;
	$node->poll_query_until('postgres', "select exists (select from pg_stat_activity where backend_type = '$kind')")
	  or BAIL_OUT("there is no $kind");
	usleep(rand 600_000);
	if ($victim eq 'the server')
	{
		Killer::kill_server($node);
		Killer::start_again($node) or BAIL_OUT('the server does not start again');
		$killed{$victim}++;
		next;
	}
	my ($pid) = Killer::pids($node, $victim);
	next unless defined $pid;
	$killed{$victim} += kill 'KILL', $pid;
	# It is over when the server has noticed.
	usleep 1_000 while kill 0, $pid;
	Killer::comes_back($node) or BAIL_OUT('the server does not come back');
}
note join ', ', map { "$_ killed $killed{$_} times" } sort keys %killed;
WebClient->new($port)->close;
usleep(500_000);
kill 'TERM', @clients;
waitpid $_, 0 for @clients;

for my $number (0 .. $clients - 1)
{
	my $count = slurp_file("$directory/$number");
	like($count, qr/\A\d+\z/, 'a client has heard of nothing but success and times when it was to try again') or next;
	cmp_ok($count, '>', 0, 'and of success');
	my %acts = map { split /\|/ } split /\n/,
	  $node->safe_psql('postgres', "select key, value from json_each(pico.query('$eci[$number]', 'load', 'acts'))");
	is(join(' ', grep { ($acts{"a$_"} // 0) != 1 } 1 .. $count), '', "each of $count events that were answered is there once");
	delete @acts{ map { "a$_" } 1 .. $count };
	my $last = 'a' . ($count + 1);
	is(join(' ', grep { $_ ne $last || $acts{$_} != 1 } keys %acts), '', 'and no other, but the one that was on its way');
}
Counter::is_sound($node, 'postgres', 'after all');
$node->stop('fast');
done_testing();
