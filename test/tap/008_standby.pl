# SPDX-License-Identifier: MIT
# A physical standby answers queries and refuses events; promoted, it goes on where the primary was.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use PostgreSQL::Test::Utils;
use Test::More;

my $primary = Counter::new_node('primary', allows_streaming => 1);
$primary->safe_psql('postgres', 'create extension pico');
my $eci = Counter::install($primary, 'postgres');
$primary->safe_psql('postgres', Counter::increment($eci)) for 1 .. 3;

$primary->backup('backup');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'backup', has_streaming => 1);
$standby->start;

$primary->safe_psql('postgres', Counter::increment($eci));
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
is($standby->safe_psql('postgres', Counter::count($eci)), '4', 'the standby answers');
Counter::is_sound($standby, 'postgres', 'standby');

# All that writes is refused, with the SQLSTATE that drivers know.
for my $call (
	"raise_event('$eci', 'counter', 'increment')",
	"event_query('$eci', 'counter', 'increment', '{}', 'counter', 'total')",
	"create_pico('new', rulesets => '{}')",
	'deliver_pending()',
	"register_ruleset('ruleset a.b { }')",
	'prune()',
	'pause_workers()',
	'resume_image()',
	'upgrade_image()')
{
	my ($name) = $call =~ /^(\w+)/;
	my ($status, undef, $error) =
	  $standby->psql('postgres', "\\set VERBOSITY verbose\nselect pico.$call");
	isnt($status, 0, "$name is refused");
	like(
		$error,
		qr/ERROR:  25006: cannot execute pico\.$name\(\) in a read-only transaction/,
		"$name: it says why");
}
is($standby->safe_psql('postgres', Counter::count($eci)), '4', 'it still answers');

# A session goes on over the promotion.
$primary->stop('immediate');
$standby->promote;
$standby->safe_psql('postgres', Counter::increment($eci));
is($standby->safe_psql('postgres', Counter::count($eci)), '5', 'promoted: events work');
Counter::install($standby, 'postgres');
Counter::is_sound($standby, 'postgres', 'promoted');

$standby->stop;
done_testing();
