# SPDX-License-Identifier: MIT
# The server is killed again and again, as a whole and by one of its backends, while events send
# messages and picos and rulesets come and go: what was committed is there in whole, the rest is not
# there at all.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use Killer;
use IPC::Run;
use PostgreSQL::Test::Utils;
use Test::More;

my $picos = 8;

my $node = Counter::new_node('main');
$node->append_conf('postgresql.conf', "fsync = on\nrestart_after_crash = on\n");
$node->restart;
$node->safe_psql('postgres', <<"SQL");
create extension pico;
select pico.register_ruleset(\$krl\$
ruleset load {
  rule tell {
    select when load tell
    event:send({"eci": event:attrs{"to"}, "domain": "load", "type": "hear"})
    always { ent:told := ent:told.defaultsTo(0) + 1 }
  }
  rule hear {
    select when load hear
    always { ent:heard := ent:heard.defaultsTo(0) + 1 }
  }
}
\$krl\$);
select pico.register_ruleset('ruleset extra { global { once = random:uuid() } }');
create table door (n int primary key, pico text, eci text);
insert into door (n, pico) select n, pico.create_pico(n::text, rulesets => '{}') from generate_series(1, $picos) n;
update door set eci = pico.create_channel(pico);
select pico.install_ruleset(pico, 'load') from door;
-- What the application knows of it: a row for each message, in the same transaction.
create table acknowledged (teller int, hearer int);
SQL

sub script
{
	my ($name, $sql) = @_;
	my $file = PostgreSQL::Test::Utils::tempdir() . "/$name.sql";
	append_to_file($file, "\\set i random(1, $picos)\n\\set j random(1, $picos)\n$sql");
	return $file;
}
my $event = script('event', <<'SQL');
begin;
select pico.raise_event(a.eci, 'load', 'tell', json_build_object('to', b.eci))
from door a, door b where a.n = :i and b.n = :j;
insert into acknowledged values (:i, :j);
commit;
SQL
# A child comes, tells its parent and goes, in three transactions.
my $child = script('child', <<'SQL');
begin;
select pico.install_ruleset(pico.create_pico('child :client_id', pico, rulesets => '{}'), 'load') from door where n = :i;
commit;
begin;
select pico.raise_event(pico.create_channel(p.id), 'load', 'tell', json_build_object('to', d.eci))
from pico.pico p join door d on d.pico = p.parent where p.name = 'child :client_id' limit 1;
insert into acknowledged
select null, d.n from pico.pico p join door d on d.pico = p.parent
where p.name = 'child :client_id' limit 1;
commit;
select pico.delete_pico(id) from pico.pico where name = 'child :client_id';
SQL
my $ruleset = script('ruleset', <<'SQL');
select pico.install_ruleset(pico, 'extra') from door where n = :i;
select pico.uninstall_ruleset(pico, 'extra') from door where n = :j;
SQL

sub start_load
{
	my ($said) = @_;
	# Children whose session was killed.
	$node->safe_psql('postgres',
		'do $$ begin perform pico.delete_pico(id) from pico.pico where parent is not null; end $$');
	return IPC::Run::start(
		[
			'pgbench', '-n', '-c', 4, '-T', 60, '-f', "$event\@6", '-f', "$child\@2",
			'-f', "$ruleset\@1", $node->connstr('postgres')
		],
		'<', \undef, '>&', $said,
		IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default));
}

sub backends
{
	return split /\n/, $node->safe_psql('postgres',
		"select pid from pg_stat_activity where backend_type = 'client backend'"
		  . ' and pid <> pg_backend_pid()');
}

my %kill = (
	'the server' => sub { Killer::kill_server($node) },
	'a backend' => sub { kill 'KILL', (backends())[0]; });

for my $round (1 .. 3)
{
	for my $victim (sort keys %kill)
	{
		my $what   = "round $round, $victim is killed";
		my $before = $node->safe_psql('postgres', 'select count(*) from acknowledged');
		my $said   = '';
		my $load   = start_load(\$said);
		ok( $node->poll_query_until(
				'postgres', "select count(*) > $before + 150 from acknowledged"),
			"$what: the load runs");
		my $seen = $node->safe_psql('postgres', 'select count(*) from acknowledged');
		$kill{$victim}();
		$load->finish;
		unlike($said, qr/ERROR/, "$what: until then no statement has failed");
		if ($victim eq 'the server')
		{
			$node->stop('fast', fail_ok => 1);
			ok(Killer::start_again($node), "$what: it starts again");
		}
		else
		{
			ok($node->poll_query_until('postgres', 'select true'), "$what: the server goes on");
		}

		# Whatever waits is delivered, and then all adds up.
		ok( $node->poll_query_until(
				'postgres', 'select pico.deliver_pending() = 0 and not exists (select from pico.outbox)'),
			"$what: messages that waited are delivered");
		Counter::is_sound($node, 'postgres', $what);
		cmp_ok($node->safe_psql('postgres', 'select count(*) from acknowledged'),
			'>=', $seen, "$what: what was seen committed is there");
		is($node->safe_psql('postgres', <<'SQL'), '', "$what: as many events as rows, in each pico");
select d.n, t.told, t.heard, v.told, v.heard
from door d
cross join lateral (
  select (select count(*) from acknowledged a where a.teller = d.n) as told,
    (select count(*) from acknowledged a where a.hearer = d.n) as heard) t
cross join lateral (
  select coalesce(max(value::text) filter (where name = 'told'), '0')::int as told,
    coalesce(max(value::text) filter (where name = 'heard'), '0')::int as heard
  from pico.entity e where e.pico = d.pico) v
where (t.told, t.heard) is distinct from (v.told::bigint, v.heard::bigint)
SQL
		is($node->safe_psql('postgres', 'select error from pico.dead_letter'), '',
			"$what: no message is dead");
	}
}

cmp_ok($node->safe_psql('postgres', 'select count(*) from acknowledged where teller is null'),
	'>', 0, 'children have come and gone');

$node->stop;
done_testing();
