# SPDX-License-Identifier: MIT
# Statements of programs where no SQL session waits for them: in messages that the courier delivers and in
# requests over HTTP. What fails is undone with its statements, what does not end is ended, and what stands
# beside it is done once. And attached tables in a dump.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use WebClient;

my $port = PostgreSQL::Test::Cluster::get_free_port();
my $node = Counter::new_node('main');
$node->append_conf('postgresql.conf', <<"CONF");
shared_preload_libraries = 'pico'
max_worker_processes = 30
pico.http_listen = '127.0.0.1:$port'
pico.http_workers = 1
pico.executor_timeout = '1s'
pico.max_inline_deliveries = 0
CONF
$node->restart;
$node->safe_psql('postgres', 'create database image');

sub run { return $node->safe_psql('image', $_[0]); }

sub comes
{
	my ($condition, $what) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return ok($node->poll_query_until('image', "select $condition"), $what);
}

run('create extension pico; select pico.create_roles()');
run(<<'SQL');
create role app;
create schema authorization app;
set role app;
create table app.entry (word text primary key);
create function app.linger() returns integer language plpgsql as 'begin loop end loop; end';
reset role;
select pico.register_ruleset($krl$
ruleset entries {
  meta { shares all, linger }
  global {
    all = function() { sql:query("select word from app.entry order by word").map(function(r) { r{"word"} }) }
    linger = function() { sql:query("select app.linger() as l") }
  }
  rule enter {
    select when entry enter
    sql:execute("insert into app.entry values ($1)", [event:attrs{"word"}])
  }
  rule count {
    select when entry enter
    always { ent:n := ent:n.defaultsTo(0) + 1 }
  }
  rule fail {
    select when entry enter where event:attrs{"fails"}
    always { ent:bad := event:name * 2 }
  }
  rule endless {
    select when entry linger
    sql:execute("select app.linger()")
  }
  rule send {
    select when entry send
    foreach event:attrs{"messages"} setting(m)
    event:send({"eci": m{"to"}, "domain": "entry", "type": m{"type"}, "attrs": m})
  }
}
$krl$);
create table door (n int primary key, pico text, eci text);
insert into door (n, pico) select n, pico.create_pico(n::text, rulesets => '{}') from generate_series(1, 3) n;
update door set eci = pico.create_channel(pico);
select pico.install_ruleset(pico, 'entries') from door;
select pico.set_owner(pico, 'app') from door;
SQL
my @eci = (undef, split /\n/, run('select eci from door order by n'));
sub words { return run("select string_agg(word, ' ' order by word) from app.entry"); }

