# SPDX-License-Identifier: MIT
# Requests over HTTP that come together, wait, fail or take long: none of them is another's matter, and what
# is answered is committed.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use HttpServer;
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
pico.worker_idle = 500
pico.fast_budget = '1min'
pico.http_max_json_size = '1MB'
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
select pico.register_ruleset($krl$
ruleset web {
  meta { shares total }
  global {
    total = function() { ent:n.defaultsTo(0) }
    fib = function(n) { n < 2 => n | fib(n - 1) + fib(n - 2) }
  }
  rule count {
    select when web count
    send_directive("counted", {"mark": event:attrs{"mark"}})
    fired { ent:n := ent:n.defaultsTo(0) + 1; ent:eid := meta:txnId }
  }
  rule fail {
    select when web fail
    fired { ent:n := 1000; ent:bad := event:name * 2 }
  }
  rule endless {
    select when web endless
    pre { never = fib(100) }
    always { ent:n := never }
  }
  rule fetch {
    select when web fetch
    http:get(event:attrs{"url"}) setting(response)
    fired { ent:n := ent:n.defaultsTo(0) + 1; ent:eid := meta:txnId; ent:status := response{"status_code"} }
  }
}
$krl$);
create table public.door (n int primary key, pico text, eci text);
insert into door (n, pico) select n, pico.create_pico(n::text, rulesets => '{}') from generate_series(1, 12) n;
update door set eci = pico.create_channel(pico);
select pico.install_ruleset(pico, 'web') from door;
-- What makes the server refuse or block what picos write.
create table public.manner (pico text primary key, manner text);
grant select on public.manner to public;
create table public.gate (n int);
create sequence public.tries;
create function public.meddle() returns trigger language plpgsql as $$
declare
  manner text := (select m.manner from public.manner m where m.pico = new.pico);
begin
  case manner
    when 'refuse' then raise exception 'not today';
    when 'conflict' then raise exception 'again' using errcode = 'serialization_failure';
    when 'conflict twice' then
      if nextval('public.tries') <= 2 then
        raise exception 'again' using errcode = 'deadlock_detected';
      end if;
    when 'block' then lock table public.gate in access share mode;
    else null;
  end case;
  return new;
end
$$;
create trigger meddle before insert or update on pico.entity for each row execute function public.meddle();
SQL

my @pico = (undef, split /\n/, run('select pico from door order by n'));
my @eci  = (undef, split /\n/, run('select eci from door order by n'));

sub count { return run("select pico.query('$eci[$_[0]]', 'web', 'total')"); }
sub event { return "/c/$eci[$_[0]]/event-wait/web/$_[1]"; }

# How what a pico writes goes from now on.
sub set_manner
{
	my ($manner, @picos) = @_;
	run("insert into manner values ('$pico[$_]', '$manner') on conflict (pico) do update set manner = '$manner'") for @picos;
	return;
}

