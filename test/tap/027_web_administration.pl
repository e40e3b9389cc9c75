# SPDX-License-Identifier: MIT
# What is for administrators over HTTP: tokens, and what they are good for; who guesses has to wait. And
# the metrics, which are for whoever watches the server.
use strict;
use warnings FATAL => 'all';
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use HttpServer;
use IO::Socket::INET;
use MetricsText;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use WebClient;

my $sources = HttpServer->new;
my $port    = PostgreSQL::Test::Cluster::get_free_port();
my $node    = Counter::new_node('main');
# One process serves, so that one counts who fails.
$node->append_conf('postgresql.conf', <<"CONF");
shared_preload_libraries = 'pico'
max_worker_processes = 20
pico.http_listen = '127.0.0.1:$port'
pico.http_workers = 1
CONF
$node->safe_psql('postgres', 'create extension pico; select pico.create_roles()');
my $eci = Counter::install($node, 'postgres');

# Ann has a family of her own, Ben the right to flush, Carl nothing.
run('create role ann; create role ben; create role carl');
run('grant execute on function pico.create_pico(text, text, text[]) to ann');
run('grant execute on function pico.flush_ruleset(text) to ann, ben');
my $oldest = ui_eci(run("select pico.create_pico('the oldest')"));
my $of_ann = ui_eci(run("set role ann; select pico.create_pico('of Ann')"));
$node->restart;

sub run { return $node->safe_psql('postgres', $_[0]); }

sub ui_eci
{
	my ($pico) = @_;
	return run("select eci from pico.channels where pico = '$pico' and tags = '{engine,ui}'");
}

sub token
{
	my ($role, $expires) = @_;
	$expires = defined $expires ? "'$expires'" : 'null';
	return run("select pico.create_token('$role', $expires)");
}

# What a path is answered for a token; asked from another address of this machine where one is given.
sub ask
{
	my ($path, $token, $address) = @_;
	my $client = WebClient->new($port);
	$client->{socket} = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, LocalAddr => $address)
	  // die "connect from $address: $!" if $address;
	return $client->request('GET', $path, undef, defined $token ? (Authorization => "Bearer $token") : ());
}