# By the courier -------------------------------------------------------------------------------------
sub message
{
	my ($to, $type, $word, $fails) = @_;
	return qq({"to": "$eci[$to]", "type": "$type", "word": "$word", "fails": ) . ($fails ? 'true' : 'false') . '}';
}
sub send_all { return run("select pico.raise_event('$eci[1]', 'entry', 'send', '{\"messages\": [" . join(', ', @_) . "]}')"); }

send_all(message(2, 'enter', 'a', 0), message(2, 'enter', 'b', 1), message(3, 'enter', 'c', 0), message(2, 'enter', 'd', 0),
	message(3, 'enter', 'a', 0), message(3, 'enter', 'e', 0));
comes('count(*) = 0 from pico.outbox', 'all messages are delivered');
is(words(), 'a c d e', 'each with its statements, but for those that failed');
is(run(q(select string_agg(error, '; ' order by error) from pico.dead_letter)),
	'Error: SQL error 23505: duplicate key value violates unique constraint "entry_pkey": Key (word)=(a) already exists.; '
	  . "TypeError: enter cannot be multiplied by 2", 'which say why');
is(run("select string_agg(value::text, ' ' order by value::text) from pico.entity where name = 'n'"), '2 2',
	'state and rows agree');

# One that does not end is tried by an executor, and in the end a dead letter; others are not held up.
run('truncate pico.dead_letter');
send_all(message(2, 'linger', 'x', 0), message(2, 'enter', 'f', 0), message(3, 'enter', 'g', 0));
comes("count(*) = 1 from app.entry where word = 'g'", 'a statement that does not end holds up no other pico');
comes("count(*) = 1 from app.entry where word = 'f'", 'and in the end not its own');
like(run('select error from pico.dead_letter'), qr/canceling statement/, 'it has been cancelled, five times');

# Over HTTP ------------------------------------------------------------------------------------------
my $web = WebClient->new($port);
sub enter { return $web->post("/c/$eci[$_[0]]/event-wait/entry/enter", $_[1]); }
sub all { return $web->get("/c/$eci[2]/query/entries/all")->{body}; }

is(enter(2, { word => 'h' })->{status}, 200, 'an event with a statement');
my $failed = enter(2, { word => 'h' });
is($failed->{status}, 500, 'one that violates a constraint');
like($failed->{body}, qr/SQL error 23505/, 'says so');
is(enter(2, { word => 'i', fails => 1 })->{status}, 500, 'one whose later rule fails');
is(enter(3, { word => 'j' })->{status}, 200, 'one behind them');
is(all(), '["a","c","d","e","f","g","h","j"]', 'what failed is undone with its statements');
is(run("select string_agg(value::text, ' ' order by value::text) from pico.entity where name = 'n'"), '4 4',
	'state and rows agree');
is($web->get("/c/$eci[2]/query/entries/linger")->{status}, 503, 'a query that does not end is ended');
is(all(), '["a","c","d","e","f","g","h","j"]', 'and the server goes on');
Counter::is_sound($node, 'image', 'then');

# In a session ---------------------------------------------------------------------------------------
my $linger = "select pico.raise_event('$eci[2]', 'entry', 'linger')";
my (undef, undef, $error) = $node->psql('image', "set statement_timeout = '200ms'; $linger");
like($error, qr/canceling statement due to statement timeout/, 'statement_timeout ends a statement of a rule');
my $signals = { pg_cancel_backend => qr/due to user request/, pg_terminate_backend => qr/terminating connection/ };
for my $signal (sort keys %$signals)
{
	my ($out, $err) = ('', '');
	my $session = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('image'), '-c', $linger ], '>', \$out, '2>', \$err);
	my $running = "from pg_stat_activity where state = 'active' and query like '%''linger'')' and pid <> pg_backend_pid()";
	comes("count(*) = 1 $running", 'a statement of a rule runs');
	run("select $signal(pid) $running");
	$session->finish;
	like($err, $signals->{$signal}, "$signal ends it");
	run("select pico.raise_event('$eci[2]', 'entry', 'nothing')");
}

# Attached tables in a dump --------------------------------------------------------------------------
run(<<"SQL");
set role app;
create table app.attached (id integer primary key);
select pico.attach_table('app.attached', '$eci[2]', 'entry', 'enter');
create table app.gone (id integer);
select pico.attach_table('app.gone', '$eci[2]', 'entry', 'enter', 'statement');
drop table app.gone;
SQL
my $dump = "$PostgreSQL::Test::Utils::tmp_check/image.sql";
$node->command_ok([ 'pg_dump', '-f', $dump, $node->connstr('image') ], 'dump');
$node->safe_psql('postgres', 'create database copy');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, '-d', $node->connstr('copy') ], 'restore');
is($node->safe_psql('copy', 'select id, "table", name from pico.attached_tables'), '1|app.attached|enter', 'it is attached there');
(undef, undef, $error) = $node->psql('copy', 'insert into app.attached values (1)');
like($error, qr/the image is held: no statement of a program runs/, 'whose events run no statements before the copy is resumed');
$node->safe_psql('copy', 'select pico.resume_image()');
# The event has no attribute `word`, and so the rule fails as in the original.
(undef, undef, $error) = $node->psql('copy', 'insert into app.attached values (1)');
like($error, qr/SQL error 23502/, 'and do then');
$node->safe_psql('copy', 'select pico.prune()');
is($node->safe_psql('copy', 'select count(*) from pico.attached_table'), '1', 'tables that are gone are pruned');
isnt($node->psql('copy', 'drop extension pico'), 0, 'the triggers need the extension');
$node->safe_psql('copy', 'drop extension pico cascade; insert into app.attached values (1)');
$node->stop;
done_testing();
