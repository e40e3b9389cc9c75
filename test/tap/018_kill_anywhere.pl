# SPDX-License-Identifier: MIT
# Fifty times, at random moments and under load, somebody is killed: the server as a whole, the courier,
# an executor, a session in the middle of its event. What was committed is neither lost nor done twice:
# messages between picos exactly once and in order, messages to another host at least once, each under
# one key and in order, every timer fired once.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use IPC::Run;
use Killer;
use OtherHost;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep);

my $picos  = 6;
my $rounds = $ENV{PICO_KILLS} // 50;

my $web  = OtherHost->new;
my $host = $web->url;
my $node = Counter::new_node('main');
$node->append_conf('postgresql.conf', <<'CONF');
fsync = on
restart_after_crash = on
shared_preload_libraries = 'pico'
pico.fast_budget = 5
CONF
$node->restart;
$node->safe_psql('postgres', <<"SQL");
create extension pico;
select pico.register_ruleset(\$krl\$
ruleset load {
  global {
    fib = function(n) { n < 2 => n | fib(n - 1) + fib(n - 2) }
  }
  rule act {
    select when load act
    pre {
      n = ent:acts.defaultsTo(0) + 1
      mark = {"from": meta:picoId, "n": n}
    }
    every {
      event:send({"eci": event:attrs{"to"}, "domain": "load", "type": "hear", "attrs": mark})
      event:send({"eci": "far-" + meta:picoId, "domain": "load", "type": "hear", "attrs": mark}, "$host")
    }
    always {
      ent:acts := n
      schedule load event "tick" at time:add(time:now(), {"milliseconds": random:integer(300)})
        attributes {"n": n}
    }
  }
  rule hear {
    select when load hear
    pre {
      from = event:attrs{"from"}
      n = event:attrs{"n"}
      // What takes so long is left to an executor.
      slow = n % 5 == 0 => fib(24) | 0
    }
    always {
      ent:disorder := true if n <= ent:last{from}.defaultsTo(0);
      ent:last{from} := n;
      ent:heard := ent:heard.defaultsTo(0) + 1
    }
  }
  rule tick {
    select when load tick
    always { ent:ticks{event:attrs{"n"}.as("String")} := ent:ticks{event:attrs{"n"}.as("String")}.defaultsTo(0) + 1 }
  }
}
\$krl\$);
create table door (n int primary key, pico text, eci text);
insert into door (n, pico) select n, pico.create_pico(n::text, rulesets => '{}') from generate_series(1, $picos) n;
update door set eci = pico.create_channel(pico);
select pico.install_ruleset(pico, 'load') from door;
-- What the application knows of it, in the same transaction.
create table acknowledged (actor int, hearer int);
SQL

# Half of the messages go by the outbox even where nobody is in the way.
my $script = PostgreSQL::Test::Utils::tempdir() . '/act.sql';
append_to_file($script, <<"SQL");
\\set i random(1, $picos)
\\set j random(1, $picos)
\\set inline random(0, 1)
begin;
set local pico.max_inline_deliveries = :inline;
select pico.raise_event(a.eci, 'load', 'act', json_build_object('to', b.eci))
from door a, door b where a.n = :i and b.n = :j;
insert into acknowledged values (:i, :j);
commit;
SQL

sub start_load
{
	return IPC::Run::start(
		[ 'pgbench', '-n', '-c', 3, '-T', 60, '-f', $script,
			$node->connstr('postgres') . " application_name='load'" ],
		'<', \undef, '>&', \my $said,
		IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default));
}

my %killed;
my @victims = ('client backend', 'pico courier', 'pico executor', 'pico courier', 'the server');
for my $round (1 .. $rounds)
{
	my $victim = $victims[ $round % @victims ];
	my $load   = start_load();
	$node->poll_query_until('postgres',
		"select exists (select from pg_stat_activity where application_name = 'load')"
		  . ($victim eq 'the server' ? '' : " and exists (select from pg_stat_activity where backend_type = '$victim')"))
	  or BAIL_OUT("the load does not bring a $victim");
	usleep(rand 400_000);
	if ($victim eq 'the server')
	{
		Killer::kill_server($node);
		$load->finish;
		Killer::start_again($node) or BAIL_OUT('the server does not start again');
		$killed{$victim}++;
		next;
	}
	my ($pid) = Killer::pids($node, $victim);
	$killed{$victim} += kill 'KILL', $pid if defined $pid;
	kill 'KILL', Killer::pids($node, 'client backend') if !defined $pid;
	$load->finish;
	Killer::comes_back($node) or BAIL_OUT('the server does not come back');
}
note join ', ', map { "$_ killed $killed{$_} times" } sort keys %killed;
cmp_ok($killed{$_} // 0, '>', 0, "$_ was killed") for sort keys %{ { map { $_ => 1 } @victims } };

# Whatever waits comes to its end, without anybody's help.
for my $table (qw(schedule outbox request))
{
	ok($node->poll_query_until('postgres', "select not exists (select from pico.$table)"),
		"nothing is left in pico.$table");
}
Counter::is_sound($node, 'postgres', 'after all');
is($node->safe_psql('postgres', 'select error from pico.dead_letter'), '', 'no message is dead');

my $state = <<'SQL';
select d.n, v.* from door d
cross join lateral (
  select coalesce(pico.to_jsonb(a.value)::text, '0')::int as acts, coalesce(pico.to_jsonb(h.value)::text, '0')::int as heard, x.value as disorder
  from (select 1) one
  left join pico.entity a on a.pico = d.pico and a.name = 'acts'
  left join pico.entity h on h.pico = d.pico and h.name = 'heard'
  left join pico.entity x on x.pico = d.pico and x.name = 'disorder') v
SQL
is($node->safe_psql('postgres', <<"SQL"), '', 'as many acts as committed, as many messages heard as sent');
with state as ($state)
select * from state s
where s.acts <> (select count(*) from acknowledged a where a.actor = s.n)
  or s.heard <> (select count(*) from acknowledged a where a.hearer = s.n)
SQL
is($node->safe_psql('postgres', "with state as ($state) select * from state where disorder is not null"),
	'', 'in order');
is($node->safe_psql('postgres', <<"SQL"), '', 'every timer has fired once');
with state as ($state), ticks as (
  select d.n, t.key::int as act, t.value::text as times
  from door d
  join pico.entity_variables e on e.pico = d.pico and e.name = 'ticks'
  cross join json_each(e.value) t)
select s.n, act, times from state s
cross join generate_series(1, s.acts) act
left join ticks t using (n, act)
where times is distinct from '1'
SQL

# What the other host has got: per pico all acts, the first time of each in order.
my (%acts, %key, %keys, %seen);
for my $each ($web->record)
{
	my ($key, $path, $body) = @$each;
	my ($from, $n) = ($path =~ m{/c/far-(\w+)/}, $body =~ /"n":(\d+)/);
	$keys{"$from $n"}{$key} = 1;
	$key{$key}{"$from $n"} = 1;
	push @{ $acts{$from} }, $n unless $seen{"$from $n"}++;
}
is(scalar(grep { keys %$_ > 1 } values %keys), 0, 'each message has one key at all its tries');
is(scalar(grep { keys %$_ > 1 } values %key), 0, 'and no other message has it');
for my $line (split /\n/, $node->safe_psql('postgres', "with state as ($state) select d.pico, s.acts from state s join door d using (n)"))
{
	my ($pico, $count) = split /\|/, $line;
	is("@{ $acts{$pico} // [] }", "@{[ 1 .. $count ]}", "another host has heard all $count acts of a pico, in order");
}

$node->stop;
done_testing();
