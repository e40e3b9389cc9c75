# SPDX-License-Identifier: MIT
# A server that is killed under load has every event that was acknowledged, and no half of one.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use Killer;
use IPC::Run;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = Counter::new_node('main');
$node->append_conf('postgresql.conf', "restart_after_crash = off\nfsync = on\n");
$node->restart;
$node->safe_psql('postgres', 'create extension pico');
my $eci = Counter::install($node, 'postgres');

# Each event in a transaction with a row of the application: both are there or none is.
$node->safe_psql('postgres', 'create table acknowledged (n int)');
my $script = "$PostgreSQL::Test::Utils::tmp_check/load.sql";
PostgreSQL::Test::Utils::append_to_file($script,
	"begin;\n" . Counter::increment($eci) . ";\ninsert into acknowledged values (1);\ncommit;\n");
my @load = ('pgbench', '-n', '-c', 4, '-T', 60, '-f', $script, $node->connstr('postgres'));
my ($in, $out, $err) = ('', '', '');
my $load = IPC::Run::start(\@load, \$in, \$out, \$err);
ok( $node->poll_query_until('postgres', 'select count(*) > 200 from acknowledged'),
	'the load runs');
my $seen = $node->safe_psql('postgres', 'select count(*) from acknowledged');

Killer::kill_server($node);
$load->finish;
$node->stop('fast', fail_ok => 1);
ok(Killer::start_again($node), 'the server starts again');

my $rows = $node->safe_psql('postgres', 'select count(*) from acknowledged');
cmp_ok($rows, '>=', $seen, 'what was seen committed is there');
is($node->safe_psql('postgres', Counter::count($eci)), $rows, 'as many events as rows');
$node->safe_psql('postgres', Counter::increment($eci));
is($node->safe_psql('postgres', Counter::count($eci)), $rows + 1, 'and it goes on');
Counter::is_sound($node, 'postgres', 'after the crash');

$node->stop;
done_testing();
