# SPDX-License-Identifier: MIT
# HTTP as it is sent: what is allowed is understood, what is malformed is refused, and whoever is slow or
# takes too much is cut off. Whatever comes, the server goes on serving.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use RawHttp;
use WebClient;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $port = PostgreSQL::Test::Cluster::get_free_port();
my $node = Counter::new_node('main');
$node->append_conf('postgresql.conf', <<CONF);
shared_preload_libraries = 'pico'
max_worker_processes = 20
restart_after_crash = off
pico.http_listen = '127.0.0.1:$port'
pico.http_workers = 1
pico.http_max_body_size = 16
pico.http_client_timeout = 2000
CONF
$node->safe_psql('postgres', 'create extension pico; select pico.create_roles()');
my $eci = Counter::install($node, 'postgres');
$node->restart;

sub http_process
{
	return $node->safe_psql('postgres', "select pid from pico.workers where kind = 'http'");
}

$node->poll_query_until('postgres', "select count(*) = 1 from pico.workers where kind = 'http'");
my $pid = http_process();

# Each of the following is sent by itself, after which the server must still serve.
sub is_served
{
	my ($name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is(WebClient->new($port)->get('/health')->{status}, 200, "$name: others are served");
	return;
}

sub gives
{
	my ($bytes, $pattern, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	like(RawHttp::ask($port, $bytes), $pattern, $name);
	return is_served($name);
}

my $last    = "Connection: close\r\n";
my $query   = "/c/$eci/query/counter/total";
my $event   = "/c/$eci/event-wait/counter/increment";
my $get     = "GET /health HTTP/1.1\r\nHost: t\r\n";
my $post    = "POST $event HTTP/1.1\r\nHost: t\r\n";
my $bad     = qr/\AHTTP\/1.1 400 /;
my $health  = qr/\AHTTP\/1.1 200 OK\r\n.*\r\n\r\n\{"status":"ok"\}\z/s;
my $too_big = qr/\AHTTP\/1.1 413 /;

# What is allowed ----------------------------------------------------------------------------------
gives("$get$last\r\n", $health, 'a request that is the last of its connection');
gives("GET /health HTTP/1.0\r\n\r\n", $health, 'HTTP/1.0 ends with the answer');
gives("\r\n\r\n$get$last\r\n", $health, 'empty lines before a request');
gives("GET http://t/health HTTP/1.1\r\nHost: t\r\n$last\r\n", $health, 'a target as for a proxy');
gives("HEAD /health HTTP/1.1\r\nHost: t\r\n$last\r\n",
	qr/\AHTTP\/1.1 200 OK\r\n.*Content-Length: 15\r\n\r\n\z/s, 'HEAD has no body');
gives("GET /health HTTP/1.1\r\nhOST: t\r\n${last}X-Y:z\r\n\r\n", $health, 'names of headers in any letters');
gives("${get}X: \xff\xfe\r\n$last\r\n", $health, 'a header that is not in UTF-8');

my $connection = RawHttp->new($port)->send("GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
$connection->until_matches(qr/"ok"\}\z/);
like($connection->send("$get$last\r\n")->until_closed,
	qr/("ok"\}).*\1\z/s, 'HTTP/1.0 may keep its connection');

my $answers = RawHttp::ask($port,
	    "$get\r\n${post}Content-Length: 0\r\n\r\nGET $query HTTP/1.1\r\nHost: t\r\n\r\n"
	  . "GET /nothing HTTP/1.1\r\nHost: t\r\n\r\n$get$last\r\n");
is( join(' ', $answers =~ /HTTP\/1.1 (\d+)/g),
	'200 200 200 404 200', 'requests that are sent one after the other are answered in this order');
like($answers, qr/"directives".*\r\n\r\n1HTTP/s, 'and each sees what those before it did');

like(
	RawHttp::ask($port,
		"${post}Transfer-Encoding: chunked\r\n${last}Content-Type: application/json\r\n\r\n"
		  . "1\r\n{\r\n5;x=y\r\n\"a\":1\r\n1\r\n}\r\n0\r\nTrailer: t\r\n\r\n"),
	qr/\AHTTP\/1.1 200 /, 'a body in chunks, with an extension and a trailer');
$connection = RawHttp->new($port)->send("${post}Content-Length: 2\r\n${last}Expect: 100-continue\r\n"
	  . "Content-Type: application/json\r\n\r\n");
$connection->until_matches(qr/\AHTTP\/1.1 100 Continue\r\n\r\n\z/);
like($connection->send('{}')->until_closed, qr/HTTP\/1.1 200 /, 'Expect: 100-continue');

# What is malformed --------------------------------------------------------------------------------
my $smuggled = "0\r\n\r\nPOST $event HTTP/1.1\r\nHost: t\r\n\r\n";
my %malformed = (
	'Content-Length beside Transfer-Encoding' =>
	  "${post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n$smuggled",
	'Content-Length twice'          => "${post}Content-Length: 3\r\nContent-Length: 0\r\n\r\n$smuggled",
	'the same Content-Length twice' => "${post}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
	'a list of Content-Length'      => "${post}Content-Length: 2, 2\r\n\r\n{}",
	'a negative Content-Length'     => "${post}Content-Length: -2\r\n\r\n{}",
	'a signed Content-Length'       => "${post}Content-Length: +2\r\n\r\n{}",
	'a Content-Length with a zero'  => "${post}Content-Length: 2\0 0\r\n\r\n{}",
	'another Transfer-Encoding'     => "${post}Transfer-Encoding: gzip\r\n\r\n$smuggled",
	'two Transfer-Encodings'        => "${post}Transfer-Encoding: gzip, chunked\r\n\r\n$smuggled",
	'two headers Transfer-Encoding' =>
	  "${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n$smuggled",
	'Transfer-Encoding behind a control character' =>
	  "${post}Transfer-Encoding: \x0bchunked\r\n\r\n$smuggled",
	'Transfer-Encoding in HTTP/1.0' =>
	  "POST $event HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n$smuggled",
	'Transfer-Encoding in the next line' => "${post}Transfer-Encoding:\r\n chunked\r\n\r\n$smuggled",
	'a header that goes on'              => "${get}X: y\r\n z\r\n\r\n",
	'a header that goes on before the first' => "GET /health HTTP/1.1\r\n Host: t\r\n\r\n",
	'a blank before the colon'           => "${post}Transfer-Encoding : chunked\r\n\r\n$smuggled",
	'a blank in a name'                  => "${get}X Y: z\r\n\r\n",
	'no colon'                           => "${get}XY\r\n\r\n",
	'a carriage return in a value'       => "${get}X: y\rZ: a\r\n\r\n",
	'a zero in a value'                  => "${get}X: y\0z\r\nA: b\r\n\r\n",
	'a zero in the last value'           => "${get}X: y\0z\r\n\r\n",
	'a zero in a name'                   => "${get}X\0: y\r\n\r\n",
	'a zero in the target'               => "GET /health\0/x HTTP/1.1\r\nHost: t\r\n\r\n",
	'no Host'                            => "GET /health HTTP/1.1\r\n\r\n",
	'two Hosts'                          => "${get}Host: u\r\n\r\n",
	'no version'                         => "GET /health\r\n\r\n",
	'a version in small letters'         => "GET /health http/1.1\r\nHost: t\r\n\r\n",
	'a method that is no word'           => "G(T /health HTTP/1.1\r\nHost: t\r\n\r\n",
	'a chunk without a length'           => "${post}Transfer-Encoding: chunked\r\n\r\nxy\r\n{}\r\n0\r\n\r\n",
	'a chunk of 0x2'                     => "${post}Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n",
	'a chunk of -2'                      => "${post}Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
	'a chunk that is longer'             => "${post}Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n",
);
my $before = $node->safe_psql('postgres', "select pico.query('$eci', 'counter', 'total')");
gives($malformed{$_}, $bad, $_) for sort keys %malformed;
is($node->safe_psql('postgres', "select pico.query('$eci', 'counter', 'total')"),
	$before, 'nothing of all this was taken for an event');

gives("GET /a b HTTP/1.1\r\nHost: t\r\n\r\n", qr/\A(?:HTTP\/1.1 400 .*)?\z/s, 'a blank in the target');
gives("GET /health HTTP/2.0\r\nHost: t\r\n\r\n", qr/\AHTTP\/1.1 505 /, 'a version that is to come');
gives("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", qr/\AHTTP\/1.1 505 /, 'HTTP/2');
gives("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", qr/\A(?:HTTP\/1.1 4.*)?\z/s, 'TLS');
gives(join('', map { chr(($_ * 7919) % 256) } 1 .. 5000) . "\r\n\r\n",
	qr/\A(?:HTTP\/1.1 4.*)?\z/s, 'noise');

# Targets that are no text. What they ask for, nobody has; but they are heard.
for my $target ("/c/%00/query/a/b", "/c/%ff%fe/query/a/b", "/c/\xff\xfe/query/a/b", '/c/%/query/a/b',
	'/c/%4/query/a/b', '/c/%zz/query/a/b', '/%2e%2e/%2e%2e/etc/passwd', '/c/x/event/1/%0d%0aX:y/a')
{
	(my $shown = $target) =~ s/([^ -~])/sprintf '\\x%02x', ord $1/ge;
	gives("GET $target HTTP/1.1\r\nHost: t\r\n$last\r\n", qr/\AHTTP\/1.1 40[04] /, "the target $shown");
}

# Size ---------------------------------------------------------------------------------------------
my $body = '"' . 'x' x (16 * 1024 - 2) . '"';
my $json = "Content-Type: text/plain\r\n";
unlike(RawHttp::ask($port, "$post$json${last}Content-Length: " . length($body) . "\r\n\r\n$body"),
	$too_big, 'a body of pico.http_max_body_size is not too large');
gives("$post$json${last}Content-Length: " . (length($body) + 1) . "\r\n\r\n$body ",
	$too_big, 'one byte more is');
gives("$post${json}Content-Length: 100000000\r\n\r\n", $too_big, 'a body that would be far too large is not awaited');
gives("$post${json}Content-Length: 20000\r\nExpect: 100-continue\r\n\r\n",
	$too_big, 'nor one whose client asks first');
gives("${post}Content-Length: 99999999999999999999999\r\n\r\n", $too_big, 'a length beyond all numbers');
gives("${post}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", $too_big, 'a chunk beyond all numbers');
my $chunk = "400\r\n" . 'x' x 1024 . "\r\n";
gives("$post$json${last}Transfer-Encoding: chunked\r\n\r\n" . $chunk x 20 . "0\r\n\r\n",
	$too_big, 'a body in chunks that becomes too large');
gives("$post${json}Transfer-Encoding: chunked\r\n\r\n" . $chunk x 2000 . "0\r\n\r\n",
	qr/\A\z/, 'one that does not end is cut off');
gives("${get}X: " . 'x' x 200_000 . "\r\n\r\n", qr/\AHTTP\/1.1 431 /, 'a header that is too large');
gives($get . "X: y\r\n" x 50_000 . "\r\n", qr/\AHTTP\/1.1 431 /, 'too many headers');
gives('GET /' . 'x' x 200_000 . " HTTP/1.1\r\nHost: t\r\n\r\n", qr/\AHTTP\/1.1 414 /, 'a target that is too long');

# Time ---------------------------------------------------------------------------------------------
for my $part ('', 'GET /hea', $get, "${post}Content-Length: 10\r\n\r\n{\"a\"",
	"${post}Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a")
{
	(my $shown = substr $part, 0, 12) =~ s/\s.*//s;
	is(RawHttp->new($port)->send($part)->until_closed, '', "who sends no more than \"$shown\" is cut off");
	is_served('a request that is not whole');
	is(RawHttp->new($port)->send($part)->end->until_closed,
		'', 'and who ends the connection then gets no answer');
	is_served('a request that ends');
}
my $slow = RawHttp->new($port)->send($get);
for (1 .. 200)
{
	$slow->send("X: y\r\n");
	last if $slow->has_ended(0.1);
}
ok($slow->has_ended(0), 'who sends a header every now and then, for ever, is cut off too');
my $idle = RawHttp->new($port)->send("$get\r\n");
like($idle->until_closed, $health, 'a connection that is not used is closed');

# Who does not read what he asked for.
my $greedy = RawHttp->new($port);
$greedy->send("GET /openapi.json HTTP/1.1\r\nHost: t\r\n\r\n" x 2000);
is_served('a client that reads no answers');
ok($node->poll_query_until('postgres', 'select true'), 'nor is the server held');
$greedy->close;

# Number -------------------------------------------------------------------------------------------
is(http_process(), $pid, 'it was one process all the time');
$node->append_conf('postgresql.conf', "pico.http_max_connections = 5\npico.http_client_timeout = '1min'\n");
$node->reload;
ok($node->poll_query_until('postgres',
		"select count(*) = 1 from pico.workers where kind = 'http' and pid <> $pid"),
	'other limits come with another process');
my @open = map { WebClient->new($port)->send('GET', '/health') } 1 .. 5;
is(join(' ', map { $_->receive->{status} } @open), '200 200 200 200 200', 'five connections');
my $sixth = WebClient->new($port)->send('GET', '/health');
ok(!$sixth->more(0.2), 'the sixth waits');
shift @open;
is($sixth->receive->{status}, 200, 'until there is room');

# Requests that wait for a pico that another transaction has.
$node->append_conf('postgresql.conf', "pico.http_max_connections = 100\npico.http_max_waiting = 3\n");
$pid = http_process();
$node->reload;
$node->poll_query_until('postgres', "select count(*) = 1 from pico.workers where kind = 'http' and pid <> $pid");
my $holder = $node->background_psql('postgres', on_error_die => 1);
$holder->query_safe('begin; ' . Counter::increment($eci));
my @waiting = map { WebClient->new($port)->send('POST', $event, {}) } 1 .. 3;
$node->poll_query_until('postgres',
	"select count(*) = 3 from pico.workers where kind = 'executor' and state = 'active'");
my $one_more = WebClient->new($port);
my $refusal  = $one_more->get($query);
is($refusal->{status}, 503, 'more than may wait are refused');
is($refusal->{headers}{'retry-after'}, '1', 'for a second');
is($one_more->get('/health')->{status}, 200, 'which concerns no health');
$holder->query_safe('commit');
$holder->quit;
is(join(' ', map { $_->receive->{status} } @waiting), '200 200 200', 'those that waited are answered');
unlike(slurp_file($node->logfile), qr/terminated by signal|PANIC/, 'no process has crashed');

done_testing();
