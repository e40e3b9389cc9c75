# SPDX-License-Identifier: MIT
# Watching a pico over HTTP: each event that is committed is told, from wherever it came, once and in
# order; who comes back is told what he missed, or that he has missed something. A client that may not, or
# that cannot, is kept off. Where nobody watches nothing is recorded.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use EventClient;
use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use WebClient;

my $port = PostgreSQL::Test::Cluster::get_free_port();
my $node = Counter::new_node('main');
$node->append_conf('postgresql.conf', <<"CONF");
shared_preload_libraries = 'pico'
max_worker_processes = 20
restart_after_crash = on
pico.http_listen = '127.0.0.1:$port'
pico.http_workers = 2
CONF
$node->restart;

sub run { return $node->safe_psql('postgres', $_[0]); }

sub comes
{
	my ($condition, $what) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return ok($node->poll_query_until('postgres', "select $condition"), $what);
}

run('create extension pico; select pico.create_roles()');
run(<<'SQL');
select pico.register_ruleset($krl$
ruleset watched {
  meta { shares total }
  global { total = function() { ent:n.defaultsTo(0) } }
  rule hit {
    select when test hit
    send_directive("hit", {"n": total() + 1})
    always { ent:n := total() + 1; raise test event "echo" }
  }
  rule echo { select when test echo send_directive("echo") always { ent:echo := total() } }
  rule fail { select when test fail send_directive("lost") always { ent:n := "lost" * 2 } }
  rule large { select when test large send_directive("large", {"text": event:attrs{"text"}}) }
  rule tell {
    select when test tell
    event:send({"eci": event:attrs{"to"}, "domain": "test", "type": event:attrs{"name"}})
  }
  rule wait { select when test wait always { schedule test event "hit" at time:now() } }
}
$krl$);
create table door (name text, pico text, eci text);
insert into door select name, pico.create_pico(name, rulesets => '{}') from unnest('{watched,other,short}'::text[]) name;
update door set eci = pico.create_channel(pico);
select pico.install_ruleset(pico, 'watched') from door;
SQL
my %eci  = map { split /\|/ } split /\n/, run('select name, eci from door');
my %pico = map { split /\|/ } split /\n/, run('select name, pico from door');
# The courier starts the server.
$node->restart;

sub hit { return run("select pico.raise_event('$_[0]', 'test', '@{[$_[1] // 'hit']}') ->> 'eid'"); }

sub watch
{
	my ($eci, @options) = @_;
	return EventClient->new($port, "/c/$eci/watch", @options);
}

sub channel
{
	my ($pico, $query_policy) = @_;
	return run("select pico.create_channel('$pico', '{}', null, '$query_policy')");
}

# How many clients watch, once these are as many as is said.
sub streams
{
	my ($wanted) = @_;
	my $web      = WebClient->new($port);
	my $end      = time + $PostgreSQL::Test::Utils::timeout_default;
	while (1)
	{
		my ($count) = $web->get('/metrics')->{body} =~ /^pico_http_streams (\d+)$/m;
		return $count if $count == $wanted || time >= $end;
		select undef, undef, undef, 0.05;
	}
}

# Nobody watches.
hit($eci{watched});
is(run('select count(*) from pico.change'), 0, 'nothing is recorded where nobody watches');

# What a stream is, and what it tells.
my $client = watch($eci{watched});
my $head   = $client->head;
is($head->{status}, 200, 'a stream begins');
like($head->{headers}{'content-type'}, qr{^text/event-stream}, 'it is one of server-sent events');
is($head->{headers}{'access-control-allow-origin'}, '*', 'for pages of all origins');
is($head->{headers}{'cache-control'}, 'no-store', 'that nobody keeps');
my $begin = $client->next;
is($begin->{name}, 'watch', 'first it says that it has begun');
is_deeply($begin->{data}, { missed => JSON::PP::false }, 'and that nothing was missed');
like($begin->{id}, qr/^\d+$/, 'and where');

my $eid   = hit($eci{watched});
my $event = $client->next;
is($event->{name}, 'change', 'an event by SQL is told');
my $time = delete $event->{data}{time};
cmp_ok(abs($time / 1000 - time), '<', 300, 'when it was');
is_deeply(
	$event->{data},
	{
		eid        => $eid,
		domain     => 'test',
		name       => 'hit',
		directives => [
			{
				type    => 'directive',
				name    => 'hit',
				options => { n => 2 },
				meta    => { rid => 'watched', rule_name => 'hit', txnId => $eid }
			},
			{
				type    => 'directive',
				name    => 'echo',
				options => {},
				meta    => { rid => 'watched', rule_name => 'echo', txnId => $eid }
			}
		],
		variables => [ { rid => 'watched', name => 'echo' }, { rid => 'watched', name => 'n' } ]
	},
	'with what it and those it raised did');
cmp_ok($event->{id}, '>', $begin->{id}, 'ids grow');

