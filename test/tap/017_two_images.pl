# SPDX-License-Identifier: MIT
# Two images on two servers that know each other by HTTP alone: a subscription between them is made, used in
# both directions while one of them is killed again and again, and ended. Every message arrives once, in
# order. Each asks the other, and hears of what cannot be delivered.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use Killer;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep);
use WebClient;

my $kills = $ENV{PICO_KILLS} // 6;

my $krl = <<'KRL';
ruleset org.example.friend {
  meta {
    use module io.picolabs.subscription alias subscription
    use module io.picolabs.wrangler alias wrangler
    shares heard, said, sky, pico
  }
  global {
    heard = function() { ent:heard.defaultsTo([]) }
    said = function(what) { {"said": what} }
    sky = function(eci, name, what, host) {
      wrangler:skyQuery(eci, meta:rid, name, {"what": what}, host)
    }
    pico = function(eci, name, what, host) {
      wrangler:picoQuery(eci, meta:rid, name, {"what": what}, host)
    }
  }
  rule tell {
    select when friend tell
    foreach event:attrs{"from"}.range(event:attrs{"to"}) setting(n)
    foreach subscription:established("Tx_role", "friend") setting(bus)
      event:send({"sub": bus, "domain": "friend", "type": "hear", "attrs": {"n": n}})
  }
  rule hear {
    select when friend hear
    always { ent:heard := heard().append([event:attrs{"n"}]) }
  }
  rule lose {
    select when friend lose
    event:send({"eci": "nobody", "domain": "friend", "type": "hear"}, event:attrs{"host"})
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
	my $port = PostgreSQL::Test::Cluster::get_free_port();
	my $url  = "http://127.0.0.1:$port";
	my $node = Counter::new_node($name);
	$node->append_conf('postgresql.conf', <<"CONF");
fsync = on
shared_preload_libraries = 'pico'
max_worker_processes = 20
pico.http_listen = '127.0.0.1:$port'
pico.base_url = '$url'
CONF
	$node->restart;
	$node->safe_psql('postgres', 'create extension pico; select pico.create_roles()');
	$node->safe_psql('postgres', "select pico.register_ruleset(\$krl\$$krl\$krl\$)");
	my $pico = $node->safe_psql('postgres', "select pico.create_pico('$name')");
	$node->safe_psql('postgres', "select pico.install_ruleset('$pico', 'org.example.friend')");
	my $eci = $node->safe_psql('postgres', "select pico.create_channel('$pico', '{door}')");
	$node->safe_psql('postgres', 'select pico.restart_workers()');
	$image{$name} = { node => $node, port => $port, url => $url, pico => $pico, eci => $eci };
}
WebClient->new($_->{port})->close for values %image;
my ($ada, $eve) = @image{qw(ada eve)};

sub sql { my ($at, $sql) = @_; return $at->{node}->safe_psql('postgres', $sql); }

# Numbers that a pico tells its friends, each by a message of its own.
sub tell_friend { my ($at, $from, $to) = @_; return raise($at, 'friend', 'tell', qq({"from": $from, "to": $to})); }

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
my $states  = "select string_agg(state, ',' order by state) from pico.subscriptions";
my $waiting = 'select count(*) from pico.request';

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

tell_friend($ada, 1, 5);
tell_friend($eve, 6, 9);
until_ok($eve, heard_by($eve), '[1,2,3,4,5]', 'messages arrive in order');
until_ok($ada, heard_by($ada), '[6,7,8,9]',   'in both directions');

$eve->{node}->stop('immediate');
tell_friend($ada, 6, 10);
until_ok($ada, 'select min(attempts) >= 1 from pico.request where error is not null limit 1', 't',
	'a server that is down: the message waits for its next try');
is( sql($ada, "select count(*) from pico.messages where state = 'pending' or state = 'in flight'"),
	'5', 'and those behind it wait with it');
$eve->{node}->start;
until_ok($eve, heard_by($eve), '[1,2,3,4,5,6,7,8,9,10]', 'which all arrive when it is back');
until_ok($ada, $waiting, '0', 'nothing is left on the way');

# Asked -----------------------------------------------------------------------------------------------

# The member of what one image hears when it asks the other.
sub answer
{
	my ($at, $of, $how, $name, $path) = @_;
	my $arguments = qq({"eci": "$of->{eci}", "name": "$name", "what": "Grüße & 100% + more", "host": "$of->{url}"});
	return sql($at, "select pico.query('$at->{eci}', 'org.example.friend', '$how', '$arguments')::jsonb #>> '{$path}'");
}
for my $how (qw(sky pico))
{
	is(answer($ada, $eve, $how, 'said', 'said'), 'Grüße & 100% + more', "${how}Query asks the other image");
	is(answer($ada, $eve, $how, 'heard', 9), '10', 'of what it has heard');
	is(answer($ada, $eve, $how, 'silence', 'httpStatus,code'), '404', 'and is told of what there is not');
	like(answer($ada, $eve, $how, 'silence', 'picoQueryError'), qr/silence/, 'by its name');
}

# Lost ------------------------------------------------------------------------------------------------

my $reason = "select string_agg(error, '; ' order by error) from pico.messages where state = 'dead'";
raise($ada, 'friend', 'lose', qq({"host": "$eve->{url}"}));
until_ok($ada, 'select count(*) from pico.dead_letter', '1', 'a message to an ECI that there is not is dead');
is(sql($ada, $reason), 'the host answered 404 Not Found: Error: ECI not found nobody', 'and says why');

$eve->{node}->append_conf('postgresql.conf', 'pico.http_compatible_status = on');
$eve->{node}->restart;
WebClient->new($eve->{port})->close;
is(answer($ada, $eve, 'sky', 'silence', 'httpStatus,code'), '200', 'with the status of the reference');
like(answer($ada, $eve, 'sky', 'silence', 'picoQueryError'), qr/silence/, 'a question that fails has failed all the same');
raise($ada, 'friend', 'lose', qq({"host": "$eve->{url}"}));
until_ok($ada, 'select count(*) from pico.dead_letter', '2', 'and a message is dead');
is( sql($ada, $reason),
	'the host answered 200 OK: Error: ECI not found nobody; the host answered 404 Not Found: Error: ECI not found nobody',
	'and says why');
sql($ada, 'select pico.drop_dead_letter(id) from pico.dead_letter');

# Killed ----------------------------------------------------------------------------------------------

sub number_heard { return scalar @{ $_[0]->get("/c/$eve->{eci}/query/org.example.friend/heard")->{json} }; }

# Each time when some messages have arrived, and others are on their way.
my ($last, $on_their_way) = (10, 0);
for my $kill (1 .. $kills)
{
	my $web   = WebClient->new($eve->{port});
	my $heard = number_heard($web);
	tell_friend($ada, $last + 1, $last + 100);
	$last += 100;
	my $tries = 500 * $PostgreSQL::Test::Utils::timeout_default;
	usleep(2_000) until number_heard($web) > $heard || --$tries < 0;
	usleep(rand 50_000);
	Killer::kill_server($eve->{node});
	$on_their_way++ if sql($ada, $waiting) > 0;
	Killer::start_again($eve->{node}) or BAIL_OUT('the server does not start again');
}
note "$on_their_way of $kills times messages were on their way";
cmp_ok($on_their_way, '>', 0, 'a server is killed while messages arrive');
until_ok($ada, $waiting, '0', 'they all leave');
is(sql($eve, heard_by($eve)), '[' . join(',', 1 .. $last) . ']', 'and are there once, in order');

# Ended -----------------------------------------------------------------------------------------------

raise($ada, 'friend', 'end', '{}');
until_ok($ada, 'select count(*) from pico.subscriptions', '0', 'the subscription is ended here');
until_ok($eve, 'select count(*) from pico.subscriptions', '0', 'and there');
is(sql($_, 'select count(*) from pico.dead_letter'), '0', 'no dead letters') for $ada, $eve;
Counter::is_sound($_->{node}, 'postgres', 'after all') for $ada, $eve;

$_->{node}->stop for $ada, $eve;
done_testing();
