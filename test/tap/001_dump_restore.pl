# SPDX-License-Identifier: MIT
# pg_dump takes an image: restored under the same or another name it holds the same picos, and goes
# on from there.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = Counter::new_node('main');
$node->safe_psql('postgres', 'create database image');
$node->safe_psql('image',    'create extension pico');
my $eci = Counter::install($node, 'image');
$node->safe_psql('image', Counter::increment($eci)) for 1 .. 3;
# What jsonb could not hold, an order that it would not keep, a message that waits and a log entry.
$node->safe_psql('image', <<'SQL');
insert into pico.entity (pico, rid, name, value)
  select id, 'counter', 'odd', '{"z":1,"a":"\u0000\ud800"}' from pico.pico;
insert into pico.outbox (pico, eci, domain, name, attributes, attempts)
  select id, id, 'a', 'b', '{}', 0 from pico.pico;
insert into pico.log (pico, logged_at, level, message, data)
  select id, '2026-01-01', 40, '"hello"', '{}' from pico.pico;
SQL

# All rows of all tables of the extension, as text.
sub rows_of_all_tables
{
	my ($database) = @_;
	my @tables = split /\n/, $node->safe_psql($database,
		"select oid::regclass from pg_class where relnamespace = 'pico'::regnamespace"
		  . " and relkind = 'r' order by relname");
	return join "\n", map { "$_:\n" . $node->safe_psql($database, "select t from $_ t order by t::text") }
	  @tables;
}
my $before = rows_of_all_tables('image');
like($before, qr/hello/, 'the comparison sees rows');

my $dump = "$PostgreSQL::Test::Utils::tmp_check/image.dump";
$node->command_ok([ 'pg_dump', '-Fc', '-f', $dump, $node->connstr('image') ], 'dump');

sub restored_goes_on
{
	my ($database, $how) = @_;
	is(rows_of_all_tables($database), $before, "$how: all rows are there");
	is($node->safe_psql($database, Counter::count($eci)), '3', "$how: a query answers");
	$node->safe_psql($database, Counter::increment($eci));
	is($node->safe_psql($database, Counter::count($eci)), '4', "$how: an event counts on");
	# Numbers that a sequence gives must not have been given before.
	Counter::install($node, $database);
	is($node->safe_psql($database, 'select count(*) = count(distinct number) from pico.pico'),
		't', "$how: a new pico has a number of its own");
	Counter::is_sound($node, $database, $how);
	return;
}

$node->safe_psql('postgres', 'create database copy');
$node->command_ok([ 'pg_restore', '-e', '-d', $node->connstr('copy'), $dump ],
	'restore under another name');
restored_goes_on('copy', 'copy');

my $plain = "$PostgreSQL::Test::Utils::tmp_check/image.sql";
$node->command_ok([ 'pg_dump', '-f', $plain, $node->connstr('image') ], 'dump as text');
$node->safe_psql('postgres', 'create database read');
$node->command_ok(
	[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $plain, '-d', $node->connstr('read') ],
	'read the text');
restored_goes_on('read', 'text');

$node->safe_psql('postgres', 'drop database image');
$node->safe_psql('postgres', 'create database image');
$node->command_ok([ 'pg_restore', '-e', '-d', $node->connstr('image'), $dump ],
	'restore under the same name');
restored_goes_on('image', 'same name');

$node->safe_psql('postgres', 'create database clone template image');
is($node->safe_psql('clone', Counter::count($eci)), '4', 'a clone by template holds the picos');

$node->safe_psql('postgres', 'create database other encoding latin1 locale \'C\' template template0');
my ($status, undef, $error) = $node->psql('other', 'create extension pico');
isnt($status, 0, 'no extension in a database of another encoding');
like($error, qr/pico needs a database with encoding UTF8, this one has LATIN1/, 'and it says why');

$node->stop;
done_testing();
