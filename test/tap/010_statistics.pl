# SPDX-License-Identifier: MIT
# With pico preloaded all backends count rules together; long events and queries are logged.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = Counter::new_node('main');
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'pico'\n");
$node->restart;
$node->safe_psql('postgres', 'create database other');
$node->safe_psql($_, 'create extension pico') for ('postgres', 'other');
my $eci = Counter::install($node, 'postgres');
my $other_eci = Counter::install($node, 'other');

sub counted
{
	my ($database) = @_;
	return $node->safe_psql($database,
		'select rid, rule, calls, errors, all_backends from pico.stat_rules order by rule');
}

is(counted('postgres'), '', 'nothing has run');
$node->safe_psql('postgres', Counter::increment($eci)) for (1 .. 3);
$node->safe_psql('other', Counter::increment($other_eci));
is(counted('postgres'), 'counter|increment|3|0|t', 'the backends count together');
is(counted('other'), 'counter|increment|1|0|t', 'each database for itself');

# A backend that knows its counters notices that another has reset them.
my $long_name = 'x' x 300;
my $session = $node->background_psql('postgres');
$session->query_safe(Counter::increment($eci));
$node->safe_psql('postgres', 'select pico.reset_stat_rules()');
is(counted('postgres'), '', 'a reset forgets');
is(counted('other'), 'counter|increment|1|0|t', '... in its own database');
$session->query_safe(Counter::increment($eci));
$session->quit;
is(counted('postgres'), 'counter|increment|1|0|t', 'and all count anew');

# Names that do not fit are cut.
$node->safe_psql('postgres', <<SQL);
select pico.reset_stat_rules();
select pico.register_ruleset('ruleset long { rule $long_name { select when long event } }');
select pico.install_ruleset(id, 'long') from pico.picos;
select pico.raise_event('$eci', 'long', 'event');
SQL
is(counted('postgres'), 'long|' . 'x' x 127 . '|1|0|t', 'a long name is cut');

# More rules than there is room for: the first ones are counted, and nothing fails.
$node->safe_psql('postgres', <<'SQL');
select pico.reset_stat_rules();
select pico.register_ruleset('ruleset many {'
  || string_agg(format(' rule r%s { select when many event }', i), '' order by i) || '}')
from generate_series(1, 5010) i;
select pico.install_ruleset(id, 'many') from pico.picos;
SQL
$node->safe_psql('postgres', "select pico.raise_event('$eci', 'many', 'event')");
is($node->safe_psql('postgres', 'select count(*), sum(calls) from pico.stat_rules'),
	'4999|4999', 'the room is for 5000 rules of all databases');
$node->safe_psql('postgres', 'select pico.reset_stat_rules()');
$node->safe_psql('postgres', Counter::increment($eci));
is(counted('postgres'), 'counter|increment|1|0|t', 'a reset makes room');

# Durations.
my $pico = $node->safe_psql('postgres', 'select id from pico.picos');
$node->safe_psql('postgres', Counter::increment($eci));
$node->safe_psql('postgres',
	"set pico.log_min_duration = '1h';" . Counter::increment($eci) . ';' . Counter::count($eci));
my $log = slurp_file($node->logfile);
unlike($log, qr/duration:/, 'off by default, and nothing takes an hour');
$node->safe_psql('postgres',
	    "set pico.log_min_duration = 0;"
	  . Counter::increment($eci) . ';'
	  . Counter::count($eci)
	  . "; select pico.event_query('$eci', 'counter', 'increment', '{}', 'counter', 'total')");
$log = slurp_file($node->logfile);
my $detail = qr/\n[^\n]*DETAIL:  pico \Q$pico\E\n/;
like($log, qr/LOG:  duration: \d+\.\d{3} ms  event counter:increment$detail/, 'an event');
like($log, qr/LOG:  duration: \d+\.\d{3} ms  query counter\/total$detail/, 'a query');
like($log, qr/ms  event counter:increment and query counter\/total$detail/, 'both');
unlike($log, qr/\Q$eci\E/, 'no ECI is in the log');

$node->stop;
done_testing();
