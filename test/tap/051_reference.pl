# SPDX-License-Identifier: MIT
# The lists of the manual are complete and true: each function, view, setting with its default, and
# SQLSTATE stands in docs/sql.md, and nothing else does.
use strict;
use warnings FATAL => 'all';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $manual = slurp_file('docs/sql.md');

my $node = PostgreSQL::Test::Cluster->new('reference');
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->start;
$node->safe_psql('postgres', 'create extension pico');

# What a query gives, as sorted lines. The settings are known only when the library is loaded.
sub found {
	my ($query) = @_;
	my $load = 'select pico.version() \g /dev/null';
	return [ sort split /\n/, $node->safe_psql('postgres', "$load\n$query") ];
}

# What the manual has in the places that the pattern captures, sorted, each once.
sub documented {
	my ($text, $pattern) = @_;
	my %seen = map { $_ => 1 } $text =~ /$pattern/g;
	return [ sort keys %seen ];
}

# The text below a heading, up to the next one of its level.
sub section {
	my ($title) = @_;
	my ($text) = $manual =~ /^## \Q$title\E\n(.*?)(?=^## |\z)/ms;
	return $text;
}

is_deeply(
	documented($manual, qr/`pico\.(\w+)\(/),
	found(q(select distinct proname from pg_proc where pronamespace = 'pico'::regnamespace)),
	'functions');

is_deeply(
	documented(section('Views'), qr/^\| `pico\.(\w+)`/m),
	found(q(select viewname from pg_views where schemaname = 'pico')),
	'views');

is_deeply(
	[ sort map { s/` \| /|/r } @{ documented(section('Settings'), qr/^\| `(pico\.\w+` \| (?:[^|]*[^ |])?)/m) } ],
	found(q(select name, current_setting(name) from pg_settings where name like 'pico.%')),
	'settings and their defaults');

# sql/errors.sql has an example of each, but for 40001, which takes two sessions.
my $shown = slurp_file('expected/errors.out');
is_deeply(
	documented(section('Errors'), qr/^\| `(\w{5})`/m),
	[ sort '40001', @{ documented($shown, qr/^ERROR:  (\w{5})$/m) } ],
	'SQLSTATEs');

done_testing();