sub error_of { return $_[0]{json}{error} // "no error: $_[0]{body}"; }

# The process, or an executor, that waits for a lock.
sub waits_for_lock
{
	my ($type, $number) = @_;
	return "count(*) = $number from pg_stat_activity where backend_type = 'pico $type' and wait_event_type = 'Lock'";
}

# Has requests wait together: they come, by connections that are there, while the process waits for a pico that
# a session has.
sub together
{
	my (@requests) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my @clients = map { WebClient->new($port) } @requests;
	$_->get('/health') for @clients;
	my $holder = $node->background_psql('image', on_error_die => 1);
	$holder->query_safe("begin; select pico.raise_event('$eci[12]', 'web', 'nothing')");
	my $first = WebClient->new($port)->send('POST', event(12, 'count'));
	comes(waits_for_lock('http', 1), 'a request waits for a pico');
	$clients[$_]->send(@{ $requests[$_] }) for 0 .. $#requests;
	$holder->query_safe('commit');
	$holder->quit;
	is($first->receive->{status}, 200, 'and gets it');
	return map { $_->receive } @clients;
}

$node->restart;
my $web = WebClient->new($port);
is($web->post(event(1, 'count'))->{status}, 200, 'a request is served');
is(count(1), '1', 'and has had its effect');

# Together -------------------------------------------------------------------------------------------
my @answers = together(
	(map { [ 'POST', event($_, 'count'), { mark => "m$_" } ] } 2 .. 6),
	[ 'POST', '/c/nowhere/event-wait/web/count', {}, 'Idempotency-Key' => 'mine' ],
	[ 'POST', event(7, 'fail') ],
	[ 'GET',  "/c/$eci[1]/query/web/total" ],
	[ 'GET',  "/c/$eci[1]/query/web/secret" ],
	(map { [ 'POST', event($_, 'count'), { mark => "m$_" } ] } 8 .. 10));
is("@{[ map { $_->{status} } @answers ]}", '200 200 200 200 200 404 500 200 404 200 200 200',
	'of requests that wait together each has its own answer');
is_deeply(
	[ map { $_->{json}{directives}[0]{options}{mark} } @answers[ 0 .. 4, 9 .. 11 ] ],
	[ map { "m$_" } 2 .. 6, 8 .. 10 ],
	'with what itself has asked for');
is($answers[7]{body}, '1', 'a query among them is answered');
like(error_of($answers[5]), qr/^Error: ECI not found nowhere$/, 'and an unknown channel');
is(run("select count(*) from pico.received where idempotency_key like 'nowhere %'"),
	'0', 'of whose key nothing is kept');
is(run("select count(*) from door where n in (2, 3, 4, 5, 6, 8, 9, 10) and pico.query(eci, 'web', 'total')::text = '1'"),
	'8', 'events have had their effects');
is(count(7), '0', 'but not the one that failed');
cmp_ok(
	run("select count(distinct e.xmin::text) from pico.entity e join door d using (pico)"
		  . " where e.name = 'n' and d.n in (2, 3, 4, 5, 6, 8, 9, 10)"),
	'<', 8, 'requests share transactions');

# What the server refuses.
set_manner('refuse', 3);
@answers = together(map { [ 'POST', event($_, 'count') ] } 2 .. 5);
is("@{[ map { $_->{status} } @answers ]}", '200 500 200 200', 'an error of the server is the matter of one');
like(error_of($answers[1]), qr/not today/, 'which hears of it');
is(join(' ', map { count($_) } 2 .. 5), '2 1 2 2', 'the others keep what they did');
@answers = together(map { [ 'POST', event($_, 'count') ] } 3, 2, 3, 4, 3, 5, 3);
is("@{[ map { $_->{status} } @answers ]}", '500 200 500 200 500 200 500', 'also where several are refused');
is(join(' ', map { count($_) } 2 .. 5), '3 1 3 3', 'of which nothing is left');

# At the commit.
run('create constraint trigger meddle_later after insert or update on pico.entity'
	  . ' deferrable initially deferred for each row execute function public.meddle();'
	  . ' alter table pico.entity disable trigger meddle');
@answers = together(map { [ 'POST', event($_, 'count') ] } 2, 3, 4);
is("@{[ map { $_->{status} } @answers ]}", '200 500 200', 'what a deferred trigger refuses as well');
is(join(' ', map { count($_) } 2 .. 4), '4 1 4', 'and it alone');
run('drop trigger meddle_later on pico.entity; alter table pico.entity enable trigger meddle');

# Conflicts.
set_manner('conflict twice', 3);
@answers = together(map { [ 'POST', event($_, 'count') ] } 2 .. 4);
is("@{[ map { $_->{status} } @answers ]}", '200 200 200', 'after a deadlock a request is tried again');
is(join(' ', map { count($_) } 2 .. 4), '5 2 5', 'to be done once');
set_manner('conflict', 3);
my $answer = $web->post(event(3, 'count'));
is($answer->{status}, 503, 'but not for ever');
like(error_of($answer), qr/again/, 'and says why');
ok($answer->{headers}{'retry-after'}, 'and that it may be tried again');
set_manner('none', 3);

# Keys ------------------------------------------------------------------------------------------------
my @key = ('Idempotency-Key', 'k1');
my $first = $web->post(event(1, 'count'), { mark => 1 }, @key);
is_deeply($web->post(event(1, 'count'), { mark => 2 }, @key)->{json}, $first->{json},
	'a key that comes again gets the first answer');
is(count(1), '2', 'and has no other effect');
@answers = together(map { [ 'POST', event(1, 'count'), { mark => $_ }, 'Idempotency-Key', 'k2' ] } 1 .. 3);
is($answers[0]{status}, 200, 'of the same key at the same time');
is_deeply($_->{json}, $answers[0]{json}, 'each has the same answer') for @answers[ 1, 2 ];
is(count(1), '3', 'and it is done once');
is($web->post(event(7, 'fail'), undef, @key)->{status}, 500, 'an event that has failed');
is($web->post(event(7, 'count'), undef, @key)->{status}, 200, 'leaves its key to another try');

# What takes long ---------------------------------------------------------------------------------------
$node->append_conf('postgresql.conf', "pico.fast_budget = '200ms'\npico.executors = 4\n");
$node->restart;
$web = WebClient->new($port);

# With a key that a session has taken.
my $holder = $node->background_psql('image', on_error_die => 1);
$holder->query_safe('begin');
my $taken = $holder->query_safe("select pico.receive_event('k3', '$eci[1]', 'web', 'count')");
my $client = WebClient->new($port)->send('POST', event(1, 'count'), undef, 'Idempotency-Key', 'k3');
comes(waits_for_lock('executor', 1), 'who comes with a key while its event runs waits for that');
$holder->query_safe('commit');
$holder->quit;
my ($eid) = $taken =~ /"eid":"(\w+)"/;
is($client->receive->{json}{eid}, $eid, 'and gets its answer');
is(count(1), '4', 'the event has run once');

# A pico that a session has.
$holder = $node->background_psql('image', on_error_die => 1);
$holder->query_safe("begin; select pico.raise_event('$eci[2]', 'web', 'count')");
my $much = 'x' x 900_000;
$client = WebClient->new($port)->send('POST', event(2, 'count'), { mark => $much });
comes(waits_for_lock('executor', 1), 'a request waits for a pico with an executor');
is($web->post(event(3, 'count'))->{status}, 200, 'meanwhile others are served');
ok(!$client->is_answered, 'while it still waits');
$holder->query_safe('commit');
$holder->quit;
$answer = $client->receive;
is($answer->{status}, 200, 'until the pico is free');
ok($answer->{json}{directives}[0]{options}{mark} eq $much, 'however long request and answer are');
is(count(2), '7', 'and sees what was done before');

# Rules that hang.
set_manner('block', 1 .. 8);
$holder = $node->background_psql('image', on_error_die => 1);
$holder->query_safe('begin; lock table public.gate');
my @before = map { count($_) } 1 .. 8;
my @hanging = map { WebClient->new($port)->send('POST', event($_, 'count')) } 1 .. 8;
comes(waits_for_lock('executor', 4), 'eight rules hang, as many as there are executors with those');
is($web->get('/health')->{status}, 200, 'the server is well');
is($web->post(event(9, 'count'))->{status}, 200, 'and serves others');
is(scalar(grep { $_->is_answered } @hanging), 0, 'while none of them is answered');
$holder->query_safe('commit');
$holder->quit;
is("@{[ map { $_->receive->{status} } @hanging ]}", '200 200 200 200 200 200 200 200', 'in the end all are');
is("@{[ map { count($_) } 1 .. 8 ]}", "@{[ map { $_ + 1 } @before ]}", 'and have had their effects');

# The executor's end.
$holder = $node->background_psql('image', on_error_die => 1);
$holder->query_safe('begin; lock table public.gate');
$client = WebClient->new($port)->send('POST', event(1, 'count'));
comes(waits_for_lock('executor', 1), 'an executor waits');
run("select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'pico executor' and wait_event_type = 'Lock'");
$answer = $client->receive;
is($answer->{status}, 503, 'terminated, its request is answered');
like(error_of($answer), qr/has ended/, 'with what has happened');

# The client's.
$client = WebClient->new($port)->send('POST', event(2, 'count'));
comes(waits_for_lock('executor', 1), 'an executor waits');
$client->close;
is($web->get('/health')->{status}, 200, 'a client that goes takes nothing along');
$holder->query_safe('commit');
$holder->quit;
ok($node->poll_query_until('image', "select pico.query('$eci[2]', 'web', 'total')", $before[1] + 2), 'and its event is done all the same');
is(count(1), $before[0] + 1, 'the one that was terminated has had no effect');
set_manner('none', 1 .. 8);

# Too long.
run("alter system set pico.executor_timeout = '300ms'");
$node->restart;
$web = WebClient->new($port);
$answer = $web->post(event(3, 'endless'));
is($answer->{status}, 503, 'an event that does not end in time is ended');
ok($answer->{headers}{'retry-after'}, 'and that is no fault of the client');
$holder = $node->background_psql('image', on_error_die => 1);
$holder->query_safe("begin; select pico.raise_event('$eci[3]', 'web', 'nothing')");
my $before = count(3);
is($web->post(event(3, 'count'))->{status}, 503, 'so is one that waits for too long');
$holder->query_safe('commit');
$holder->quit;
is(count(3), $before, 'and neither has had an effect');
run('alter system reset pico.executor_timeout');
$node->restart;
$web = WebClient->new($port);

# Requests of rules ---------------------------------------------------------------------------------------
my $far = HttpServer->new;
my $url = $far->publish('text', 'hello');
$before = count(4);
is($web->post(event(4, 'fetch'), { url => $url })->{status}, 200, 'a rule asks another host, and waits for it');
is(run("select pico.to_jsonb(value) from pico.entity where pico = '$pico[4]' and name = 'status'"), '200', 'with a response');
is(count(4), $before + 1, 'once');

# Nobody waits for such a rule where the sender does not.
$answer = $web->post("/c/$eci[5]/event/web/fetch", { url => $url });
is($answer->{status}, 200, 'who does not wait for an event');
like($answer->{json}, qr/^\w+$/, 'has its id at once');
ok( $node->poll_query_until('image',
		"select pico.to_jsonb(value) from pico.entity where pico = '$pico[5]' and name = 'eid'",
		qq("$answer->{json}")),
	'under which the courier runs it');
@answers = map { $web->post("/c/$eci[6]/event/web/fetch", { url => $url }, 'Idempotency-Key', 'k4') } 1 .. 2;
is($answers[1]{json}, $answers[0]{json}, 'also with a key that comes again');
ok( $node->poll_query_until('image',
		"select pico.to_jsonb(value) from pico.entity where pico = '$pico[6]' and name = 'eid'",
		qq("$answers[0]{json}")),
	'it is run');
is(run("select count(*) from pico.outbox"), '0', 'once');

Counter::is_sound($node, 'image', 'at the end');
$node->stop('fast');
done_testing();