sub is_refused
{
	my ($answer, $status, $error, $what) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is($answer->{status}, $status, "$what: $status");
	like($answer->{json}{error} // $answer->{body}, $error, "$what: says why");
	is($answer->{headers}{'access-control-allow-origin'}, undef, "$what: not for pages of other sites");
	return;
}

# Tokens -------------------------------------------------------------------------------------------
my $context = '/api/ui-context';
my $ann     = token('ann');

is_refused(my $without = ask($context), 401, qr/^Error: a token is needed/, 'no token');
is($without->{headers}{'www-authenticate'}, 'Bearer realm="pico"', 'no token: how to show one');

my ($id, $secret) = $ann =~ /^pico_([^_]+)_([^_]+)$/;
my @wrong = (
	'x', 'pico_', 'pico__', "pico_$id", "pico_${id}_", "pico_${id}_x", "pico_x_$secret", "${id}_$secret",
	"${ann}x", uc $ann, "pico_${id}_$secret\_", 'pico_' . 'y' x 5000 . "_$secret", "pico_' or true_x",
	"pico_${id}_" . $secret =~ tr/a-z0-9/b-z0-9a/r);
for my $i (0 .. $#wrong)
{
	is_refused(ask($context, $wrong[$i], '127.0.1.' . (1 + $i)), 401, qr/^Error: the token is not valid/, "wrong token $i");
}

my $expired = token('ann', '0');
is_refused(ask($context, $expired), 401, qr/^Error: the token has expired/, 'an expired token');
my $revoked = token('ann');
is(ask($context, $revoked)->{status}, 200, 'a token');
run("select pico.revoke_token('" . (split /_/, $revoked)[1] . "')");
is_refused(ask($context, $revoked), 401, qr/^Error: the token is not valid/, 'the same, revoked');
run('create role gone');
my $gone = token('gone');
run('drop role gone');
is_refused(ask($context, $gone), 401, qr/^Error: the token is not valid/, 'of a role that was dropped');

# A copy honours no token of its original.
run('update pico.image set database = 0');
is_refused(ask($context, $ann), 401, qr/^Error: this image is a copy/, 'in a copy');
$node->psql('postgres', 'select pico.resume_image()', stderr => \my $notice);
like($notice, qr/tokens of the original that are good here, too, from now on: [1-9]/, 'resumed: tokens are told of');
is(ask($context, $ann)->{status}, 200, 'in the copy when it is resumed');

# The UI -------------------------------------------------------------------------------------------
my $answer = ask($context, $ann);
is_deeply($answer->{json}, { version => run('select pico.version()'), eci => $of_ann }, "the UI channel of the role's own root");
is($answer->{headers}{'access-control-allow-origin'}, undef, 'not for pages of other sites');
is($answer->{headers}{'cache-control'}, 'no-store', 'not to be kept');
is(ask("/c/$of_ann/query/io.picolabs.pico-engine-ui/box")->{json}{name}, 'of Ann', 'it leads to the pico');
is(ask($context, token('pico_admin'))->{json}{eci}, $oldest, "an administrator's: the oldest");
run('grant ann to ben');
is(ask($context, token('ben'))->{json}{eci}, $of_ann, "a member's: that of whose member he is");
run('revoke ann from ben');
is_refused(ask($context, token('carl')), 403, qr/may manage no root pico/, 'a role without a pico');

# Flushing -----------------------------------------------------------------------------------------
sub flush
{
	my ($token, $url) = @_;
	return ask('/api/flush?url=' . $url =~ s/([^A-Za-z0-9])/sprintf '%%%02X', ord $1/egr, $token);
}
sub version { return "ruleset a { meta { version \"$_[0]\" } rule r { select when a a  send_directive(\"a\") } }"; }

my $url     = $sources->publish('a.krl', version(1));
my $flushed = flush($ann, $url);
is($flushed->{status}, 200, 'a ruleset is fetched');
my ($hash, $at) = split /\|/,
  run("select hash, flushed_at at time zone 'UTC' from pico.rulesets where url = '$url' and owner = 'ann'");
is_deeply(
	[ @{ $flushed->{json} }{qw(url rid hash compiler)} ],
	[ $url, 'a', $hash, { version => run('select pico.version()'), warnings => [] } ],
	'it belongs to the role, which is told what it is');
like($flushed->{json}{flushed}, qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'and since when');

$sources->publish('a.krl', version(2) . "\n");
isnt(flush($ann, $url)->{json}{hash}, $hash, 'another version is');
$sources->publish('a.krl', 'ruleset a { rule r { select when a a  send_directive(nosuch) } }');
is_refused(flush($ann, $url), 422, qr/Undefined id: nosuch/, 'a version that does not compile');
$sources->publish('a.krl', 'ruleset b { }');
is_refused(flush($ann, $url), 422, qr/holds the ruleset b, not a/, 'another ruleset');
is(run("select version from pico.ruleset_versions where url = '$url' and is_current"), '2', 'the version in force stays');

is_refused(ask('/api/flush', $ann), 400, qr/^TypeError: Expected `url`$/, 'no URL');
is_refused(flush($ann, $sources->url('no-such-file')), 422, qr/Got a statusCode=404 for/, 'nothing there');
is_refused(flush($ann, 'http://127.0.0.1:1/'), 422, qr/cannot fetch/, 'nobody there');
is_refused(flush($ann, 'no url'), 422, qr/Error: /, 'no URL but text');
my @files = map { flush($ann, "file:///$_")->{json}{error} =~ s/\Q$_\E/FILE/r } 'etc/passwd', 'no/such/file';
like($files[0], qr/may not read/, 'no file is read');
is($files[1], $files[0], 'nor is told whether it is there');

is_refused(flush(token('ben'), $url), 403, qr/must be owner of ruleset/, 'of another owner');
is_refused(flush(token('carl'), $url), 403, qr/flush_ruleset/, 'without the right to flush');
is_refused(ask("/api/flush?url=$url"), 401, qr/a token is needed/, 'without a token');

# Who guesses --------------------------------------------------------------------------------------
my $guesser = '127.0.2.1';
my $guess;
for (1 .. 100)
{
	$guess = ask($context, 'pico_x_y', $guesser);
	last if $guess->{status} != 401;
}
is_refused($guess, 429, qr/^Error: too many requests without a valid token/, 'who guesses');
like($guess->{headers}{'retry-after'}, qr/^[1-9]\d*$/, 'is told when to come again');
is(ask($context, $ann, $guesser)->{status}, 429, 'and not listened to before');
is(ask($context, $ann, '127.0.2.2')->{status}, 200, 'others are');
is(ask('/health', undef, $guesser)->{status}, 200, 'and he, where no token is asked for');

# Metrics ------------------------------------------------------------------------------------------
sub metrics { return MetricsText->parse(ask('/metrics')->{body}); }
# By how much samples grow by `work`.
sub growth
{
	my ($work, @samples) = @_;
	my $before = metrics();
	$work->();
	my $after = metrics();
	return [ map { ($after->get($_) // 0) - ($before->get($_) // 0) } @samples ];
}

my $page = ask('/metrics');
is($page->{headers}{'content-type'}, 'text/plain; version=0.0.4; charset=utf-8', 'metrics: the type');
is($page->{headers}{'access-control-allow-origin'}, undef, 'metrics: not for pages of other sites');
my $metrics = MetricsText->parse($page->{body});
is($metrics->get('pico_build_info{version="' . run('select pico.version()') . '"}'), 1, 'metrics: the version');
is($metrics->get('pico_http_workers'), 1, 'metrics: the processes');
is($metrics->get('pico_picos'), run('select count(*) from pico.picos'), 'metrics: the picos');
cmp_ok($metrics->get('pico_http_connections'), '>=', 1, 'metrics: connections');

my ($section) = slurp_file('docs/http.md') =~ /^## Metrics\n(.*?)(?=^## |\z)/ms;
my %documented = map { $_ => 1 } $section =~ /`(pico_\w+)/g;
is_deeply([ $metrics->families ], [ sort keys %documented ], 'metrics: the manual lists them');

is_deeply(
	growth(
		sub {
			my $client = WebClient->new($port);
			$client->post("/c/$eci/event-wait/counter/increment", {}) for 1 .. 3;
			$client->post("/c/$eci/event/counter/increment",      {});
			$client->get("/c/$eci/query/counter/total")           for 1 .. 2;
			$client->get("/c/no-such-eci/query/counter/total");
			$client->get('/no/such/route');
		},
		'pico_events_total',
		'pico_queries_total',
		'pico_errors_total{of="client"}',
		'pico_errors_total{of="server"}',
		'pico_http_requests_total{route="event-wait",status="200"}',
		'pico_http_requests_total{route="event",status="200"}',
		'pico_http_requests_total{route="query",status="200"}',
		'pico_http_requests_total{route="query",status="404"}',
		'pico_http_requests_total{route="other",status="404"}',
		'pico_http_request_duration_seconds_count{route="query"}'),
	[ 4, 2, 2, 0, 3, 1, 2, 1, 1, 3 ],
	'metrics: what was asked for is counted');

run(q(insert into pico.schedule (id, pico, rid, eci, domain, name, attributes, repeats, spec, time_zone, due_at)
  select 't' || i, c.pico, 'counter', c.eci, 'counter', 'increment', '{}', false, '0', 'UTC', now() + interval '1 day'
  from pico.channels c, generate_series(1, 3) i where c.eci = ) . "'$eci'");
run(q(insert into pico.dead_letter (pico, eci, domain, name, attributes, attempts, error)
  select pico, eci, 'counter', 'increment', '{}', 10, 'for a test' from pico.channels where eci = ) . "'$eci'");
$metrics = metrics();
is($metrics->get('pico_timers'),          3, 'metrics: timers');
is($metrics->get('pico_dead_letters'),    1, 'metrics: dead letters');
is($metrics->get('pico_outbox_messages'), 0, 'metrics: messages');

# Large tables are estimated.
run(q(insert into pico.dead_letter (pico, eci, domain, name, attributes, attempts, error)
  select pico, eci, 'counter', 'increment', '{}', 10, 'for a test' from pico.channels, generate_series(1, 12000) where eci = ) . "'$eci'");
cmp_ok(metrics()->get('pico_dead_letters'), '>', 10_000, 'metrics: of many rows at least that there are many');
$node->safe_psql('postgres', 'analyze pico.dead_letter');
is(metrics()->get('pico_dead_letters'), 12001, 'metrics: and how many the statistics say');

# Where they have to wait, an executor tells them, which has counted nothing itself.
my $holder = $node->background_psql('postgres', on_error_die => 1);
$holder->query_safe('begin; lock table pico.dead_letter');
my $waiting = WebClient->new($port)->send('GET', '/metrics');
$node->poll_query_until('postgres',
	"select exists (select from pg_stat_activity where backend_type = 'pico executor' and wait_event_type = 'Lock')")
  or die 'no executor waits';
$holder->query_safe('commit');
$holder->quit;
my $by_executor = MetricsText->parse($waiting->receive->{body});
is($by_executor->get('pico_events_total'), $metrics->get('pico_events_total'), 'metrics: by an executor they are the same');
is($by_executor->get('pico_http_workers'), 1, 'metrics: it is none that serves');

$node->stop;
done_testing();
