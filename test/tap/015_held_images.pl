# SPDX-License-Identifier: MIT
# A copy of an image does not act: it is held until somebody says that it may. A promoted standby is no
# copy.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = Counter::new_node('main', allows_streaming => 1);
$node->append_conf('postgresql.conf',
	"shared_preload_libraries = 'pico'\nmax_worker_processes = 20\npico.worker_idle = 500\n");
$node->restart;
$node->safe_psql('postgres', 'create database image');
$node->safe_psql('image',    'create extension pico');
my $eci = Counter::install($node, 'image');

# What a session is told when it asks for something.
sub warning_of
{
	my ($server, $database) = @_;
	my (undef, undef, $error) =
	  $server->psql($database, Counter::count($eci) . ';' . Counter::count($eci));
	return $error;
}
my $copied = qr/\A\S+ WARNING:  this image is a copy: its timers do not fire, no request leaves it\nHINT:  Call pico\.resume_image\(\)[^\n]*\z/;

# A message, which has to wait in the outbox.
sub delivers
{
	my ($server, $database, $what) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $before = $server->safe_psql($database, Counter::count($eci)) || 0;
	$server->safe_psql($database,
		'set pico.max_inline_deliveries = 0;' . Counter::send_increment($eci, $eci));
	# A query of the pico would be warned, which this takes for an error.
	$server->poll_query_until($database, 'select count(*) = 0 from pico.outbox');
	return is($server->safe_psql($database, Counter::count($eci)), $before + 1, $what);
}

is(warning_of($node, 'image'), '', 'an image at home is not held');
delivers($node, 'image', 'at home: messages are delivered');

# By hand ------------------------------------------------------------------------------------------
$node->safe_psql('image', 'select pico.hold_image()');
like(warning_of($node, 'image'), qr/\A\S+ WARNING:  this image is held:/, 'it can be held');
delivers($node, 'image', 'held: messages within it go on');
$node->safe_psql('image', 'select pico.resume_image()');
is(warning_of($node, 'image'), '', 'and let go');

# Copies ---------------------------------------------------------------------------------------------
my $dump = "$PostgreSQL::Test::Utils::tmp_check/held.dump";
$node->command_ok([ 'pg_dump', '-Fc', '-f', $dump, $node->connstr('image') ], 'dump');
$node->safe_psql('postgres', 'create database restored');
$node->command_ok([ 'pg_restore', '-e', '-d', $node->connstr('restored'), $dump ], 'restore');
$node->safe_psql('postgres', 'create database clone template image');
for my $copy ('restored', 'clone')
{
	like(warning_of($node, $copy), $copied, "$copy: it is held, and says so once");
	delivers($node, $copy, "$copy: messages within it go on");
	$node->safe_psql($copy, 'select pico.resume_image()');
	is(warning_of($node, $copy), '', "$copy: resumed, it is not held any more");
}

# A standby ------------------------------------------------------------------------------------------
$node->backup('backup');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'backup', has_streaming => 1);
$standby->start;
my $workers = "select count(*) from pg_stat_activity where backend_type like 'pico %'";
is($standby->safe_psql('postgres', $workers), '0', 'a standby has no workers');
$node->safe_psql('image',
	"insert into pico.outbox (pico, eci, domain, name, attributes, attempts)"
	  . " select pico, eci, 'counter', 'increment', '{}', 0 from pico.channel");
my $count = $node->safe_psql('image', Counter::count($eci));
$node->wait_for_catchup($standby, 'replay', $node->lsn('insert'));
$node->stop('immediate');
$standby->promote;
ok($standby->poll_query_until('image', Counter::count($eci), $count + 1),
	'promoted, it delivers what waits');
is(warning_of($standby, 'image'), '', 'and is not held');

# A copy of the files cannot be told from the original: pico.enabled is for that.
$standby->append_conf('postgresql.conf', "pico.enabled = off\n");
$standby->restart;
$standby->safe_psql('image',
	'set pico.max_inline_deliveries = 0;' . Counter::send_increment($eci, $eci));
is( $standby->safe_psql('postgres',
		"select count(*) from pg_stat_activity where backend_type in ('pico courier', 'pico executor')"),
	'0', 'switched off: nothing goes on');
is($standby->safe_psql('image', 'select count(*) from pico.outbox'), '1', 'and messages wait');

$standby->stop;
done_testing();
