# SPDX-License-Identifier: MIT
# What gets in the way of workers and is no fault of a message: locks that are held for long, work that
# is cancelled, settings that switch them off. And what they must not do: run the triggers of others as
# a superuser.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = Counter::new_node('main');
$node->append_conf('postgresql.conf', <<'CONF');
shared_preload_libraries = 'pico'
max_worker_processes = 20
pico.worker_idle = 200
pico.executor_timeout = '400ms'
CONF
$node->restart;
$node->safe_psql('postgres', 'create role keeper nosuperuser; create database image');
$node->safe_psql('image', 'create extension pico');
my $sender   = Counter::install($node, 'image');
my $receiver = Counter::install($node, 'image');

sub run { return $node->safe_psql('image', $_[0]); }

sub comes
{
	my ($condition, $what) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return ok($node->poll_query_until('image', "select $condition"), $what);
}

sub counts_to
{
	my ($number, $what) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return ok($node->poll_query_until('image', Counter::count($receiver), $number), $what);
}

sub send_later
{
	return run('set pico.max_inline_deliveries = 0;' . Counter::send_increment($sender, $receiver));
}

my $no_workers = "not exists (select from pg_stat_activity where backend_type in ('pico courier', 'pico executor'))";

# Deferred triggers ------------------------------------------------------------------------------------
run(<<'SQL');
create table public.acted (who text);
create function public.tell() returns trigger language plpgsql as $$
begin
  insert into public.acted values (current_user);
  return null;
end
$$;
create constraint trigger tell after insert or update on pico.entity
  deferrable initially deferred for each row execute function public.tell();
grant insert on public.acted to keeper;
SQL
my $tables = run("select string_agg(format('alter table pico.%I owner to keeper', relname), ';') from pg_class"
	  . " where relnamespace = 'pico'::regnamespace and relkind = 'r'");
run("grant usage on schema public, pico to keeper; grant create on schema pico to keeper; $tables");
send_later();
counts_to('1', 'a message is delivered');
is(run('select distinct who from public.acted'), 'keeper', 'its deferred triggers run as the owner of the tables');
run('drop trigger tell on pico.entity');

# A lock that is held for longer than a delivery may take ------------------------------------------------
comes($no_workers, 'the workers end');
my $holder = $node->background_psql('image', on_error_die => 1);
$holder->query_safe('begin; lock table pico.entity in share mode');
send_later();
comes('attempts = 1 from pico.outbox', 'a message is tried');
comes('attempts = 0 from pico.outbox', 'what a lock has ended is no try');
comes('attempts = 1 from pico.outbox', 'it is tried again');
$holder->query_safe('commit');
$holder->quit;
counts_to('2', 'and delivered when the lock is gone');
is(run('select count(*) from pico.dead_letter'), '0', 'nothing is buried');

# One of the tables of queues.
comes($no_workers, 'the workers end');
$holder = $node->background_psql('image', on_error_die => 1);
$holder->query_safe('begin; lock table pico.request, pico.schedule');
send_later();
counts_to('3', 'who locks requests and timers keeps no message from being delivered');
$holder->query_safe('commit');
$holder->quit;

# Cancelled by a person --------------------------------------------------------------------------------------
run("alter system set pico.executor_timeout = '10min'");
$node->reload;
comes($no_workers, 'the workers end');
$holder = $node->background_psql('image', on_error_die => 1);
$holder->query_safe('begin; lock table pico.entity in share mode');
send_later();
my $waiting = "from pg_stat_activity where backend_type = 'pico executor' and wait_event_type = 'Lock'";
comes("exists (select $waiting)", 'an executor waits for the lock');
run("select pg_cancel_backend(pid) $waiting");
comes('attempts = 0 from pico.outbox', 'what a person has cancelled is no try');
$holder->query_safe('commit');
$holder->quit;
counts_to('4', 'it is delivered later');

# Switched off and on again ------------------------------------------------------------------------------------
run('alter system set pico.enabled = off');
$node->reload;
comes("not current_setting('pico.enabled')::boolean", 'workers are switched off');
send_later();
comes($no_workers, 'there are none');
is(run('select count(*) from pico.outbox'), '1', 'and what is sent waits');
run('alter system set pico.enabled = on');
$node->reload;
counts_to('5', 'switched on again, they go on by themselves');

# Paused when the server starts ------------------------------------------------------------------------------
run("select pico.pause_workers('5 s')");
send_later();
$node->restart;
counts_to('6', 'after a pause that was not over at the start they go on by themselves');

Counter::is_sound($node, 'image', 'at the end');
$node->stop('fast');
done_testing();
