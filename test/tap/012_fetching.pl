# SPDX-License-Identifier: MIT
# Rulesets from URLs: what is fetched, from where, by whose rights; what is refused leaves the version
# in force; waiting for a host holds no pico and can be cancelled.
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

sub run    { return $node->safe_psql('postgres', $_[0]); }
sub fails
{
	my ($sql, $expected, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my (undef, undef, $error) = $node->psql('postgres', $sql);
	return like($error, $expected, $name);
}

# A version of the ruleset a, with more in it.
sub version
{
	my ($number, $more) = @_;
	return <<"KRL";
ruleset a {
  meta {
    version "$number"
    shares v, state
@{[ $more // '' ]}
  }
  global {
    v = $number
    state = function() { ent:n }
  }
  rule r { select when a a send_directive("version", {"v": $number}) }
  rule set { select when a set fired { ent:n := $number } }
  rule bring_along {
    select when wrangler ruleset_upgraded where event:attrs{"rid"} == meta:rid
    fired { ent:n := [ent:n, event:attrs{"old_version"}, event:attrs{"new_version"}] }
  }
}
KRL
}

my $installer = <<'KRL';
ruleset installer {
  rule install { select when i install ctx:install(event:attrs{"url"}) }
  rule flush { select when i flush ctx:flush(event:attrs{"url"}) }
  rule child { select when i child ctx:newPico([{"url": event:attrs{"url"}}]) }
  rule nothing { select when i nothing }
}
KRL

my $url  = $web->publish('a.krl', version(1));
my $pico = run("select pico.create_pico('host', rulesets => '{}')");
my $eci  = run("select pico.create_channel('$pico')");
run("select pico.register_ruleset(\$krl\$$installer\$krl\$)");
run("select pico.install_ruleset('$pico', 'installer')");

sub event
{
	my ($event, $attrs) = @_;
	return "select pico.raise_event('$eci', '" . join("', '", split(/:/, $event))
	  . "', '" . ($attrs // '{}') . "') -> 'directives'";
}
sub query { return "select pico.query('$eci', 'a', '$_[0]')"; }

# Fetching -----------------------------------------------------------------------------------------

is(run("select pico.install_ruleset('$pico', '$url')"), 'a', 'a ruleset is installed from a URL');
is(run(query('v')), '1', 'and answers');
run(event('a:set'));
run(event('i:install', qq({"url": "@{[ $web->url('redirect') ]}"})));
is(run("select url from pico.installed_rulesets where rid = 'a'"), $web->url('redirect'),
	'a rule installs one, by a redirect');
is(run(query('state')), '1', 'which keeps its variables');
run("select pico.install_ruleset('$pico', '$url')");
run(event('i:child', qq({"url": "$url"})));
is(run("select installations from pico.rulesets where url = '$url'"), '2', 'and gives one to a child');

# What cannot be fetched ---------------------------------------------------------------------------

my $closed = 'http://127.0.0.1:' . PostgreSQL::Test::Cluster::get_free_port() . '/a.krl';
my %unreadable = (
	$web->url('missing')  => qr/Got a statusCode=404 for: \S+missing$/m,
	$web->url('for-ever') => qr/cannot fetch \S+for-ever: more than 20 redirects/,
	$web->url('to-file')  => qr/cannot fetch file:\S+: it is neither http: nor https:/,
	$web->url('to-dict')  => qr/cannot fetch dict:\S+: it is neither http: nor https:/,
	$web->url('huge')     => qr/cannot fetch \S+huge: it exceeds 1048576 bytes/,
	$closed               => qr/cannot fetch \Q$closed\E: .*onnect/,
	'gopher://h/a'        => qr/cannot fetch gopher:\S+: it is neither http: nor https:/,
	'http://%ff/a'        => qr/cannot fetch \S+: its host is not valid UTF-8/,
	'http://[h/a'         => qr/cannot fetch \S+: \w/);
for my $from (sort keys %unreadable)
{
	fails("select pico.install_ruleset('$pico', '$from')", $unreadable{$from}, "install $from");
	fails(event('i:install', qq({"url": "$from"})), $unreadable{$from}, "the same in KRL");
}
fails("set pico.fetch_timeout = '200ms'; select pico.flush_ruleset('@{[ $web->url('slow') ]}')",
	qr/cannot fetch \S+slow: no answer within 200 ms/, 'a host that does not answer');
fails("set pico.max_redirects = 0; select pico.flush_ruleset('@{[ $web->url('redirect') ]}')",
	qr/more than 0 redirects/, 'no redirects');
fails(event('i:child', qq({"url": "@{[ $web->url('missing') ]}"})), qr/statusCode=404/,
	'a child with a ruleset that is not there');
is(run('select count(*) from pico.picos'), '2', 'which is not made');

# Versions that are refused ------------------------------------------------------------------------

$web->publish('b.krl', 'ruleset b { meta { use module a } }');
run("select pico.flush_ruleset('@{[ $web->url('b.krl') ]}')");
my %refused = (
	'not compilable' => [ 'ruleset a { global { v = nosuch } }', qr/Undefined id: nosuch/ ],
	'of another rid' => [ 'ruleset c { }', qr/holds the ruleset c, not a/ ],
	'cyclic'         => [ version(2, '    use module b'), qr/Dependency Cycle Found: a -> b -> a/ ],
	'without module' => [ version(2, '    use module c'), qr/Dependant module not loaded: c/ ],
	'binary'         => [ "\x7fELF\x02\x01\x00\xff\xfe", qr/the source is not valid UTF-8/ ],
	'with zeros'     => [ "ruleset a { } // \0", qr/ERROR: / ],
	'too large'      => [ version(2) . ' ' x 2e6, qr/it exceeds 1048576 bytes/ ],
	'empty'          => [ '', qr/Compile failed, missing rid/ ]);
my $in_force = run("select hash, flushed_at from pico.rulesets where url = '$url'");
for my $case (sort keys %refused)
{
	my ($source, $error) = @{ $refused{$case} };
	$web->publish('a.krl', $source);
	fails("select pico.flush_ruleset('$url')", $error, "a version $case");
	fails(event('i:flush', qq({"url": "$url"})), $error, 'the same in KRL');
}
is(run("select hash, flushed_at from pico.rulesets where url = '$url'"), $in_force,
	'the version in force stays');
is(run(event('a:a') . " -> 0 -> 'options'"), '{"v":1}', 'and runs');

# Versions that go live ----------------------------------------------------------------------------

my $count = "(select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_xact_user_tables"
  . " where schemaname = 'pico')";
$web->publish('a.krl', version(2));
my $writes = "begin; select pico.flush_ruleset('$url') as rid; select $count; rollback;";
is(run($writes), "a\n3", 'to flush is to write the version, the URL and the history');
run("select pico.install_ruleset(pico.create_pico(rulesets => '{}'), '$url') from generate_series(1, 200)");
is(run($writes), "a\n3", 'for two hundred picos as well');

my $one = run("select hash from pico.rulesets where url = '$url'");
run("select pico.flush_ruleset('$url')");
my $two = run("select hash from pico.rulesets where url = '$url'");
isnt($two, $one, 'another version is in force');
is(run("select picos || ' ' || version from pico.ruleset_versions where url = '$url' order by since"),
	"202 1\n0 2", 'and no pico has it');
is(run(query('v')), '2', 'a query runs it');
is(run(event('a:a') . " -> 0 -> 'options'"), '{"v":2}', 'an event runs it');
is(run(query('state')), '[1,"1","2"]', 'and the pico has brought its state along');
is(run("select hash = '$two', picos from pico.ruleset_versions where url = '$url' order by since"),
	"f|201\nt|1", 'one pico has it');
like(run("select pico.ruleset_diff('$one', '$two')"),
	qr/^--- $one\n\+\+\+ $two\n@@ -1,15 \+1,15 @@\n ruleset a \{\n   meta \{\n-    version "1"\n\+    version "2"\n/,
	'the difference can be seen');

$web->publish('a.krl', version(3) =~ s/v = 3/v = ctx:query("nosuch", "a", "v")/r);
run("select pico.flush_ruleset('$url')");
is(run(event('a:a') . " -> 0 -> 'options'"), '{"v":2}', 'one that fails to initialise is not taken up');
is( run("select is_current, error from pico.installed_rulesets where rid = 'a' and pico = '$pico'"),
	'f|Error: ECI not found nosuch', 'which the pico says');
is(run("select message from pico.logs where pico = '$pico'"), '"Error: ECI not found nosuch"',
	'as does its log');
is(run("select pico.rollback_ruleset('$url', '$two')"), 'a', 'the URL goes back');
is(run(event('a:a') . " -> 0 -> 'options'"), '{"v":2}', 'and the pico goes on');
is( run("select is_current, error from pico.installed_rulesets where rid = 'a' and pico = '$pico'"),
	't|', 'without complaints');
fails("select pico.rollback_ruleset('$url', '$two' || 'x')", qr/was never a version of/,
	'but only to what was there');

# Slow hosts hold nobody ---------------------------------------------------------------------------

my $slow = event('i:install', qq({"url": "@{[ $web->url('slow') ]}"}));
my ($out, $err) = ('', '');
my $session = IPC::Run::start(
	[ 'psql', '-XAtq', '-d', $node->connstr('postgres'), '-c', "set pico.fetch_timeout = '10min'",
		'-c', $slow ],
	'>', \$out, '2>', \$err);
my $waiting = "from pg_stat_activity where wait_event_type = 'Extension' and query like '%slow%'";
$node->poll_query_until('postgres', "select count(*) = 1 $waiting") or die 'nobody fetches';
is(run("select count(*) from pg_locks where locktype = 'userlock'"), '0', 'who fetches has no pico');
is(run("set lock_timeout = '100ms'; " . event('i:nothing')), '[]', 'an event of the same pico runs');
run("select pg_cancel_backend(pid) $waiting");
$session->finish;
like($err, qr/canceling statement due to user request/, 'and fetching can be cancelled');
fails("set statement_timeout = '200ms'; $slow", qr/due to statement timeout/, 'or timed out');
is(run("begin; @{[ event('i:nothing') ]}; savepoint s; select pico.raise_event('$eci', 'i', "
		  . "'install', '{\"url\": \"$url\"}') -> 'deferred'; select count(*) from pg_locks"
		  . " where locktype = 'userlock'; rollback"),
	"[]\n0\n1", 'what a transaction has locked before stays locked');

# Whom to ask --------------------------------------------------------------------------------------

sub refuses
{
	my ($hosts, $from, $host) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return fails("set pico.fetch_hosts = '$hosts'; select pico.flush_ruleset('$from')",
		qr/ERROR:  cannot fetch \S+: pico.fetch_hosts does not list \Q$host\E\s/m, "$hosts: $from");
}
refuses('example.org', $url, '127.0.0.1');
refuses('', $url, '127.0.0.1');
refuses('127.0.0.1', $web->url('to-unlisted'), 'localhost');
refuses('*', $web->url('to-metadata'), '169.254.169.254');
refuses('*', 'http://169.254.169.254/latest', '169.254.169.254');
refuses('*', 'http://2852039166/latest', '169.254.169.254');
refuses('*', 'http://[::ffff:169.254.169.254]/', '[::ffff:169.254.169.254]');
is(run("set pico.fetch_hosts = 'example.org, 127.0.0.*, 127.0.0.1'; select pico.flush_ruleset('$url')"),
	'a', 'a host that is listed');
# The address that a connection goes to is looked at as well, here that of a proxy.
fails("set pico.fetch_proxy = 'http://169.254.169.254'; select pico.flush_ruleset('$url')",
	qr/ERROR:  cannot fetch \Q$url\E: pico.fetch_hosts does not list 169.254.169.254\s/, 'a link-local proxy');

# A proxy resolves names and connects by itself: all that can be looked at is the URL.
$ENV{PGOPTIONS} = "-c pico.fetch_proxy=@{[ $web->url('') ]}";
is(run("select pico.flush_ruleset('http://proxied.test/a.krl')"), 'a', 'a proxy is asked');
refuses('proxied.test', 'http://other.test/a.krl', 'other.test');
refuses('*', 'http://proxied.test/to-metadata', '169.254.169.254');
my %metadata = (
	'169.254.169.254'          => '169.254.169.254',
	'2852039166'               => '169.254.169.254',
	'0251.0376.43518'          => '169.254.169.254',
	'169.254.169.254.'         => '169.254.169.254.',
	'0xa9fea9fe.'              => '0xa9fea9fe.',
	'%EF%BC%9169.254.169.254'  => "\xef\xbc\x9169.254.169.254",
	'[::ffff:169.254.169.254]' => '[::ffff:169.254.169.254]',
	'[fd20:ce::254]'           => '[fd20:ce::254]',
	'[fe80::1%25eth0]'         => '[fe80::1]');
refuses('*', "http://$_/a.krl", $metadata{$_}) for sort keys %metadata;
is(run("set pico.fetch_hosts = '169.254.169.254'; select pico.flush_ruleset('http://169.254.169.254/a.krl')"),
	'a', 'unless they are listed');
delete $ENV{PGOPTIONS};
fails("select set_config('pico.fetch_proxy', repeat('x', 8000001), false); select pico.flush_ruleset('$url')",
	qr/ERROR:  cannot fetch \Q$url\E: .*bad argument/, 'an option that libcurl does not take');

# Who answers --------------------------------------------------------------------------------------

SKIP:
{
	my ($version, $said) = ('', '');
	skip 'there is no openssl to make a certificate and serve with it', 1
	  unless eval { IPC::Run::run([ 'openssl', 'version' ], '>', \$version, '2>', \$said) };
	my $pem = "$web->{directory}/self-signed.pem";
	PostgreSQL::Test::Utils::system_or_bail(
		qw(openssl req -x509 -nodes -days 2 -newkey rsa:2048 -subj /CN=127.0.0.1),
		qw(-addext subjectAltName=IP:127.0.0.1), '-keyout', $pem, '-out', $pem);
	my $port   = PostgreSQL::Test::Cluster::get_free_port();
	my ($none, $log) = ('', '');
	my $server = IPC::Run::start(
		[ qw(openssl s_server -www -accept), "127.0.0.1:$port", '-cert', $pem, '-key', $pem ],
		'<', \$none, '>', \$log, '2>&1', IPC::Run::timeout(60));
	$server->pump until $log =~ /^ACCEPT/m;
	fails("select pico.flush_ruleset('https://127.0.0.1:$port/a.krl')",
		qr{ERROR:  cannot fetch https://\S+: .*certificate}, 'a certificate that nobody has signed is refused');
	$server->kill_kill;
}

# Files --------------------------------------------------------------------------------------------

my $file = "file://$web->{directory}/a.krl";
$web->publish('f.krl', 'ruleset f { }');
$web->publish('with space.krl', 'ruleset s { }');
run("create role app; grant execute on all functions in schema pico to app");
is(run("select pico.flush_ruleset('$file')"), 'a', 'a superuser reads files');
is(run("select pico.flush_ruleset('file://localhost$web->{directory}/with%20space.krl')"), 's',
	'by any spelling');
fails("select pico.flush_ruleset('file:///no/such/file')",
	qr{cannot read file:///no/such/file: No such file or directory}, 'that are there');
fails("select pico.flush_ruleset('file://$web->{directory}')", qr/it is no regular file/, 'and files');
fails("select pico.flush_ruleset('file://elsewhere/a.krl')", qr/cannot read \S+: \w/, 'of this host');
fails("set role app; select pico.flush_ruleset('file://$web->{directory}/f.krl')",
	qr/ERROR:  may not read/, 'others do not');
my ($app_pico, $app_eci) = split /\|/,
  run("set role app; with p as materialized (select pico.create_pico('of app', rulesets => '{}') as id)"
	  . " select id, pico.create_channel(id) from p");
run("select pico.install_ruleset('$app_pico', 'installer')");
my $of_app = "select pico.raise_event('$app_eci', 'i', 'install',"
  . " '{\"url\": \"file://$web->{directory}/f.krl\"}') -> 'deferred'";
fails($of_app, qr/ERROR:  may not read/, 'nor do their picos, whoever raises the event');
run('grant pg_read_server_files to app');
is(run($of_app), '0', 'unless the role may read files');
is(run("set role app; select pico.flush_ruleset('file://$web->{directory}/f.krl')"), 'f',
	'as it may itself');

Counter::is_sound($node, 'postgres', 'at the end');
$node->stop;
done_testing();
