# SPDX-License-Identifier: MIT
# A rule that does not end is stopped by a cancel, a time-out or a termination, leaves nothing
# behind, and lets go of its pico.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $node = Counter::new_node('main');
$node->safe_psql('postgres', 'create extension pico');
my $eci     = Counter::install($node, 'postgres');
my $endless = Counter::endless($eci);

sub pico_is_free
{
	my ($how) = @_;
	my $before = $node->safe_psql('postgres', Counter::count($eci));
	$node->safe_psql('postgres', 'set lock_timeout = \'5s\'; ' . Counter::increment($eci));
	is($node->safe_psql('postgres', Counter::count($eci)), $before + 1, "$how: the pico goes on");
	return;
}

my $start = time;
my ($status, undef, $error) =
  $node->psql('postgres', "set statement_timeout = '200ms'; $endless");
isnt($status, 0, 'statement_timeout stops it');
like($error, qr/canceling statement due to statement timeout/, 'as the server says');
cmp_ok(time - $start, '<', 10, 'promptly');
pico_is_free('statement_timeout');

my $signals = {
	pg_cancel_backend    => qr/canceling statement due to user request/,
	pg_terminate_backend => qr/terminating connection due to administrator command/,
};
for my $signal (sort keys %$signals)
{
	my ($out, $err) = ('', '');
	my $session = IPC::Run::start(
		[ 'psql', '-XAtq', '-d', $node->connstr('postgres'), '-c', $endless ],
		'>', \$out, '2>', \$err);
	my $is_running = "from pg_stat_activity where state = 'active' and query like '%''endless''%'"
	  . ' and pid <> pg_backend_pid()';
	$node->poll_query_until('postgres', "select count(*) = 1 $is_running")
	  or die 'the rule does not run';

	# Who waits for the pico waits no longer than he wants to.
	my (undef, undef, $waiting) =
	  $node->psql('postgres', "set lock_timeout = '100ms'; " . Counter::increment($eci));
	like($waiting, qr/canceling statement due to lock timeout/, "$signal: others may give up");

	$node->safe_psql('postgres', "select $signal(pid) $is_running");
	$session->finish;
	like($err, $signals->{$signal}, "$signal stops it");
	pico_is_free($signal);
}

# In a transaction that goes on after the error.
$node->safe_psql('postgres', <<"SQL");
set statement_timeout = '10s';
begin;
@{[ Counter::increment($eci) ]};
savepoint before;
set local statement_timeout = '100ms';
do \$\$
begin
  perform pico.raise_event('$eci', 'counter', 'endless');
exception when query_canceled then
  raise notice 'stopped';
end
\$\$;
set local statement_timeout = 0;
@{[ Counter::increment($eci) ]};
commit;
SQL
is($node->safe_psql('postgres', Counter::count($eci)), '5', 'a savepoint brings back what was');
Counter::is_sound($node, 'postgres', 'at the end');

$node->stop;
done_testing();
