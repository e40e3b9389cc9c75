# SPDX-License-Identifier: MIT
# PREPARE TRANSACTION is supported: a prepared transaction keeps its picos, also over a restart, and what
# it did is there when it commits, or never was.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = Counter::new_node('main');
$node->safe_psql('postgres', 'create extension pico');
my $eci   = Counter::install($node, 'postgres');
my $other = Counter::install($node, 'postgres');

sub prepare
{
	my ($name, @statements) = @_;
	return $node->safe_psql('postgres', join(";\n", 'begin', @statements, "prepare transaction '$name'"));
}

sub is_held
{
	my ($what) = @_;
	my ($status, undef, $error) =
	  $node->psql('postgres', "set lock_timeout = '100ms'; " . Counter::increment($eci));
	isnt($status, 0, "$what: an event of the pico waits");
	like($error, qr/canceling statement due to lock timeout/, "$what: until the time is up");
	return;
}

prepare('first', Counter::increment($eci));
is_held('prepared');
is($node->safe_psql('postgres', Counter::count($eci)), '0', 'a query does not wait nor see it');
$node->safe_psql('postgres', Counter::increment($other));
is($node->safe_psql('postgres', Counter::count($other)), '1', 'other picos are free');

# A message to the pico is put off.
is( $node->safe_psql('postgres', Counter::send_increment($other, $eci) . " ->> 'deferred'"),
	'1', 'a message to it waits');

$node->stop('immediate');
$node->start;
is_held('after a crash');
$node->safe_psql('postgres', "commit prepared 'first'");
$node->safe_psql('postgres', Counter::increment($eci));
is($node->safe_psql('postgres', Counter::count($eci)),
	'3', 'committed: the prepared event, the message, a new event');

prepare('second', Counter::increment($eci), Counter::send_increment($eci, $other));
is_held('prepared again');
$node->safe_psql('postgres', "rollback prepared 'second'");
$node->safe_psql('postgres', Counter::increment($eci));
is($node->safe_psql('postgres', Counter::count($eci)), '4', 'rolled back: neither the event');
is($node->safe_psql('postgres', Counter::count($other)), '1', 'nor its message');

# One that has all picos.
prepare('third', 'set local pico.max_pico_locks = 1', Counter::increment($other),
	Counter::increment($eci));
is_held('prepared with all picos');
$node->safe_psql('postgres', "commit prepared 'third'");
is($node->safe_psql('postgres', Counter::count($eci)), '5', 'committed');

# Picos that are made and deleted.
prepare('fourth', 'select pico.delete_pico(pico) from pico.channel where eci = ' . "'$other'",
	"select pico.create_pico('fourth', rulesets => '{}')");
is($node->safe_psql('postgres', Counter::count($other)), '2', 'a pico that is about to go answers');
$node->safe_psql('postgres', "commit prepared 'fourth'");
is($node->safe_psql('postgres', "select name from pico.pico order by name"),
	"counter\nfourth", 'one has gone, one has come');
Counter::is_sound($node, 'postgres', 'at the end');

$node->stop;
done_testing();
