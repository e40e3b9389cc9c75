# SPDX-License-Identifier: MIT
# The examples in KRL do what the manual says. A block marked `krl` in README.md and docs/*.md holds
# whole rulesets, or parts of one (meta, declarations, rules), and lines with a result to compare:
#
#   1 + 2                           // => 3                    an expression, and its JSON
#   event door:open {"by": "Ann"}   // => say {"text": "Hi"}   an event, and its directives
#   "six" * 2                       // => error: TypeError...  how it fails
#
# Each block has a pico of its own, in which its lines run from top to bottom.
use strict;
use warnings FATAL => 'all';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('krl_examples');
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->start;
$node->safe_psql('postgres', 'create extension pico');

# The parts of a block. What opens at the beginning of a line goes on to the brace that closes there.
sub parts {
	my ($block) = @_;
	my %parts = (rulesets => [], meta => '', global => '', rules => '', checks => []);
	while ($block =~ /\G(.*?)\n/gc) {
		my $line = $1;
		if ($line =~ /^(ruleset|rule|meta)\b/) {
			my $kind = $1;
			my $rest = $line =~ /\}$/ ? '' : $block =~ /\G(.*?^\}\n)/gcms ? $1 : die "no end: $line";
			my $item = "$line\n$rest";
			if    ($kind eq 'ruleset') { push @{ $parts{rulesets} }, $item; }
			elsif ($kind eq 'rule')    { $parts{rules} .= $item; }
			else { $parts{meta} = $item =~ s/^meta\s*\{|\}\s*\z//gr; }
		}
		elsif ($line =~ m{^(\S.*?)\s*// => (.*)$}) {
			push @{ $parts{checks} }, { code => $1, result => $2 };
		}
		else { $parts{global} .= "$line\n"; }
	}
	return \%parts;
}

# The parts as one ruleset, in which the expressions to check are shared functions.
sub ruleset {
	my ($rid, $parts) = @_;
	my @checks = @{ $parts->{checks} };
	my %functions = map { $checks[$_]{code} =~ /^event / ? () : ("check$_" => $checks[$_]{code}) }
	  0 .. $#checks;
	my $shares = %functions ? 'shares ' . join(', ', sort keys %functions) : '';
	my $functions = join '', map { "$_ = function() { $functions{$_} }\n" } sort keys %functions;
	return "ruleset $rid {\nmeta { $parts->{meta}\n$shares }\n"
	  . "global { $parts->{global}\n$functions }\n$parts->{rules} }\n";
}

# The statement whose output is to be the result.
sub statement {
	my ($rid, $number, $code) = @_;
	return "select coalesce(pico.query(:'eci', '$rid', 'check$number')::text, 'null');"
	  unless $code =~ /^event ([\w-]+):(\S+)\s*(.*)$/;
	my ($domain, $name, $attributes) = ($1, $2, $3 || '{}');
	return <<"SQL";
select coalesce(string_agg(concat(d ->> 'name', ' ', d -> 'options'), ', ' order by n), 'nothing')
from json_array_elements(pico.raise_event(:'eci', '$domain', '$name', \$attrs\$$attributes\$attrs\$)
                           -> 'directives') with ordinality as directives (d, n);
SQL
}

my $marker = '-- next result --';

# The script that makes the pico of a block and prints all results.
sub script {
	my ($rid, $parts) = @_;
	my @sources = (@{ $parts->{rulesets} }, ruleset($rid, $parts));
	my $sql = "select pico.create_pico('$rid', rulesets => '{}') as pico \\gset\n"
	  . "select pico.create_channel(:'pico') as eci \\gset\n";
	$sql .= "select pico.install_ruleset(:'pico', pico.register_ruleset(\$krl\$$_\$krl\$)) \\g /dev/null\n"
	  for @sources;
	my @checks = @{ $parts->{checks} };
	$sql .= "\\echo '$marker'\n" . statement($rid, $_, $checks[$_]{code}) . "\n" for 0 .. $#checks;
	return $sql;
}

# What psql prints for a script: what comes before the first result, and the results.
sub outputs {
	my ($name, $script) = @_;
	my $file = PostgreSQL::Test::Utils::tempdir() . "/$name.sql";
	append_to_file($file, $script);
	my $out = '';
	IPC::Run::run([ 'psql', '-XqtA', '-d', $node->connstr('postgres'), '-f', $file ], '>&', \$out);
	$out =~ s/^psql:\S+:\d+: //mg;
	return split /^\Q$marker\E\n/m, $out, -1;
}

# One line, as the manual writes it: without context and hint of an error, JSON without spaces.
sub as_written {
	my ($text) = @_;
	my ($line) = split /\n/, $text // '(not run)';
	$line = '' unless defined $line;
	$line =~ s/^ERROR:  /error: /;
	$line =~ s/("(?:[^"\\]|\\.)*")|([:,]) +/$1 || $2/ge unless $line =~ /^error: /;
	return $line;
}

my $count = 0;
for my $file ('README.md', sort glob 'docs/*.md') {
	my $text = slurp_file($file);
	while ($text =~ /^```krl\n(.*?)^```\n/gms) {
		my $line = 1 + (substr($text, 0, $-[1]) =~ tr/\n//);
		my $parts = parts($1);
		my $rid = 'documentation.block' . ++$count;
		my ($before, @results) = outputs("block$count", script($rid, $parts));
		is($before // '', '', "$file:$line: compiles");
		my @checks = @{ $parts->{checks} };
		is(as_written($results[$_]), as_written($checks[$_]{result}), "$file:$line: $checks[$_]{code}")
		  for 0 .. $#checks;
	}
}

cmp_ok($count, '>', 1, 'there are examples');
done_testing();
