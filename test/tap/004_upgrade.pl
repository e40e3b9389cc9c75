# SPDX-License-Identifier: MIT
# The plumbing of upgrades: an extension that is updated has the same objects, grants, comments and
# marks for pg_dump as one installed afresh. For each upgrade script that is shipped, and for a next
# version made up here, in a copy of the server's files to which it can be added.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Counter;
use File::Basename;
use File::Path qw(make_path);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

# All there is to know about the members of the extension, a line each, without OIDs.
my $catalog = <<'SQL';
select string_agg(line, e'\n' order by line)
from pg_depend d
join pg_extension e on e.oid = d.refobjid and e.extname = 'pico'
cross join lateral pg_identify_object(d.classid, d.objid, d.objsubid) o
left join pg_proc f on d.classid = 'pg_proc'::regclass and f.oid = d.objid
left join pg_class c on d.classid = 'pg_class'::regclass and c.oid = d.objid
cross join lateral (
  select concat_ws(' | ', o.type, o.identity, f.proacl, c.relacl, c.reloptions,
    pg_get_functiondef(f.oid),
    case when c.relkind = 'v' then pg_get_viewdef(c.oid) end,
    case when c.oid = any(e.extconfig) then 'dumped' end,
    coalesce(obj_description(d.objid, o.type), obj_description(c.oid, 'pg_class'),
      obj_description(f.oid, 'pg_proc')),
    (select string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        a.attidentity, a.attcollation::regcollation, pg_get_expr(n.adbin, n.adrelid),
        col_description(c.oid, a.attnum)), ', ' order by a.attnum)
      from pg_attribute a
      left join pg_attrdef n on n.adrelid = a.attrelid and n.adnum = a.attnum
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
    (select string_agg(k.conname || ' ' || pg_get_constraintdef(k.oid), ', ' order by k.conname)
      from pg_constraint k where k.conrelid = c.oid),
    (select string_agg(pg_get_indexdef(i.indexrelid), ', ' order by i.indexrelid::regclass::text)
      from pg_index i where i.indrelid = c.oid)
  ) as line
) x
where d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'
SQL

# A copy of the server's programs finds its files relative to itself: ours, all links but one folder.
my $scratch = PostgreSQL::Test::Utils::tempdir();
my %directory;
for my $kind (qw(bindir sharedir pkglibdir))
{
	($directory{$kind}) = PostgreSQL::Test::Utils::run_command([ 'pg_config', "--$kind" ]);
	make_path("$scratch$directory{$kind}");
}
my ($bin, $share, $lib) = @directory{qw(bindir sharedir pkglibdir)};
PostgreSQL::Test::Utils::system_or_bail('cp', '-pL', glob("$bin/*"), "$scratch$bin");
symlink $_, "$scratch$lib/" . basename($_) for glob "$lib/*";
symlink $_, "$scratch$share/" . basename($_) for grep { !m{/extension$} } glob "$share/*";
make_path("$scratch$share/extension");
PostgreSQL::Test::Utils::system_or_bail('cp', '-pL', glob("$share/extension/{pico,plpgsql}*"),
	"$scratch$share/extension");
# The install scripts of the versions before.
my $data = "$FindBin::RealBin/data";
PostgreSQL::Test::Utils::system_or_bail('cp', glob("$data/pico--*.sql"), "$scratch$share/extension");

