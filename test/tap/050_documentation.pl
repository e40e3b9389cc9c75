# SPDX-License-Identifier: MIT
# The examples of the manual do what it says: every block marked `sql` in docs/*.md and in the READMEs
# of docs/examples is run, and what psql prints must be the block marked `text` that follows it
# (nothing, where none does).
use strict;
use warnings FATAL => 'all';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('documentation');
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->start;

# Pairs of a block of SQL and the output that the manual shows for it.
sub examples {
	my ($file) = @_;
	my $text = slurp_file($file);
	my @examples;
	while ($text =~ /^```sql\n(.*?)^```\n(?:\s*^```text\n(.*?)^```\n)?/gms) {
		push @examples, { sql => $1, output => $2 // '' };
	}
	return @examples;
}

# Runs all blocks of a file in one session of its own database.
sub outputs {
	my ($database, @examples) = @_;
	my $marker = '-- next example --';
	my $script = join '', map { "\\echo '$marker'\n$_->{sql}\n" } @examples;
	my $file = PostgreSQL::Test::Utils::tempdir() . "/$database.sql";
	append_to_file($file, $script);
	my $command = [ 'psql', '-X', '-q', '-d', $node->connstr($database), '-f', $file ];
	local $ENV{PGTZ} = 'UTC';
	my ($out) = run_merged($command);
	my @outputs = split /^\Q$marker\E\n/m, $out;
	shift @outputs;
	return @outputs;
}

# What psql prints and complains, in the order in which it does.
sub run_merged {
	my ($command) = @_;
	my $out = '';
	IPC::Run::run($command, '>&', \$out);
	$out =~ s/^psql:\S+:\d+: //mg;
	# What create extension has to say where the library is not preloaded is in docs/operations.md.
	$out =~ s/^NOTICE:  after a start of the server .*\nHINT:  Add pico .*\n//mg;
	return $out;
}

for my $file (sort glob 'docs/*.md docs/examples/*/README.md') {
	my @examples = examples($file) or next;
	(my $database = $file) =~ s/\W/_/g;
	$node->safe_psql('postgres', qq(create database "$database"));
	my @outputs = outputs($database, @examples);
	for my $i (0 .. $#examples) {
		my ($first_line) = split /\n/, $examples[$i]{sql};
		is(trimmed($outputs[$i]), trimmed($examples[$i]{output}), "$file: $first_line");
	}
}

sub trimmed {
	my ($text) = @_;
	$text = defined $text ? $text : '(not run)';
	$text =~ s/[ \t]+$//mg;
	$text =~ s/\A\n+|\n+\z//g;
	return $text;
}

done_testing();
