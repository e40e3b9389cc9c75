# SPDX-License-Identifier: MIT
# What would end, hold or silence the server over HTTP: rows that somebody has changed by hand, tables that
# somebody has locked, clients that take all files, heads that leave no room for an answer, and a standby
# that does not confirm.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use EventClient;
use RawHttp;
use WebClient;
use IO::Select;
use IO::Socket::INET;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $port = PostgreSQL::Test::Cluster::get_free_port();
my $node = Counter::new_node('main', allows_streaming => 1);
$node->append_conf('postgresql.conf', <<'CONF');
shared_preload_libraries = 'pico'
max_worker_processes = 30
pico.http_listen = ''
pico.http_workers = 1
CONF
$node->restart;
$node->safe_psql('postgres', 'create database image');

sub run { return $node->safe_psql('image', $_[0]); }

run('create extension pico; select pico.create_roles()');
my $eci   = Counter::install($node, 'image');
my $event = "/c/$eci/event-wait/counter/increment";
run(<<'SQL');
select pico.register_ruleset($krl$
ruleset headers {
  rule cookies {
    select when headers cookies
    foreach 1.range(event:attrs{"n"}) setting (i)
    send_directive("_cookie", {"cookie": "c=" + event:attrs{"text"}})
    fired { ent:n := ent:n.defaultsTo(0) + 1 }
  }
}
$krl$)
SQL
my $pico   = run(q{select pico.create_pico('headers', rulesets => '{headers}')});
my $cookie = '/sky/event/' . run("select pico.create_channel('$pico')") . '/none/headers/cookies';

# Has the server begin, in a process of its own, with settings for it.
sub serve
{
	my (@settings) = @_;
	$node->append_conf('postgresql.conf', $_) for @settings, "pico.http_listen = '127.0.0.1:$port'";
	$node->reload;
	return WebClient->new($port);
}

sub process { return run(q{select string_agg(pid::text, ' ') from pico.workers where kind = 'http'}); }

sub waits_for_lock
{
	return $node->poll_query_until('image',
		q{select exists (select from pg_stat_activity where backend_type = 'pico http' and wait_event_type = 'Lock')});
}

my $web     = serve();
my $process = process();

# Rows of answers ------------------------------------------------------------------------------------
is($web->post($event, {}, 'Idempotency-Key' => 'k')->{status}, 200, 'an event with a key');
for my $answer (
	'null', '[]', '{}', '{"eid": 1, "directives": [], "deferred": 0}',
	'{"eid": "e"}', '{"eid": "e", "directives": {}, "deferred": 0}', '{"eid": "e", "directives": [1], "deferred": 0}')
{
	run("update pico.received set answer = '$answer'");
	like($web->post($event, {}, 'Idempotency-Key' => 'k')->{json}{error},
		qr/^Error: what is kept for this idempotency key/, "the answer that is kept is $answer");
}
run(q{update pico.received set answer = '{"eid": "e", "directives": [{}], "deferred": -1e300}'});
is($web->post("/sky/event/$eci/none/counter/increment", {}, 'Idempotency-Key' => 'k')->{body},
	'{"eid":"e","directives":[{}]}', 'one that can be read is told');
is(run(Counter::count($eci)), '1', 'the event has run once');

# Locked tables --------------------------------------------------------------------------------------
my $holder = $node->background_psql('image', on_error_die => 1);
for my $table (qw(image pico channel change))
{
	$holder->query_safe("begin; lock table pico.$table in access exclusive mode");
	my @streams = map { EventClient->new($port, "/c/$eci/watch") } 1 .. 20;
	ok(waits_for_lock(), "pico.$table is locked");
	is($web->get('/health')->{status}, 200, 'which requests do not wait for that need it not');
	$holder->query_safe('rollback');
	is("@{[ map { $_->head->{status} } @streams ]}", join(' ', (200) x 20), 'those who watch get what they want then');
}
$holder->quit;

