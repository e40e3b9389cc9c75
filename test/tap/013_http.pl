# SPDX-License-Identifier: MIT
# HTTP from rules whose responses are used: what is sent and given back, hosts that behave badly, waiting
# that disturbs nobody, and nothing that leaves with an event that is rolled back.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use HttpServer;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $web  = HttpServer->new;
my $node = Counter::new_node('main');
$node->safe_psql('postgres', 'create extension pico');

sub run { return $node->safe_psql('postgres', $_[0]); }

sub fails
{
	my ($sql, $expected, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my (undef, undef, $error) = $node->psql('postgres', $sql);
	return like($error, $expected, $name);
}

my $verbs = join "\n", map {
	"  rule $_ { select when http_test $_ http:$_(event:attrs{\"url\"}, headers=event:attrs{\"headers\"},"
	  . " auth=event:attrs{\"auth\"}, qs=event:attrs{\"qs\"}, body=event:attrs{\"body\"},"
	  . " json=event:attrs{\"json\"}, form=event:attrs{\"form\"}, parseJSON=true,"
	  . " dontFollowRedirect=event:attrs{\"stay\"}, autoraise=event:attrs{\"raise\"}) setting(r)"
	  . " fired { ent:r := r } }"
} qw(get head post put patch delete);
my $ruleset = <<"KRL";
ruleset h {
  meta { shares r, get }
  global {
    r = function() { ent:r }
    get = function(url) { http:get(url) }
  }
$verbs
  rule later { select when later send http:post(event:attrs{"url"}, json={"a": 1}) }
  rule heard { select when http get send_directive(event:name, {"label": event:attrs{"label"}}) }
  rule nothing { select when i nothing }
}
KRL
my ($pico, $eci) = split /\|/,
  run("with p as materialized (select pico.create_pico('a', rulesets => '{}') as id)"
	  . " select id, pico.create_channel(id) from p");
my ($other, $other_eci) = split /\|/,
  run("with p as materialized (select pico.create_pico('b', rulesets => '{}') as id)"
	  . " select id, pico.create_channel(id) from p");
run("select pico.register_ruleset(\$krl\$$ruleset\$krl\$)");
run("select pico.install_ruleset('$_', 'h')") for $pico, $other;

# An event that makes a request; `attributes` are JSON members after the URL.
sub event
{
	my ($verb, $url, $attributes) = @_;
	$attributes = $attributes ? ", $attributes" : '';
	return "select pico.raise_event('$eci', 'http_test', '$verb', '{\"url\": \"$url\"$attributes}')"
	  . " -> 'directives'";
}

# What the response of a request has at a path.
sub response
{
	my ($path, @request) = @_;
	run(event(@request));
	return run("select pico.query('$eci', 'h', 'r') #>> '{$path}'");
}

# What is sent --------------------------------------------------------------------------------------

my $echo = $web->url('echo');
is(response('content,method', $_, $echo), uc $_, "http:$_") for qw(get post put patch delete);
is(response('content', 'head', $echo), '', 'http:head has no content');
is(response('status_line', 'head', $echo), 'OK', 'but a status');
is(response('content,path', 'get', $web->url('echo?a=1'), '"qs": {"b": [1, "x y"]}'),
	'/echo?a=1&b%5B0%5D=1&b%5B1%5D=x%20y', 'a query');
is(response('content,headers,user-agent', 'get', $echo), 'pico-engine-core-http', 'a header by default');
is(response('content,headers,x-a', 'get', $echo, '"headers": {"X-A": "b", "X-Empty": ""}'), 'b', 'one of one\'s own');
is(response('content,headers,x-empty', 'get', $echo, '"headers": {"X-Empty": ""}'), '', 'an empty one');
is(response('content,headers,authorization', 'get', $echo, '"auth": {"username": "u", "password": "p"}'),
	'Basic dTpw', 'credentials');
my %bodies = (
	'"body": "b"'                  => [ 'b', 'text/plain;charset=UTF-8' ],
	'"json": {"a": [1]}'           => [ '{"a":[1]}', 'application/json' ],
	'"form": {"a": [1], "b": "c"}' => [ 'a%5B0%5D=1&b=c', 'application/x-www-form-urlencoded' ]);
for my $body (sort keys %bodies)
{
	is(response('content,headers,content-type', 'post', $echo, $body), $bodies{$body}[1], "the type of $body");
	is(run("select pico.query('$eci', 'h', 'r') #>> '{content,body}'"), $bodies{$body}[0], 'and the body');
}
is(response('content,headers,content-length', 'post', $echo), '0', 'no body');
is(response('content,headers,content-length', 'put', $echo, '"body": "four", "headers": {"Content-Length": 9}'),
	'4', 'a length is counted, not believed');

# What comes back -----------------------------------------------------------------------------------

is(response('status_code', 'get', $web->url('missing')), '404', 'any status is a response');
is(response('content', 'get', $web->url('bad-json')), '{bad', 'bad JSON stays text');
is(response('headers,set-cookie', 'get', $web->url('cookies')), 'a=1, b=2', 'repeated headers are joined');
is(response('content', 'get', $web->url('latin1')), "\xef\xbf\xbd!", 'bytes become text');
is(response('content,zipped', 'get', $web->url('gzip')), 'true', 'content is unzipped');
is(response('content,path', 'get', $web->url('status/302')), '/echo/moved', 'redirects are followed');
is(response('headers,location', 'get', $web->url('status/302'), '"stay": true'), $web->url('echo/moved'),
	'or not');
is(response('content,method', 'post', $web->url("status/$_->[0]"), '"body": "b"'), $_->[1],
	"a post redirected by $_->[0]")
  for [ 301, 'GET' ], [ 302, 'GET' ], [ 303, 'GET' ], [ 307, 'POST' ], [ 308, 'POST' ];
is(run(event('get', $echo, '"raise": "l"') . " -> 0 -> 'options'"), '{"label":"l"}', 'autoraise');
is(run("select pico.query('$eci', 'h', 'get', '{\"url\": \"$echo\"}') ->> 'status_code'"), '200', 'in a query');
is(run(event('get', $echo) . "; " . event('get', $echo) . "; select pico.query('$eci', 'h', 'r') #>> '{content,before}'")
	  =~ s/.*\n//rs, '1', 'a backend uses its connection again');

# What fails ----------------------------------------------------------------------------------------

my $port = PostgreSQL::Test::Cluster::get_free_port();
my %failures = (
	"http://127.0.0.1:$port/"      => qr{FetchError: request to http://127\.0\.0\.1:$port/ failed, reason: connect ECONNREFUSED 127\.0\.0\.1:$port$}m,
	$web->url('reset')             => qr/request to \S+reset failed, reason: (read ECONNRESET|socket hang up)/,
	$web->url('cut')               => qr/request to \S+cut failed, reason: \w/,
	$web->url('huge')              => qr/request to \S+huge failed, reason: it exceeds 16777216 bytes/,
	$web->url('many-headers')      => qr/request to \S+many-headers failed, reason: (it has too many headers|Too large)/,
	$web->url('long-headers')      => qr/request to \S+long-headers failed, reason: (it has too many headers|Too large)/,
	$web->url('for-ever')          => qr/request to \S+for-ever failed, reason: more than 20 redirects/,
	$web->url('to-metadata')       => qr/request to http:\S+ failed, reason: pico.http_hosts does not allow 169.254.169.254/,
	$web->url('to-file')           => qr/request to file:\S+ failed, reason: it is neither http: nor https:/,
	'http://169.254.169.254/'      => qr/pico.http_hosts does not allow 169.254.169.254/,
	'http://2852039166/'           => qr/pico.http_hosts does not allow 169.254.169.254/,
	'http://[::ffff:169.254.1.1]/' => qr/pico.http_hosts does not allow/,
	'/relative'                    => qr/TypeError: Only absolute URLs are supported/);
fails(event('get', $_), $failures{$_}, $_) for sort keys %failures;
for my $path (qw(slow drip))
{
	fails("set pico.http_timeout = '200ms'; " . event('get', $web->url($path)),
		qr/request to \S+$path failed, reason: timeout/, "a host that is $path");
}
fails("set pico.max_response_size = '1kB'; " . event('post', $echo, '"body": "' . 'x' x 2000 . '"'),
	qr/it exceeds 1024 bytes/, 'the bound can be set');
fails("set pico.http_hosts = '*, !127.0.0.1'; " . event('get', $echo),
	qr/ERROR:  FetchError: request to \S+ failed, reason: pico.http_hosts does not allow 127.0.0.1\nHINT/,
	'a host may be forbidden');
fails("set pico.enabled = off; " . event('get', $echo), qr/the image is held/, 'nothing leaves a held image');
fails("\\set VERBOSITY sqlstate\n" . event('get', "http://127.0.0.1:$port/"), qr/ERROR:  58000/, 'SQLSTATE of a failure');
fails("\\set VERBOSITY sqlstate\n" . event('get', 'http://169.254.169.254/'), qr/ERROR:  42501/, 'and of a refusal');

# Secrets -------------------------------------------------------------------------------------------

my $from = -s $node->logfile;
fails(event('get', "http://user:secret\@127.0.0.1:$port/?key=secret", '"auth": {"username": "u", "password": "hidden"}'),
	qr{request to http://127\.0\.0\.1:$port/ failed}, 'an error shows no credentials');
my @said = grep { !/STATEMENT/ } split /\n/, PostgreSQL::Test::Utils::slurp_file($node->logfile, $from);
unlike("@said", qr/secret|hidden|Basic/, 'nor does the log');
is(response('content,headers,authorization', 'get', $echo =~ s{//}{//user:secret@}r), 'Basic dXNlcjpzZWNyZXQ=',
	'credentials of a URL are sent');

# TLS -----------------------------------------------------------------------------------------------

SKIP:
{
	my ($version, $ignored) = ('', '');
	skip 'there is no openssl to make certificates and serve with them', 3
	  unless eval { IPC::Run::run([ 'openssl', 'version' ], '>', \$version, '2>', \$ignored) };
	my $pem = "$web->{directory}/self-signed.pem";
	PostgreSQL::Test::Utils::system_or_bail(
		qw(openssl req -x509 -nodes -days 2 -newkey rsa:2048 -subj /CN=127.0.0.1),
		qw(-addext subjectAltName=IP:127.0.0.1), '-keyout', $pem, '-out', $pem);
	my $tls  = PostgreSQL::Test::Cluster::get_free_port();
	my ($none, $log) = ('', '');
	my $server = IPC::Run::start(
		[ qw(openssl s_server -www -accept), "127.0.0.1:$tls", '-cert', $pem, '-key', $pem ],
		'<', \$none, '>', \$log, '2>&1', IPC::Run::timeout(60));
	$server->pump until $log =~ /^ACCEPT/m;
	fails(event('get', "https://127.0.0.1:$tls/"), qr{reason: .*certificate}, 'nobody has signed it');
	is(run("set pico.http_ca_file = '$pem'; select 0 from (" . event('get', "https://127.0.0.1:$tls/") . ') x'), '0',
		'it is trusted where the settings say so');
	fails("set pico.http_ca_file = '$pem'; " . event('get', "https://localhost:$tls/"),
		qr{reason: .*(certificate|name)}, 'but not for another name');
	$server->kill_kill;
}

# Waiting -------------------------------------------------------------------------------------------

my ($out, $err) = ('', '');
my $slow    = event('get', $web->url('slow'));
my $session = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres'), '-c', $slow ],
	'>', \$out, '2>', \$err);
my $waiting = "from pg_stat_activity where wait_event_type = 'Extension' and query like '%slow%'";
$node->poll_query_until('postgres', "select count(*) = 1 $waiting") or die 'nobody waits';
is(run("set lock_timeout = '100ms'; select pico.raise_event('$other_eci', 'i', 'nothing') -> 'directives'"),
	'[]', 'events of other picos run');
fails("set lock_timeout = '100ms'; select pico.raise_event('$eci', 'i', 'nothing')", qr/lock timeout/,
	'those of the same one wait');
run("select pg_cancel_backend(pid) $waiting");
$session->finish;
like($err, qr/canceling statement due to user request/, 'a cancel ends it at once');
fails("set statement_timeout = '200ms'; $slow", qr/due to statement timeout/, 'as does a time-out');

# After the commit ----------------------------------------------------------------------------------

my $later = "select pico.raise_event('$eci', 'later', 'send', '{\"url\": \"http://127.0.0.1:$port/l\"}')";
run("begin; $later; rollback");
is(run('select count(*) from pico.request'), '0', 'what is rolled back leaves no request');
run('select pico.hold_image()');
run($later);
is(run("select pico || ' ' || recipient from pico.request") =~ s/\Q$pico\E/P/gr, "P P http://127.0.0.1:$port",
	'what is committed leaves one');
fails(event('get', $echo), qr/the image is held/, 'and in place nothing leaves it while it is held');
run('delete from pico.request; select pico.resume_image()');

Counter::is_sound($node, 'postgres', 'at the end');
$node->stop;
done_testing();
