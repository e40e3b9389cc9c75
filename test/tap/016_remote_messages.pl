# SPDX-License-Identifier: MIT
# Messages to other hosts, sent by the courier: in order, at least once with the same key, and one
# host that is slow or dead never holds another.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use OtherHost;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $receiver = OtherHost->new;
my $node = PostgreSQL::Test::Cluster->new('sender');
$node->init;
$node->append_conf('postgresql.conf', "pico.http_timeout = '20s'\n");
$node->start;
$node->safe_psql('postgres', 'create extension pico');
$node->safe_psql('postgres', <<'SQL');
select pico.register_ruleset($krl$
ruleset far {
  meta { shares results } global { results = function() { ent:results.defaultsTo([]) } }
  rule send {
    select when far send
    foreach 1.range(event:attrs{"times"}) setting(i)
    event:send({"eci": event:attrs{"to"}, "domain": "far", "name": "hit", "attrs": {"i": i},
                "result": {"domain": "far", "name": "ended"}}, event:attrs{"host"})
  }
  rule ended {
    select when far ended
    always { ent:results := results().append(event:attrs{"status"}) }
  }
}
$krl$);
select pico.create_pico('sender', rulesets => '{far}');
select pico.create_channel(id, '{send}') from pico.picos;
SQL
my $eci = $node->safe_psql('postgres', "select eci from pico.channels where tags = '{send}'");

sub send_to
{
	my ($to, $times, $host) = @_;
	$host //= $receiver->url;
	$node->safe_psql('postgres',
		qq{select pico.raise_event('$eci', 'far', 'send', '{"to": "$to", "times": $times, "host": "$host"}')});
}

# One that hangs and one that nobody serves are on their way meanwhile.
send_to('hang', 2);
send_to('x', 1, 'http://127.0.0.1:1');

send_to('ok', 50);
$node->poll_query_until('postgres', "select count(*) = 0 from pico.messages where eci = 'ok'")
  or die 'the messages have not left';
my @received = $receiver->received('ok');
is(join(' ', map { $_->[1] } @received), join(' ', map { qq({"i":$_}) } 1 .. 50), 'all, in order');
my %keys = map { $_->[0] => 1 } @received;
is(scalar keys %keys, 50, 'each with a key of its own');

for my $kind ('fail-2', 'reset-1')
{
	send_to($kind, 2);
	$node->poll_query_until('postgres', "select count(*) = 0 from pico.messages where eci = '$kind'")
	  or die "the messages to $kind have not left";
	my @tries = $receiver->received($kind);
	my ($failures) = $kind =~ /(\d+)/;
	is(join(' ', map { $_->[1] } @tries),
		join(' ', ('{"i":1}') x ($failures + 1), '{"i":2}'), "$kind: tried again, in order");
	is($tries[0][0], $tries[$failures][0], "$kind: with the same key");
}

# What no parser bears.
send_to('deep', 2);
$node->poll_query_until('postgres', "select count(*) = 0 from pico.messages where eci = 'deep'")
  or die 'the messages to deep have not left';
is(join(' ', map { $_->[1] } $receiver->received('deep')), '{"i":1} {"i":2}',
	'an answer that nests too deeply ends nothing but its own request');

send_to('error', 1);
send_to('gone', 1);
send_to('port', 1, 'http://127.0.0.1:99999');
$node->poll_query_until('postgres', "select count(*) = 3 from pico.messages where state = 'dead'")
  or die 'no dead letters';
is( $node->safe_psql('postgres', "select name, error from pico.messages where state = 'dead' order by eci"),
	"hit|the host answered 200 OK: no such channel\nhit|the host answered 404 As Told: told to\n"
	  . "hit|FetchError: request to http://127.0.0.1:99999/c/port/event/far/hit failed, reason: Port number was not a decimal number between 0 and 65535",
	'what has failed for good');
$node->poll_query_until('postgres',
	qq{select json_array_length(pico.query('$eci', 'far', 'results')) = 59})
  or die 'not all results have come';
is( $node->safe_psql('postgres',
		qq{select string_agg(distinct r, ',') from json_array_elements_text(pico.query('$eci', 'far', 'results')) r}),
	'delivered,failed', 'the sender hears of each');

# The dead host is asked again and again, the slow one has its first request on its way.
is( $node->safe_psql('postgres',
		"select eci, count(*), sum(attempts) > 0, bool_or(error like '%ECONNREFUSED%' or error is null) from pico.messages where state <> 'dead' group by eci order by eci"),
	"hang|2|t|t\nx|1|t|t", 'what waits');

# Killed in the middle, it goes on.
$node->stop('immediate');
$node->start;
send_to('later', 3);
$node->poll_query_until('postgres', "select count(*) = 0 from pico.messages where eci = 'later'")
  or die 'nothing leaves after a crash';
is(scalar $receiver->received('later'), 3, 'after a crash it goes on');
$node->stop;

done_testing();