# Heads ----------------------------------------------------------------------------------------------
# Whether an event runs, and its sender hears of it; or neither.
sub is_told
{
	my ($request, $runs, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $total  = "/c/$eci/query/counter/total";
	my $before = WebClient->new($port)->get($total)->{body};
	my ($status) = RawHttp::ask($port, $request) =~ /\AHTTP\/1\.1 (\d+)/;
	my $has_run = WebClient->new($port)->get($total)->{body} - $before;
	return like(($status // 'closed') . " $has_run", $runs ? qr/^200 1$/ : qr/^(4[13][14]|closed) 0$/, $name);
}
my $head = "HTTP/1.1\r\nHost: t\r\nConnection: close\r\n";
for my $kb (1, 8, 19, 24, 30, 31, 31.5, 32, 100)
{
	my $size = $kb * 1024;
	my $text = 'x' x $size;
	my $runs = $kb < 20;
	is_told("POST $event ${head}X: $text\r\n\r\n", $runs, "a header of $kb kB");
	is_told("POST $event?x=$text ${head}Content-Length: 2\r\n\r\n{}", $runs, "a target of $kb kB");
	is_told("POST $event?" . substr('a&' x $size, 0, $size) . " $head\r\n", $runs, "$kb kB of parameters");
	is_told("POST $event $head" . "x: y\r\n" x ($size / 6) . "\r\n", $kb < 2, "$kb kB of headers");
}
for my $kb (1, 100, 900)
{
	is_told(
		"POST $event ${head}X: " . ('x' x 18_000) . "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " . ($kb << 10)
		  . "\r\n\r\n" . 'x' x ($kb << 10),
		1, "a large head before $kb kB of a body");
}
for my $count (1, 7, 8, 9, 30, 100)
{
	my $answer = WebClient->new($port)->post($cookie, { n => $count, text => 'x' x 1000 });
	is($answer->{status}, $count < 8 ? 200 : 500, "$count kB of cookies are answered");
	like($answer->{json}{error} // '', $count < 8 ? qr/^$/ : qr/^Error: the directives _cookie and _redirect make headers/, 'and how');
}
is(process(), $process, 'nothing of this has ended a process');

# Files ----------------------------------------------------------------------------------------------
# Clients that hold connections: how many of so many are served.
sub count_served
{
	my ($count) = @_;
	my @clients = map { IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) // () } 1 .. $count;
	syswrite $_, "GET /health HTTP/1.1\r\nHost: t\r\n\r\n" for @clients;
	my $served = 0;
	for my $client (@clients)
	{
		last unless IO::Select->new($client)->can_read(2);
		++$served if sysread $client, my $text, 100;
	}
	return $served;
}

SKIP:
{
	# The process has none left for the memory that it shares with an executor.
	skip 'there is no prlimit', 2 if system 'prlimit --version > /dev/null';
	my $limit_to = sub { system_or_bail('prlimit', '--pid', $process, "--nofile=$_[0]:"); };
	$web = WebClient->new($port);
	my $session = $node->background_psql('image', on_error_die => 1);
	$session->query_safe('begin; ' . Counter::increment($eci));
	my ($former) = slurp_file("/proc/$process/limits") =~ /^Max open files +(\d+)/m;
	my $offset = -s $node->logfile;
	$limit_to->(1);
	$web->send('POST', $event, {});
	ok($node->wait_for_log(qr/pico could not start an executor/, $offset), 'there is no executor to be had');
	$session->query_safe('commit');
	$session->quit;
	$limit_to->($former);
	is($web->receive->{status} . ' ' . process(), "200 $process", 'until there is one');
}

SKIP:
{
	my $postmaster = (split /\n/, slurp_file($node->data_dir . '/postmaster.pid'))[0];
	skip 'there is no prlimit', 6 if system 'prlimit --version > /dev/null';
	# Of the first as many as it wants; of the second what the server itself leaves of half of them.
	for my $case ([ '120:600', 200, 200 ], [ '120:120', 20, 60 ])
	{
		my ($limits, $least, $most) = @$case;
		system_or_bail('prlimit', '--pid', $postmaster, "--nofile=$limits");
		$node->append_conf('postgresql.conf', 'pico.http_max_connections = ' . (700 + $most));  # another process
		$node->reload;
		$node->poll_query_until('image', "select pid <> $process from pico.workers where kind = 'http'");
		$web = WebClient->new($port);
		is($web->post($event, {})->{status}, 200, "files are limited to $limits");
		$process = process();
		my $served = count_served(200);
		ok($least <= $served && $served <= $most, "$served clients are served");
		is($web->post('/c/none/event-wait/a/b', {})->{status} . ' ' . process(), "404 $process", 'and the process goes on');
	}
}

# A standby ------------------------------------------------------------------------------------------
$node->append_conf('postgresql.conf', "synchronous_standby_names = 'nobody'");
$node->reload;
my $end = time + $PostgreSQL::Test::Utils::timeout_default;
my ($waiting, $waits);
# The server heeds the setting a little later.
until ($waits || time >= $end)
{
	$waiting = WebClient->new($port)->send('POST', $event, {}) if !$waiting || $waiting->is_answered;
	$waits = $node->safe_psql('image',
		q{select count(*) from pg_stat_activity where backend_type = 'pico http' and wait_event = 'SyncRep'});
}
ok($waits, 'a commit waits for a standby');
$node->stop('fast');
ok(!eval { $waiting->receive }, 'what is not confirmed is not answered');
ok(1, 'and does not keep the server from ending');
done_testing();
