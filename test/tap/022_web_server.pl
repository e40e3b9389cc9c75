# SPDX-License-Identifier: MIT
# The life of the server over HTTP: it is there when it is wanted and only then, has a port of its own and
# a role with few rights, comes back when it is ended, and is in nobody's way.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use RawHttp;
use WebClient;
use IO::Socket::INET;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($port, $other_port) = map { PostgreSQL::Test::Cluster::get_free_port() } 1 .. 2;
my $node = Counter::new_node('main');
$node->append_conf('postgresql.conf', <<'CONF');
shared_preload_libraries = 'pico'
max_worker_processes = 30
restart_after_crash = on
pico.enabled = on
pico.http_listen = ''
pico.http_role = 'pico_http'
pico.http_workers = 2
CONF
$node->restart;
$node->safe_psql('postgres', "create database $_") for qw(image other);

sub run { return $node->safe_psql('image', $_[0]); }

# Changes lines of postgresql.conf, and has all processes read it.
sub configure
{
	my (%settings) = @_;
	$node->adjust_conf('postgresql.conf', $_, "'$settings{$_}'") for keys %settings;
	$node->reload;
	return;
}

sub becomes
{
	my ($condition, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return ok($node->poll_query_until('postgres', "select $condition"), $name);
}

my $count = "(select count(*) from pg_stat_activity where backend_type = 'pico http')";

sub is_served
{
	my ($at, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return is(WebClient->new($at)->get('/health')->{status}, 200, $name);
}

sub listens { return IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $_[0]); }

sub logs
{
	my ($offset, $pattern, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return ok($node->wait_for_log($pattern, $offset), $name);
}

sub log_size { return -s $node->logfile; }

sub processes
{
	return split /\n/, $node->safe_psql('image', "select pid from pico.workers where kind = 'http' order by pid");
}

# Off and on ---------------------------------------------------------------------------------------
run('create extension pico');
my $eci = Counter::install($node, 'image');
run("select pico.raise_event('$eci', 'counter', 'increment')");
is($node->safe_psql('postgres', "select $count"), '0', 'create extension opens no port');
is(run('show pico.http_listen'), '', 'which is how it is by default');

# A role is needed, and not a superuser.
my $offset = log_size();
configure('pico.http_listen' => "127.0.0.1:$port");
logs($offset, qr/pico http: there is no role "pico_http".*call pico.create_roles\(\)/,
	'without its role there is no server');
ok(!listens($port), 'and no port');
$offset = log_size();
run('create role boss superuser');
configure('pico.http_role' => 'boss');
logs($offset, qr/pico http: requests must not have the rights of a superuser: the role "boss"/,
	'nor one with a superuser as its role');
ok(!listens($port), 'nor a port');

configure('pico.http_role' => 'pico_http');
run('select pico.create_roles()');
is_served($port, 'a server is there without a restart, when its role is');
becomes("$count = 2", 'with two processes');
is(run("select string_agg(distinct kind, ',') from pico.workers where kind <> 'courier'"),
	'http', 'which pico.workers names');
my $base = run("select pico.query('$eci', 'counter', 'total')");
is(WebClient->new($port)->get("/c/$eci/query/counter/total")->{body}, $base, 'queries are answered');

# It is no superuser, and its grants decide.
my $client = WebClient->new($port);
run('revoke execute on function pico.query(text, text, text, json) from pico_http, public');
my $answer = $client->get("/c/$eci/query/counter/total");
is($answer->{status}, 403, 'what the role may not do in SQL, requests may not do');
like($answer->{json}{error}, qr/the role pico_http may not execute pico.query\(\)/, 'as they are told');
is($client->post("/c/$eci/event-wait/counter/increment", {})->{status}, 200, 'which concerns only that');
run('grant execute on function pico.query(text, text, text, json) to pico_http');
is($client->get("/c/$eci/query/counter/total")->{status}, 200, 'and is heeded at once');

# Ends and comes back --------------------------------------------------------------------------------
for my $pid (processes())
{
	run("select pg_terminate_backend($pid)");
	becomes("not exists (select from pg_stat_activity where pid = $pid)", "process $pid ends when it is told to");
	becomes("$count = 2", 'and another one is there');
	is_served($port, 'which serves');
}
is(run("select pg_cancel_backend(pid) from pico.workers where kind = 'http' limit 1"),
	't', 'there is nothing to cancel');
is_served($port, 'so nothing happens');

# What has come in is answered before a process ends: here it waits for a pico that is held.
my $holder = $node->background_psql('image', on_error_die => 1);
$holder->query_safe('begin; ' . Counter::increment($eci));
my $waiting = WebClient->new($port)->send('POST', "/c/$eci/event-wait/counter/increment", {});
becomes("exists (select from pg_stat_activity where backend_type = 'pico executor')",
	'a request waits with an executor');
run("select count(pg_terminate_backend(pid)) from pico.workers where kind = 'http'");
$holder->query_safe('commit');
$holder->quit;
is($waiting->receive->{status}, 200, 'what has come in is answered');
becomes("$count = 2", 'before others come');
is_served($port, 'and serve');

# Other settings -------------------------------------------------------------------------------------
configure('pico.http_listen' => "127.0.0.1:$other_port");
is_served($other_port, 'after a reload it listens elsewhere');
ok(!listens($port), 'and not where it was');
configure('pico.http_workers' => '3');
becomes("$count = 3", 'as many processes as are wanted');
configure('pico.http_workers' => '1');
becomes("$count = 1", 'or as few');
is_served($other_port, 'serve');
configure('pico.http_listen' => "localhost:$port");
is_served($port, 'the name of a host');
configure('pico.http_listen' => "*:$port");
is_served($port, 'all addresses');
my ($result, undef, $error) = $node->psql('image', "set pico.http_listen = 'nowhere'");
like($error, qr/invalid value for parameter "pico.http_listen": "nowhere"\nDETAIL:  It is HOST:PORT/,
	'an address without a port is refused');
($result, undef, $error) = $node->psql('image', "set pico.http_listen = '$_'; ")
  and like($error, qr/invalid value/, "so is $_")
  for (':3000', '::1:3000', '[::1]', 'a:0', 'a:65536', 'a:3000x', 'a b:3000', 'http://a:3000', '[]:1');
configure('pico.http_listen' => '');
becomes("$count = 0", 'no address, no server');
ok(!listens($port), 'and no port');

# Of one database.
run("alter database image set pico.http_listen = '127.0.0.1:$port'");
run('select pico.restart_workers()');
is_served($port, 'a setting of a database is seen after pico.restart_workers()');
is($node->safe_psql('postgres', "select string_agg(distinct datname, ',') from pg_stat_activity"
		  . " where backend_type = 'pico http'"), 'image', 'and concerns no other');

# The port -------------------------------------------------------------------------------------------
$node->safe_psql('other', "create extension pico; alter database other set pico.http_listen = '127.0.0.1:$port'");
$offset = log_size();
$node->safe_psql('other', 'select pico.restart_workers()');
logs($offset, qr/pico http: cannot listen at 127.0.0.1:$port: the port is taken by another image of this server/,
	'a port belongs to one image');
run('alter database image reset pico.http_listen');
run('select pico.restart_workers()');
becomes("exists (select from pg_stat_activity where backend_type = 'pico http' and datname = 'other')"
	  . " and not exists (select from pg_stat_activity where backend_type = 'pico http' and datname = 'image')",
	'until that gives it back');
is_served($port, 'then the other image has it');
$node->safe_psql('other', 'alter database other reset pico.http_listen');
$node->safe_psql('other', 'select pico.restart_workers()');
becomes("$count = 0", 'and gives it back as well');
$node->safe_psql('postgres', 'drop database other with (force)');

my $program = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1', LocalPort => $port, ReuseAddr => 1)
  or die "listen: $!";
$offset = log_size();
configure('pico.http_listen' => "127.0.0.1:$port", 'pico.http_workers' => '2');
logs($offset, qr/pico http: cannot listen at 127.0.0.1:$port: the port is taken\n/,
	'a port that a program has is not shared with it');
$program->close;
is_served($port, 'when the program ends it is used');

# Not in the way -------------------------------------------------------------------------------------
run("select pico.pause_workers('1 hour')");
becomes("$count = 0", 'while workers are paused there is no server');
$node->safe_psql('postgres', 'create database clone template image');
pass('the database can be a template');
run('select pico.resume_workers()');
is_served($port, 'and it comes back');

configure('pico.enabled' => 'off');
becomes("$count = 0", 'nor while pico is switched off');
configure('pico.enabled' => 'on');
is_served($port, 'and it comes back');

run('drop extension pico cascade');
becomes("$count = 0", 'nor without the extension');
run('create extension pico');
$eci = Counter::install($node, 'image');
$node->reload;
run("select pico.restart_workers()");
is_served($port, 'and it comes back with it');
becomes("$count >= 2", 'whole');
$node->safe_psql('postgres', 'drop database clone');
$node->safe_psql('postgres', 'drop database image with (force)');
becomes("$count = 0", 'nor without the database');
ok(!listens($port), 'nobody listens then');

# A crash ends all, and all come back ------------------------------------------------------------------
$node->safe_psql('postgres', 'create database image');
run('create extension pico');
$eci = Counter::install($node, 'image');
run('select pico.restart_workers()');
becomes("$count = 2", 'a new image is served');
my ($victim) = processes();
kill 'KILL', $victim;
$node->poll_query_until('image', "select not exists (select from pg_stat_activity where pid = $victim)");
becomes("$count = 2", 'after a crash of the server all are there again');
is_served($port, 'and serve');
is(WebClient->new($port)->get("/c/$eci/query/counter/total")->{body}, '0', 'the image');

# A start and a stop of the server ------------------------------------------------------------------
$node->restart;
is_served($port, 'after a start of the server it is there');
$node->stop('fast');
ok(!listens($port), 'and nobody is when that has stopped');

done_testing();
