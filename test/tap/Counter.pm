# SPDX-License-Identifier: MIT
# A database with pico and one pico that counts: what most of these tests begin with.
package Counter;

use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use Test::More;

# A test that hangs is to fail, and to say so, before the whole run is given up.
$SIG{ALRM} = sub { die "the test does not come to an end\n" };
alarm 900;

my $ruleset = <<'KRL';
ruleset counter {
  meta { shares total }
  global {
    total = function() { ent:n.defaultsTo(0) }
    fib = function(n) { n < 2 => n | fib(n - 1) + fib(n - 2) }
  }
  rule increment {
    select when counter increment
    always { ent:n := ent:n.defaultsTo(0) + 1 }
  }
  rule send {
    select when counter send
    event:send({"eci": event:attrs{"to"}, "domain": "counter", "type": "increment"})
  }
  rule later {
    select when counter later
    always { schedule counter event "increment" at time:add(time:now(), event:attrs) }
  }
  rule endless {
    select when counter endless
    pre { never = fib(100) }
    always { ent:n := never }
  }
}
KRL

# A running server, with options of Cluster::init, in UTF-8 whatever the environment says: pico takes no other encoding.
sub new_node
{
	my ($name, @options) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);
	$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ], @options);
	$node->append_conf('postgresql.conf', "log_statement = none\nmax_prepared_transactions = 5\n");
	$node->start;
	return $node;
}

# Makes the pico in a database that has the extension; gives the ECI of its channel.
sub install
{
	my ($node, $database) = @_;
	$node->safe_psql($database, "select pico.register_ruleset(\$krl\$$ruleset\$krl\$)");
	return $node->safe_psql($database, <<'SQL');
with p as materialized (select pico.create_pico('counter', rulesets => '{}') as id),
  r as materialized (select pico.install_ruleset(id, 'counter') from p)
select pico.create_channel(p.id) from p, r
SQL
}

# A test that the image has nothing wrong with it.
sub is_sound
{
	my ($node, $database, $when) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return Test::More::is($node->safe_psql($database, 'select * from pico.check_image()'),
		'', "$when: the image is sound");
}

# Statements to raise and ask.
sub increment { return "select pico.raise_event('$_[0]', 'counter', 'increment')"; }
# By a message from the first pico to the second.
sub send_increment
{
	return "select pico.raise_event('$_[0]', 'counter', 'send', '{\"to\": \"$_[1]\"}')";
}
sub endless   { return "select pico.raise_event('$_[0]', 'counter', 'endless')"; }
sub count     { return "select pico.query('$_[0]', 'counter', 'total')"; }

1;