my $web    = WebClient->new($port);
my $answer = $web->post("/c/$eci{watched}/event-wait/test/hit", {});
is($client->next->{data}{eid}, $answer->{json}{eid}, 'an event by HTTP is told');
$answer = $web->post("/c/$eci{watched}/event/test/hit", {});
is($client->next->{data}{eid}, $answer->{json}, 'also one whose sender does not wait');
run("select pico.raise_event('$eci{other}', 'test', 'tell', '{\"to\": \"$eci{watched}\", \"name\": \"message\"}')");
is($client->names(1), 'message', 'a message of another pico is told');
$node->safe_psql('postgres',
	"set pico.max_inline_deliveries = 0; select pico.raise_event('$eci{other}', 'test', 'tell', '{\"to\": \"$eci{watched}\", \"name\": \"later\"}')"
);
is($client->names(1), 'later', 'also one that the courier delivers');
hit($eci{watched}, 'wait');
is($client->names(2), 'wait hit', 'a timer is told');

# What is rolled back did not happen.
$node->psql('postgres', "select pico.raise_event('$eci{watched}', 'test', 'fail')");
run("begin; select pico.raise_event('$eci{watched}', 'test', 'hit'); rollback");
is($web->post("/c/$eci{watched}/event-wait/test/fail", {})->{status}, 500, 'an event fails');
hit($eci{watched}, 'mark');
is($client->names(1), 'mark', 'what failed or was rolled back is not told');

# Two clients, one of them by another channel; many events by some at once.
my $second = watch(run("select pico.create_channel('$pico{watched}')"));
is($second->names(1), 'watch', 'a second client watches');
is($second->last_id, $client->last_id, 'from now on');
$node->pgbench(
	'--no-vacuum --client=4 --transactions=25', 0, [qr/actually processed: 100/], [qr/^$/],
	'a hundred events',
	{ '026_hit' => "select pico.raise_event('$eci{watched}', 'test', 'hit')" });
my @first_n  = map { $client->next->{data}{directives}[0]{options}{n} } 1 .. 100;
my @second_n = map { $second->next->{data}{directives}[0]{options}{n} } 1 .. 100;
is_deeply(\@first_n, [ $first_n[0] .. $first_n[0] + 99 ], 'come once each, in order');
is_deeply(\@second_n, \@first_n, 'to both clients');

# Coming back.
my $last = $client->last_id;
$client->close;
hit($eci{watched}, 'missed1');
hit($eci{watched}, 'missed2');
$client = watch($eci{watched}, last_id => $last);
$event = $client->next;
is_deeply($event->{data}, { missed => JSON::PP::false }, 'who comes back soon has missed nothing');
is($event->{id}, $last, 'since what he knows');
is($_->names(2), 'missed1 missed2', 'but is told what was meanwhile') foreach $client, $second;
foreach my $id (0, $last + 1_000_000, 'nonsense', '-1', '99999999999999999999')
{
	my $other = watch($eci{watched}, last_id => $id);
	$event = $other->next;
	is_deeply($event->{data}, { missed => JSON::PP::true }, "one whose last id was $id may have missed something");
	is($event->{id}, $client->last_id, 'and begins anew');
	$other->close;
}

# A client that does not read for a while.
$client->close;
$client = watch($eci{watched}, buffer => 4096);
is($client->names(1), 'watch', 'a client reads the beginning');
run("select pico.raise_event('$eci{watched}', 'test', 'large', json_build_object('text', repeat('x', 900000), 'n', n))"
	  . ' from generate_series(1, 20) n');
hit($eci{watched}, 'end');
is($second->names(21), join(' ', ('large') x 20, 'end'), 'another one reads on');
is($client->names(21), join(' ', ('large') x 20, 'end'), 'it is told all as it reads');
run("select pico.raise_event('$eci{watched}', 'test', 'large', json_build_object('text', repeat('x', 2000000)))");
$event = $second->next;
is($event->{data}{left_out}, 1, 'directives that are too large are counted');
is_deeply($event->{data}{directives}, [], 'and left out');
$client->close;

# Who may watch.
my $allowing = channel($pico{watched}, '{"allow": [{"rid": "pico", "name": "watch"}], "deny": []}');
my $other    = channel($pico{watched}, '{"allow": [{"rid": "watched", "name": "*"}], "deny": []}');
my $denying =
  channel($pico{watched}, '{"allow": [{"rid": "*", "name": "*"}], "deny": [{"rid": "pico", "name": "watch"}]}');
$client = watch($allowing);
is($client->names(1), 'watch', 'a policy lets watch');
foreach (
	[ $other,          403, 'Error: Not allowed by channel policy',                    'another does not' ],
	[ $denying,        403, 'Error: Denied by channel policy',                         'a third one denies it' ],
	[ $pico{watched},  403, 'Error: This is a family channel and only the owner can use it.', 'a pico is no channel' ],
	[ 'nonsense',      404, 'Error: ECI not found nonsense',                           'there is no such channel' ])
{
	my ($eci, $status, $text, $what) = @$_;
	my $refused = watch($eci)->head;
	is($refused->{status}, $status, $what);
	is_deeply(decode_json($refused->{body}), { error => $text }, '... and says so');
}
run('revoke execute on function pico.query(text, text, text, json) from public, pico_http');
is(watch($eci{watched})->head->{status}, 403, 'who may not query may not watch');
is($client->names(2), 'end', 'nor go on with that: a stream ends');
is($second->names(2), 'end', 'and the others');
run('grant execute on function pico.query(text, text, text, json) to public, pico_http');

