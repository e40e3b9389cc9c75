# SPDX-License-Identifier: MIT
# pico.watch(): who listens to pico is told of the events of watched picos, once they are committed.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = Counter::new_node('main');
$node->safe_psql('postgres', 'create extension pico');
my %eci = map { $_ => Counter::install($node, 'postgres') } qw(watched other unwatched);
my %name_of = map { pico_of($_) => $_ } keys %eci;

sub pico_of
{
	my ($name) = @_;
	return $node->safe_psql('postgres', "select pico from pico.channels where eci = '$eci{$name}'");
}

sub watch
{
	my ($verb, $name) = @_;
	$node->safe_psql('postgres', "select pico.$verb('" . pico_of($name) . "')");
	return;
}

sub increment
{
	my ($name) = @_;
	return Counter::increment($eci{$name});
}

my $listener = $node->background_psql('postgres', on_error_die => 1);
$listener->query_safe('listen pico');

# Raises one event more, whose notification is the last that can come, and gives all that came before it.
sub told
{
	$node->safe_psql('postgres', increment('other'));
	my @told;
	until (@told && $told[-1] eq 'other')
	{
		push @told, map { $name_of{$_} // $_ } $listener->query('select 1') =~ /"pico" with payload "([^"]*)"/g;
	}
	return join ' ', sort @told;
}

watch('watch', $_) for qw(watched watched other);
$node->safe_psql('postgres', increment('watched'));
is(told(), 'other watched', 'an event is told');
$node->safe_psql('postgres', increment('unwatched'));
is(told(), 'other', 'that of another pico is not');
$node->safe_psql('postgres', join ';', 'begin', increment('watched'), increment('watched'), 'commit');
is(told(), 'other watched', 'two of a transaction are told once');

$node->safe_psql('postgres', join ';', 'begin', increment('watched'), 'rollback');
is(told(), 'other', 'one that is rolled back is not told');
$node->safe_psql('postgres',
	join ';', 'begin', 'savepoint s', increment('watched'), 'rollback to s', 'commit');
is(told(), 'other', 'nor one up to a savepoint');
my $queried = $node->safe_psql('postgres', Counter::count($eci{watched}));
is(told(), 'other', "nor is a query (of $queried)");

# Messages are events of the pico they come to, when they come.
$node->safe_psql('postgres', Counter::send_increment($eci{unwatched}, $eci{watched}));
is(told(), 'other watched', 'a message is told');
my $holder = $node->background_psql('postgres', on_error_die => 1);
$holder->query_safe('begin; ' . Counter::increment($eci{watched}));
$node->safe_psql('postgres', Counter::send_increment($eci{unwatched}, $eci{watched}));
is(told(), 'other', 'one that waits is not told yet');
$holder->query_safe('rollback');
$holder->quit;
$node->safe_psql('postgres', 'select pico.deliver_pending(100)');
is(told(), 'other watched', '... but when it is delivered');

# Of a list of events those that fail leave nothing.
my $pico = pico_of('watched');
$node->safe_psql('postgres', <<SQL);
select pico.register_ruleset('ruleset failing { rule fail { select when test fail always { ent:n := "x" * 2 } } }');
select pico.install_ruleset('$pico', 'failing');
select pico.raise_events('$eci{watched}', '[{"domain": "test", "name": "fail"}, {"domain": "", "name": ""}]');
SQL
is(told(), 'other', 'events that fail are not told');

# The server's own restriction.
my ($status, undef, $error) =
  $node->psql('postgres', join ';', 'begin', increment('watched'), "prepare transaction 'one'");
like($error, qr/cannot PREPARE a transaction that has executed LISTEN, UNLISTEN, or NOTIFY/,
	'a transaction that is to tell something cannot be prepared');
$node->safe_psql('postgres', join ';', 'begin', increment('unwatched'), "prepare transaction 'two'",
	"commit prepared 'two'");
is(told(), 'other', 'others can be');

# The end of it.
watch('unwatch', 'watched');
$node->safe_psql('postgres', increment('watched'));
is(told(), 'other', 'an unwatched pico is silent');
watch('watch', 'watched');
$node->safe_psql('postgres',
	join ';', 'begin', increment('watched'), "select pico.delete_pico('" . pico_of('watched') . "')", 'commit');
is(told(), 'other watched', 'the last event of a pico is told, though it is gone');

$listener->quit;
Counter::is_sound($node, 'postgres', 'at the end');
$node->stop;
done_testing();
