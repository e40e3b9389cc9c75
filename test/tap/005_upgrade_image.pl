# SPDX-License-Identifier: MIT
# An image that was dumped by an older version: restored, it says what to do, pico.upgrade_image()
# brings it to the present format, and it goes on where it was.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = Counter::new_node('main');
my $dump = "$FindBin::RealBin/data/image-0.1.0.sql";

sub eci { return "(select eci from pico.channels where tags = '{door}' and pico_name = '$_[0]')"; }

sub restore
{
	my ($database) = @_;
	$node->safe_psql('postgres', "create database $database");
	$node->command_ok(
		[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, '-d', $node->connstr($database) ],
		"$database: restore the dump of 0.1.0");
	return;
}

restore('image');
my ($status, undef, $error) =
  $node->psql('image', "select pico.query(@{[ eci('child') ]}, 'org.example.kept', 'total')");
isnt($status, 0, 'an image of format 1 is not used');
like($error, qr/the image has format 1, this version of pico needs \d+/, 'it says why');
like($error, qr/HINT:  Call pico\.upgrade_image\(\)/, 'and what to do');

# Who is given the right needs no other; nobody has it by default.
$node->safe_psql('image', 'create role upgrader; create role stranger');
$node->safe_psql('image', 'grant execute on function pico.upgrade_image() to upgrader');
($status, undef, $error) = $node->psql('image', 'set role stranger; select pico.upgrade_image()');
like($error, qr/permission denied for function upgrade_image/, 'not for everybody');

# Undone as a whole.
$node->safe_psql('image', 'begin; select pico.upgrade_image(); rollback');
is($node->safe_psql('image', 'select format from pico.image'), '1', 'rolled back: as it was');

cmp_ok($node->safe_psql('image', 'set role upgrader; select pico.upgrade_image()'),
	'>=', 1, 'at least one step is needed');
my $format = $node->safe_psql('image', 'select format from pico.image');
cmp_ok($format, '>', 1, 'the image has a newer format');
is($node->safe_psql('image', 'select pico.upgrade_image()'), '0', 'once more: nothing to do');
Counter::is_sound($node, 'image', 'upgraded');

# It goes on where it was: variables, kept globals, an event in progress, a message that waits.
my $child = $node->safe_psql('image', "select id from pico.pico where name = 'child'");
my $once =
  $node->safe_psql('image', "select pico.query(@{[ eci('child') ]}, 'org.example.kept', 'once')");
like(slurp_file($dump), qr/^\Q$child\E\t.*\Q$once\E/m, 'a global that was kept is the same');
is( $node->safe_psql('image', <<"SQL"), <<'OUT' =~ s/\n\z//r, 'the rest goes on');
select pico.query(@{[ eci('child') ]}, 'org.example.kept', 'total');
select pico.raise_event(@{[ eci('child') ]}, 'step', 'second') -> 'directives' -> 0 ->> 'name';
select pico.query(@{[ eci('child') ]}, 'org.example.kept', 'heard');
select (pico.raise_event(@{[ eci('child') ]}, 'counter', 'increment')) is not null;
select name, value from pico.entity_variables order by name;
select pico.create_pico('grandchild', p.id, rulesets => '{}') is not null from pico.pico p where name = 'child';
SQL
3
both
["waited"]
t
heard|["waited"]
map|{"z":1,"a":[null,"x",{}]}
n|4
t
OUT
Counter::is_sound($node, 'image', 'after events');

# A newer image.
$node->safe_psql('image', 'update pico.image set format = 1000');
($status, undef, $error) = $node->psql('image', 'select pico.upgrade_image()');
isnt($status, 0, 'an image that is newer than the library is left alone');
like($error, qr/the image has format 1000, this version of pico needs \d+/, 'it says why');
like($error, qr/HINT:  Install the version of pico that wrote it/, 'and what to do');
is($node->safe_psql('image', 'select format from pico.image'), '1000', 'and changes nothing');

# No image yet: nothing to upgrade.
$node->safe_psql('postgres', 'create database empty');
$node->safe_psql('empty',    'create extension pico');
is($node->safe_psql('empty', 'select pico.upgrade_image()'), '0', 'no image, no step');

$node->stop;
done_testing();
