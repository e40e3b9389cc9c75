# SPDX-License-Identifier: MIT
# The workers of a database: they come when there is work, go when there is none, come back when they
# are killed, and are in nobody's way.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = Counter::new_node('main');
$node->append_conf('postgresql.conf', "max_worker_processes = 20\nrestart_after_crash = on\npico.worker_idle = 500\n");
$node->restart;
$node->safe_psql('postgres', 'create database image');
my (undef, undef, $notice) = $node->psql('image', 'create extension pico');
like($notice, qr/NOTICE:  after a start of the server.*\nHINT:  Add pico to shared_preload_libraries/s,
	'create extension says what is lost without preloading');
my $sender   = Counter::install($node, 'image');
my $receiver = Counter::install($node, 'image');

# By a message that has to wait in the outbox.
sub send_later
{
	my ($to) = @_;
	return "set pico.max_inline_deliveries = 0;" . Counter::send_increment($sender, $to);
}

sub counts_to
{
	my ($server, $eci, $number, $what) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return ok($server->poll_query_until('image', Counter::count($eci), $number), $what);
}

sub workers
{
	my ($server, $kind) = @_;
	return $server->safe_psql('postgres',
		"select count(*) from pg_stat_activity where backend_type = 'pico $kind'");
}

sub is_gone
{
	my ($server, $what) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return ok(
		$server->poll_query_until('postgres',
			"select count(*) = 0 from pg_stat_activity where backend_type in ('pico courier', 'pico executor')"
		),
		$what);
}

# Coming and going ---------------------------------------------------------------------------------
is(workers($node, 'courier'), '0', 'without work there is no courier');
$node->safe_psql('image', send_later($receiver));
counts_to($node, $receiver, '1', 'what waits is delivered');
is_gone($node, 'the courier ends when there is nothing to do');
is( $node->safe_psql('image',
		'select delivered, dead, courier_is_at_work from pico.worker_statistics'),
	'1|0|f', 'what it did is counted, and that it has ended in order');
$node->safe_psql('image', "begin; set local pico.max_inline_deliveries = 0;"
	  . Counter::send_increment($sender, $receiver) . '; rollback');
is(workers($node, 'courier'), '0', 'what is rolled back starts none');

# It must not be in the way.
$node->safe_psql('image', send_later($receiver));
$node->safe_psql('postgres', 'create database clone template image');
pass('a database that has just worked can be a template');
$node->safe_psql('postgres', 'drop database clone');

# In a transaction that others hold, it keeps trying --------------------------------------------------
my $holder = $node->background_psql('image', on_error_die => 1);
$holder->query_safe('begin; ' . Counter::increment($receiver));
my $other = Counter::install($node, 'image');
$node->safe_psql('image', send_later($receiver));
$node->safe_psql('image', send_later($other));
counts_to($node, $other, '1', 'a pico that is held keeps no other from its messages');
ok( $node->poll_query_until('image',
		"select count(*) = 1 from pico.workers where kind = 'courier'"),
	'the view workers shows the courier');
$holder->query_safe('commit');
$holder->quit;
counts_to($node, $receiver, '4', 'and gets its own when it is free');

# Pausing ------------------------------------------------------------------------------------------
$node->safe_psql('image', "select pico.pause_workers('1 hour')");
$node->safe_psql('image', send_later($receiver));
is_gone($node, 'paused, the courier leaves');
is($node->safe_psql('image', Counter::count($receiver)), '4', 'nothing is delivered');
$node->safe_psql('image', 'select pico.resume_workers()');
counts_to($node, $receiver, '5', 'then it goes on');

# Coming back ----------------------------------------------------------------------------------------
$holder = $node->background_psql('image', on_error_die => 1);
$holder->query_safe('begin; ' . Counter::increment($receiver));
$node->safe_psql('image', send_later($receiver));
my $courier = "select pid from pg_stat_activity where backend_type = 'pico courier'";
ok($node->poll_query_until('postgres', "select exists ($courier)"), 'a courier that has to wait');
my $pid = $node->safe_psql('postgres', $courier);
$node->safe_psql('postgres', "select pg_terminate_backend($pid, 10000)");
$holder->query_safe('commit');
$holder->quit;
counts_to($node, $receiver, '7', 'terminated, it comes back');

