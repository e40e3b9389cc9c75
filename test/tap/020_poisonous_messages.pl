# SPDX-License-Identifier: MIT
# Messages whose delivery kills the process that delivers them, and with it the server: each ends in the
# dead letters, be it sent, due by a timer, or sent by an innocent message. What waits beside them is
# delivered once.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = Counter::new_node('main');
$node->append_conf('postgresql.conf', <<'CONF');
fsync = on
restart_after_crash = on
shared_preload_libraries = 'pico'
pico.max_inline_deliveries = 0
pico.executors = 4
CONF
$node->restart;
$node->safe_psql('postgres', <<'SQL');
create extension pico;
select pico.register_ruleset($krl$
ruleset poison {
  meta { shares passed }
  global { passed = function() { ent:passed.defaultsTo(0) } }
  rule swallow {
    select when poison swallow
    always { ent:poison := true }
  }
  rule pass_on {
    select when poison pass_on
    event:send({"eci": event:attrs{"to"}, "domain": "poison", "type": event:attrs{"name"}, "attrs": event:attrs{"attrs"}})
    always { ent:passed := ent:passed.defaultsTo(0) + 1 }
  }
  rule wait {
    select when poison wait
    always { schedule poison event "swallow" at time:now() }
  }
}
$krl$);
create table door (name text primary key, pico text, eci text);
insert into door (name, pico)
select name, pico.create_pico(name, rulesets => '{}') from unnest('{sender,relay,message,timer,relayed}'::text[]) name;
update door set eci = pico.create_channel(pico);
select pico.install_ruleset(pico, 'poison') from door;

create function kill_this_process() returns trigger language plpgsql as $$
begin
  execute format('copy (select 1) to program %L', 'kill -KILL ' || pg_backend_pid());
  return new;
end
$$;
create trigger poison before insert on pico.entity for each row when (new.name = 'poison')
execute function kill_this_process();
SQL
my @innocent = map { Counter::install($node, 'postgres') } 1 .. 10;
my %eci = map { split /\|/ } split /\n/, $node->safe_psql('postgres', 'select name, eci from door');

# A statement that sends an event from a pico to another.
sub pass_on
{
	my ($from, $to, $name, $attributes) = @_;
	return "select pico.raise_event('$from', 'poison', 'pass_on',"
	  . qq['{"to": "$to", "name": "$name", "attrs": $attributes}');];
}

my $relayed = qq({"to": "$eci{relayed}", "name": "swallow", "attrs": {}});
$node->safe_psql('postgres', join '', 'begin;',
	(map { "select pico.raise_event('$_', 'counter', 'send', '{\"to\": \"$_\"}');" } @innocent),
	pass_on($eci{sender}, $eci{message}, 'swallow', '{}'),
	pass_on($eci{sender}, $eci{timer}, 'wait', '{}'),
	pass_on($eci{sender}, $eci{relay}, 'pass_on', $relayed),
	(map { "select pico.raise_event('$_', 'counter', 'send', '{\"to\": \"$_\"}');" } @innocent),
	'commit;');

ok($node->poll_query_until('postgres',
		'select not exists (select from pico.outbox) and not exists (select from pico.schedule)'
		  . ' and (select count(*) = 3 from pico.dead_letter)'),
	'three messages are dead, and nothing waits');
is( $node->safe_psql('postgres', <<'SQL'),
select d.name, l.name, l.error from pico.dead_letter l join door d using (pico) order by 1
SQL
	join("\n", map { "$_|swallow|Error: each try ended the process that made it" } qw(message relayed timer)),
	'those that killed, and it says so');
is($node->safe_psql('postgres', Counter::count($_)), '2', 'an innocent one is delivered once') for @innocent;
is($node->safe_psql('postgres', "select pico.query('$eci{relay}', 'poison', 'passed')"),
	'1', 'so is the one that has sent a poisonous one');
Counter::is_sound($node, 'postgres', 'after all');
is($node->safe_psql('postgres', "select pico.query('$eci{sender}', 'poison', 'passed')"),
	'3', 'nothing of the sender is lost');

$node->stop;
done_testing();
