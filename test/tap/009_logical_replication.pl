# SPDX-License-Identifier: MIT
# An image that is replicated logically: the subscriber, which has the extension, answers queries. To
# take over it needs the sequences, which are not replicated: pico.check_image() tells.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use PostgreSQL::Test::Utils;
use Test::More;

my $publisher = Counter::new_node('publisher', allows_streaming => 'logical');
$publisher->safe_psql('postgres', 'create extension pico');
my $eci = Counter::install($publisher, 'postgres');
$publisher->safe_psql('postgres', Counter::increment($eci));
$publisher->safe_psql('postgres', 'create publication image for tables in schema pico');

my $subscriber = Counter::new_node('subscriber');
$subscriber->safe_psql('postgres', 'create extension pico');
my $connection = $publisher->connstr . ' dbname=postgres';
$subscriber->safe_psql('postgres',
	"create subscription image connection '$connection' publication image");
$subscriber->wait_for_subscription_sync($publisher, 'image');
is($subscriber->safe_psql('postgres', Counter::count($eci)), '1', 'the copy answers');

# What happens after the copy: events, new versions, picos that come and go.
$publisher->safe_psql('postgres', Counter::increment($eci)) for 1 .. 2;
my $second = Counter::install($publisher, 'postgres');
my $third  = Counter::install($publisher, 'postgres');
$publisher->safe_psql('postgres', Counter::increment($second));
$publisher->safe_psql('postgres', "select pico.delete_pico(pico) from pico.channel where eci = '$third'");
$publisher->wait_for_catchup('image');
is($subscriber->safe_psql('postgres', Counter::count($eci)),    '3', 'events follow');
is($subscriber->safe_psql('postgres', Counter::count($second)), '1', 'new picos follow');
my ($status) = $subscriber->psql('postgres', Counter::count($third));
isnt($status, 0, 'deleted picos go');

# Taking over.
$subscriber->safe_psql('postgres', 'drop subscription image');
like(
	$subscriber->safe_psql('postgres', 'select * from pico.check_image()'),
	qr/^sequence\|pico\.pico\|would give a number again/m,
	'the sequences are behind');
$subscriber->safe_psql('postgres', <<'SQL');
select setval(pg_get_serial_sequence('pico.pico', 'number'), max(number)) from pico.pico;
select setval(pg_get_serial_sequence('pico.channel', 'position'), max(position)) from pico.channel;
select setval(pg_get_serial_sequence('pico.installed_ruleset', 'position'), max(position))
  from pico.installed_ruleset;
select setval(pg_get_serial_sequence('pico.outbox', 'id'), max(id)) from pico.outbox;
select setval(pg_get_serial_sequence('pico.dead_letter', 'id'), max(id)) from pico.dead_letter;
select setval(pg_get_serial_sequence('pico.log', 'id'), max(id)) from pico.log;
SQL
Counter::is_sound($subscriber, 'postgres', 'with the sequences');
$subscriber->safe_psql('postgres', Counter::increment($eci));
is($subscriber->safe_psql('postgres', Counter::count($eci)), '4', 'events work');
Counter::install($subscriber, 'postgres');
Counter::is_sound($subscriber, 'postgres', 'with a new pico');

$subscriber->stop;
$publisher->stop;
done_testing();