$holder = $node->background_psql('image', on_error_die => 1);
$holder->query_safe('begin; ' . Counter::increment($receiver));
$node->safe_psql('image', send_later($receiver));
ok($node->poll_query_until('postgres', "select exists ($courier)"), 'a courier that has to wait');
$pid = $node->safe_psql('postgres', $courier);
kill 'KILL', $pid;
$holder->{run}->finish;
ok($node->poll_query_until('postgres', 'select true'), 'killed, it takes the server along, which restarts');
counts_to($node, $receiver, '8', 'and goes on after that');
is_gone($node, 'no worker is left over');
Counter::is_sound($node, 'image', 'after the kill');

# What blocks ----------------------------------------------------------------------------------------
# Eight picos whose events wait for a lock that an idle transaction has.
$node->safe_psql('image', <<'SQL');
create table gate (n int);
create function pass_gate() returns trigger language plpgsql as $$
begin
  lock table public.gate in access share mode;
  return new;
end
$$;
SQL
my @blocked = map { Counter::install($node, 'image') } 1 .. 8;
my $ids = join ',', map { "'$_'" } @blocked;
$node->safe_psql('image',
	"create trigger gate before insert on pico.entity for each row"
	  . " when (new.pico in (" . $node->safe_psql('image', "select string_agg(quote_literal(pico), ',') from pico.channel where eci in ($ids)")
	  . ')) execute function pass_gate()');
$holder = $node->background_psql('image', on_error_die => 1);
$holder->query_safe('begin; lock table gate');
$node->safe_psql('image', send_later($_)) for @blocked;
ok( $node->poll_query_until('image',
		"select count(*) = 4 from pg_stat_activity where backend_type = 'pico executor' and wait_event_type = 'Lock'"),
	'executors wait for what the courier must not wait for');
$node->safe_psql('image', send_later($receiver));
counts_to($node, $receiver, '9', 'meanwhile deliveries go on');
$holder->query_safe('commit');
$holder->quit;
counts_to($node, $_, '1', 'then what was blocked goes on') for @blocked;
is_gone($node, 'executors end as well');
$node->safe_psql('image', 'drop trigger gate on pico.entity');

# What cannot be delivered ------------------------------------------------------------------------
$node->safe_psql('image', <<'SQL');
create function refuse() returns trigger language plpgsql as $$
begin
  raise exception 'not today';
end
$$;
create constraint trigger refuse after insert or update on pico.entity
  deferrable initially deferred for each row execute function refuse();
SQL
$node->safe_psql('image', send_later($receiver));
ok( $node->poll_query_until('image',
		q(select count(*) = 1 from pico.dead_letter where error like '%not today')),
	'a message that fails at the commit is buried after its tries');
$node->safe_psql('image', 'drop trigger refuse on pico.entity');
is_gone($node, 'and bothers nobody any more');

# Dropping ---------------------------------------------------------------------------------------------
$node->safe_psql('image', send_later($receiver));
$node->safe_psql('image', 'drop extension pico cascade');
is_gone($node, 'the courier ends without the extension');
$node->safe_psql('image', 'create extension pico');
$sender = Counter::install($node, 'image');
$node->safe_psql('image', send_later($sender));
$node->safe_psql('postgres', 'drop database image with (force)');
is_gone($node, 'it is not started again where the database is gone');

# With the library preloaded ---------------------------------------------------------------------------
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'pico'\npico.enabled = off\n");
$node->restart;
$node->safe_psql('postgres', 'create database image');
(undef, undef, $notice) = $node->psql('image', 'create extension pico');
is($notice, '', 'preloaded, create extension has nothing to say');
$sender = Counter::install($node, 'image');
$node->safe_psql('image', send_later($sender));
is(workers($node, 'courier'), '0', 'switched off, nothing goes on');
$node->append_conf('postgresql.conf', "pico.enabled = on\n");
$node->restart;
counts_to($node, $sender, '1', 'the launcher starts couriers after a start of the server');
is(workers($node, 'launcher'), '1', 'and stays');
is_gone($node, 'the courier ends');

# A timer that nobody but the launcher knows of.
$node->safe_psql('image', "select pico.raise_event('$sender', 'counter', 'later', '{\"seconds\": 5}')");
is_gone($node, 'the courier does not wait for a timer');
is($node->safe_psql('image', 'select count(*) from pico.schedule'), '1', 'which is not due yet');
counts_to($node, $sender, '2', 'the launcher starts a courier when it is');
is_gone($node, 'which ends');

$node->stop('fast');
done_testing();
