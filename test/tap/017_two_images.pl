# SPDX-License-Identifier: MIT
# Two images on two servers: a subscription between them is made, used in both directions while one of
# them is down for a while, and ended. Every message arrives once, in order.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use EventBridge;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $krl = <<'KRL';
ruleset org.example.friend {
  meta {
    use module io.picolabs.subscription alias subscription
    shares heard
  }
  global { heard = function() { ent:heard.defaultsTo([]) } }
  rule tell {
    select when friend tell
    foreach subscription:established("Tx_role", "friend") setting(bus)
      event:send({"sub": bus, "domain": "friend", "type": "hear", "attrs": {"n": event:attrs{"n"}}})
  }
  rule hear {
    select when friend hear
    always { ent:heard := heard().append([event:attrs{"n"}]) }
  }
  rule end {
    select when friend end
    foreach subscription:established("Tx_role", "friend") setting(bus)
    always { raise wrangler event "subscription_cancellation" attributes {"Id": bus{"Id"}} }
  }
}
KRL

my %image;
for my $name (qw(ada eve))
{
	my $node   = Counter::new_node($name);
	my $bridge = EventBridge->new(connection => $node->connstr('postgres'));
	my $url    = $bridge->url;
	$node->append_conf('postgresql.conf', "pico.base_url = '$url'\n");
	$node->reload;
	$node->safe_psql('postgres', 'create extension pico');
	$node->safe_psql('postgres', "select pico.register_ruleset(\$krl\$$krl\$krl\$)");
	my $pico = $node->safe_psql('postgres', "select pico.create_pico('$name')");
	$node->safe_psql('postgres', "select pico.install_ruleset('$pico', 'org.example.friend')");
	my $eci = $node->safe_psql('postgres', "select pico.create_channel('$pico', '{door}')");
	$image{$name} = { node => $node, bridge => $bridge, url => $url, pico => $pico, eci => $eci };
}
my ($ada, $eve) = @image{qw(ada eve)};

sub sql  { my ($at, $sql) = @_; return $at->{node}->safe_psql('postgres', $sql); }
sub say_friend { my ($at, $n) = @_; return raise($at, 'friend', 'tell', qq({"n": $n})); }

sub raise
{
	my ($at, $domain, $name, $attributes) = @_;
	return sql($at, "select pico.raise_event('$at->{eci}', '$domain', '$name', '$attributes')");
}

sub until_ok
{
	my ($at, $query, $expected, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return ok($at->{node}->poll_query_until('postgres', $query, $expected), $name);
}
my $states   = "select string_agg(state, ',' order by state) from pico.subscriptions";
my $waiting  = 'select count(*) from pico.request';

sub heard_by
{
	my ($at) = @_;
	return "select pico.query('$at->{eci}', 'org.example.friend', 'heard')::text";
}

# Made ------------------------------------------------------------------------------------------------

my $well_known = sql($eve, <<"SQL");
select pico.query('$eve->{eci}', 'io.picolabs.subscription', 'wellKnown_Rx')::jsonb ->> 'id'
SQL
raise($ada, 'wrangler', 'subscription',
	qq({"wellKnown_Tx": "$well_known", "Tx_host": "$eve->{url}", "Rx_role": "friend", "Tx_role": "friend", "name": "us"}));
until_ok($eve, $states, 'inbound', 'the other image was asked');
my $id = sql($eve, 'select id from pico.subscriptions');
raise($eve, 'wrangler', 'pending_subscription_approval', qq({"Id": "$id"}));
until_ok($ada, $states, 'established', 'and agrees: established here');
until_ok($eve, $states, 'established', 'and there');
is(sql($ada, 'select tx_host from pico.subscriptions'), $eve->{url}, 'each knows the host of the other');
is(sql($eve, 'select tx_host from pico.subscriptions'), $ada->{url}, 'in both directions');

# Used ------------------------------------------------------------------------------------------------

say_friend($ada, $_) for 1 .. 5;
say_friend($eve, $_) for 6 .. 9;
until_ok($eve, heard_by($eve), '[1,2,3,4,5]', 'messages arrive in order');
until_ok($ada, heard_by($ada), '[6,7,8,9]',   'in both directions');

$eve->{node}->stop('immediate');
say_friend($ada, $_) for 10 .. 14;
until_ok($ada, 'select min(attempts) >= 1 from pico.request where error is not null limit 1', 't',
	'a server that is down: the message waits for its next try');
is( sql($ada, "select count(*) from pico.messages where state = 'pending' or state = 'in flight'"),
	'5', 'and those behind it wait with it');
$eve->{node}->start;
until_ok($eve, heard_by($eve), '[1,2,3,4,5,10,11,12,13,14]', 'which all arrive when it is back');
until_ok($ada, $waiting, '0', 'nothing is left on the way');

my %seen;
$seen{ $_->[0] }{ $_->[1] . $_->[2] } = 1 for $eve->{bridge}->record;
is(scalar(grep { keys %$_ > 1 } values %seen), 0, 'a key stands for one message');

# Ended -----------------------------------------------------------------------------------------------

raise($ada, 'friend', 'end', '{}');
until_ok($ada, 'select count(*) from pico.subscriptions', '0', 'the subscription is ended here');
until_ok($eve, 'select count(*) from pico.subscriptions', '0', 'and there');
is(sql($_, 'select count(*) from pico.dead_letter'), '0', 'no dead letters') for $ada, $eve;
Counter::is_sound($_->{node}, 'postgres', 'after all') for $ada, $eve;

$_->{node}->stop for $ada, $eve;
done_testing();