# The end of channels and picos.
$client = watch($allowing);
my $narrow = watch($other = channel($pico{watched}, '{"allow": [{"rid": "*", "name": "*"}], "deny": []}'));
my $short  = watch($eci{short});
is($_->names(1), 'watch', 'a stream begins') foreach $client, $narrow, $short;
run("select pico.update_channel('$other', '{}', null, '{\"allow\": [], \"deny\": []}')");
is_deeply($narrow->next->{data}, { error => 'Error: Not allowed by channel policy' }, 'a policy that changes ends it');
is($narrow->next, undef, 'and the connection');
run("select pico.delete_channel('$allowing')");
is_deeply($client->next->{data}, { error => "Error: ECI not found $allowing" }, 'so does the end of the channel');
is($client->next, undef, 'and that of the connection');
run("select pico.delete_pico('$pico{short}')");
is_deeply($short->next->{data}, { error => "Error: ECI not found $eci{short}" }, 'and of the pico');
is(run("select count(*) from pico.change where pico = '$pico{short}'"), 0, 'of which no record is left');

# Beginning while another transaction is at work on the pico: what that one does is seen by queries.
run('update pico.pico set watched_until = null');
my $session = $node->background_psql('postgres');
$session->query_safe("begin; select pico.raise_event('$eci{watched}', 'test', 'hit')");
$client = watch($eci{watched});
is($web->get('/health')->{status}, 200, 'others are served while a client waits for a pico');
$session->query_safe('commit');
is($client->names(1), 'watch', 'and the client begins after it');
$session->query_safe("begin; select pico.raise_event('$eci{watched}', 'test', 'hit')");
$second = watch($eci{watched});
is($second->names(1), 'watch', 'a second one needs not wait');
$session->query_safe('commit');
$session->quit;
is($_->names(1), 'hit', 'and is told of it') foreach $client, $second;

# Who reads too slowly is cut off. Another setting for that ends all streams.
run("alter system set pico.http_client_timeout = '1s'");
run('select pg_reload_conf()');
is($client->names(1), '', 'streams end where the server begins anew');
$client = watch($eci{watched}, buffer => 4096);
is($client->names(1), 'watch', 'a slow client begins');
run("select pico.raise_event('$eci{watched}', 'test', 'large', json_build_object('text', repeat('x', 900000), 'n', n))"
	  . ' from generate_series(1, 20) n');
is(streams(0), 0, 'who reads too slowly is cut off');
my @read;
my $times = 0;
while (@read < 20 && $times < 100)
{
	if (my $event = $client->next)
	{
		push @read, $event->{data};
		next;
	}
	$times++;
	$client = watch($eci{watched}, last_id => $client->last_id);
	is_deeply($client->next->{data}, { missed => JSON::PP::false }, 'he comes back');
}
cmp_ok($times, '>', 0, 'he was cut off');
is(scalar(grep { ($_->{name} // '') eq 'large' } @read), 20, 'and reads the rest');
run('alter system reset pico.http_client_timeout');
run('select pg_reload_conf()');
is($client->names(1), '', 'a server begins anew');
$client = watch($eci{watched}, last_id => $client->last_id);
is($client->names(1), 'watch', 'and the client comes back');

# The server is killed: who comes back has missed nothing.
$last = $client->last_id;
my $before = hit($eci{watched}, 'before');
kill 'KILL', split /\n/, run("select pid from pg_stat_activity where backend_type = 'pico http' limit 1");
is($client->names(2), 'before', 'the stream ends with the server');
ok($node->poll_query_until('postgres', 'select true'), 'the server comes back');
hit($eci{watched}, 'after');
$client = watch($eci{watched}, last_id => $last);
is_deeply($client->next->{data}, { missed => JSON::PP::false }, 'so does the client');
is($client->names(2), 'before after', 'who is told everything');

# Nobody watches any more.
$last = $client->last_id;
$client->close;
is(streams(0), 0, 'the client is gone');
run('update pico.pico set watched_until = now()');
my $count = run('select count(*) from pico.change');
hit($eci{watched}, 'unseen');
is(run('select count(*) from pico.change'), $count, 'after the lease nothing is recorded');
$client = watch($eci{watched}, last_id => $last);
is_deeply($client->next->{data}, { missed => JSON::PP::false }, 'the client comes back late');
is_deeply($client->next->{data}, { missed => JSON::PP::true }, 'and is told that he has missed something');
hit($eci{watched}, 'seen');
is($client->names(1), 'seen', 'from now on he misses nothing');

# The end of the server.
$node->stop('fast');
is($client->next, undef, 'streams end with the server');

done_testing();