# A next version, with something of everything that is easily forgotten.
my ($control) = "$scratch$share/extension/pico.control";
my ($version) = slurp_file($control) =~ /default_version = '([^']+)'/;
my $upgrade = <<'SQL';
\echo Use "ALTER EXTENSION pico UPDATE" to load this file. \quit
create table pico.added (id bigint generated always as identity primary key, note text);
comment on table pico.added is 'New in the next version.';
select pg_catalog.pg_extension_config_dump('pico.added', '');
select pg_catalog.pg_extension_config_dump('pico.added_id_seq', '');
create function pico.added() returns text language sql immutable return 'added';
revoke all on function pico.added() from public;
comment on function pico.added() is 'New in the next version.';
SQL
# What every upgrade ends with, and an installation has no need of.
my $rulesets = "select pico.upgrade_rulesets();\n";
append_to_file("$scratch$share/extension/pico--$version--next.sql", $upgrade . $rulesets);
append_to_file("$scratch$share/extension/pico--next.sql",
	slurp_file("$share/extension/pico--$version.sql") . $upgrade =~ s/^\\echo.*\n//r);

my $node = PostgreSQL::Test::Cluster->new('main', install_path => dirname("$scratch$bin"));
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->start;

sub catalog_after
{
	my ($database, @statements) = @_;
	$node->safe_psql('postgres', "create database $database");
	$node->safe_psql($database, $_) for @statements;
	return $node->safe_psql($database, $catalog);
}

my $next = catalog_after('next', "create extension pico version 'next'");
like($next, qr/table \| pico\.added \| dumped/, 'the comparison sees marks for pg_dump');
is( catalog_after(
		'upgraded',
		"create extension pico version '$version'",
		"alter extension pico update to 'next'"),
	$next,
	'made up: updating gives what installing gives');

# An update keeps the picos, and the library serves the SQL of both versions.
$node->safe_psql('postgres', 'create database image');
$node->safe_psql('image',    'create extension pico');
my $eci = Counter::install($node, 'image');
$node->safe_psql('image', Counter::increment($eci));
# A full pico, of a time when one of the built-in rulesets was another.
my $old  = 'ruleset io.picolabs.pds { meta { version "old" } }';
my $full = $node->safe_psql('image', "select pico.create_pico('full')");
$node->safe_psql('image', <<"SQL");
with old as (
  insert into pico.ruleset (hash, rid, source)
    values (encode(sha256('$old'), 'hex'), 'io.picolabs.pds', '$old') returning hash)
update pico.ruleset_url u set hash = old.hash from old where u.rid = 'io.picolabs.pds';
select pico.raise_event(pico.create_channel('$full', '{door}'), 'any', 'event');
SQL
my $pds = "select v.version is distinct from 'old', i.is_current from pico.installed_rulesets i"
  . " join pico.ruleset_versions v using (url, hash) where i.pico = '$full' and i.rid = 'io.picolabs.pds'";
is($node->safe_psql('image', $pds), 'f|t', 'a pico has an old version of a built-in ruleset');
$node->safe_psql('image', "alter extension pico update to 'next'");
$node->safe_psql('image', Counter::increment($eci));
is($node->safe_psql('image', $pds), 'f|f', 'the update brings another into force');
$node->safe_psql('image',
	"select pico.raise_event(eci, 'any', 'event') from pico.channels where tags = '{door}' and pico = '$full'");
is($node->safe_psql('image', $pds), 't|t', 'which its next event takes up');
is($node->safe_psql('image', Counter::count($eci)), '2', 'the picos live on');
Counter::is_sound($node, 'image', 'after an update');

my $current = catalog_after('current', 'create extension pico');
for my $script (glob "$share/extension/pico--*--*.sql")
{
	my ($from, $to) = $script =~ /pico--(.+?)--(.+)\.sql$/;
	is( catalog_after("from_$from" =~ s/\W/_/gr, "create extension pico version '$from'",
			'alter extension pico update'),
		$current, "$from to $to: updating gives what installing gives");
}

# The picos of 0.1.0: the new library asks for the update of the extension and then of the image.
$node->safe_psql('postgres', 'create database old');
$node->safe_psql('old',      "create extension pico version '0.1.0'");
$node->command_ok([ 'psql', '-X', '-q', '-f', "$data/image-0.1.0.sql", '-d', $node->connstr('old') ],
	'an image of 0.1.0');
my $ask = "select pico.query(eci, 'org.example.kept', 'total') from pico.channels"
  . " where tags = '{door}' and pico_name = 'child'";
my (undef, undef, $error) = $node->psql('old', $ask);
like($error, qr/Call pico\.upgrade_image\(\)/, 'before the update: it is refused');
$node->safe_psql('old', 'alter extension pico update');
$node->safe_psql('old', 'select pico.upgrade_image()');
is($node->safe_psql('old', $ask), '3', 'after the update: it answers');
Counter::is_sound($node, 'old', 'after the update');

# Of a version whose format is the present one, with fewer tables.
$node->safe_psql('postgres', 'create database recent');
$node->safe_psql('recent',   "create extension pico version '0.2.0'");
$node->safe_psql('recent', <<'SQL');
insert into pico.image (id, system_identifier, database, format) values ('recent', 1, 1, 2);
SQL
(undef, undef, $error) = $node->psql('recent', "select pico.query('nobody', 'x', 'y')");
like($error, qr/HINT:  Run: alter extension pico update/, 'a library that is newer says what to do');

$node->stop;
done_testing();
