# SPDX-License-Identifier: MIT
# Reads metrics in the text format 0.0.4 of Prometheus, as strictly as a scraper may: what it does not
# understand is an error. Families come whole and once, with their help and type before their samples.
package MetricsText;

use strict;
use warnings;

my $name  = qr/[a-zA-Z_:][a-zA-Z0-9_:]*/;
my $label = qr/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"/;
my $value = qr/NaN|[+-]Inf|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/;

# The samples, by name and labels as they stand there. Dies of what is wrong.
sub parse
{
	my ($class, $text) = @_;
	my $self = bless { types => {}, helps => {}, samples => {} }, $class;
	die "the last line has no end\n" if $text !~ /\n\z/;
	my $family;
	for my $line (split /\n/, $text)
	{
		if ($line =~ /\A# HELP ($name) (.+)\z/)
		{
			die "a second family $1\n" if exists $self->{helps}{$1};
			$family = $1;
			$self->{helps}{$family} = $2;
		}
		elsif ($line =~ /\A# TYPE ($name) (counter|gauge|histogram)\z/)
		{
			die "the type of $1 is not behind its help\n" if $1 ne $family || $self->{types}{$1};
			$self->{types}{$family} = $2;
		}
		else
		{
			$self->take_sample($family, $line);
		}
	}
	$self->check_histogram($_) for grep { $self->{types}{$_} eq 'histogram' } keys %{ $self->{types} };
	return $self;
}

sub take_sample
{
	my ($self, $family, $line) = @_;
	my ($sample, $labels, $number) = $line =~ /\A($name)(?:\{(.*)\})? ($value)\z/
	  or die "no sample: $line\n";
	my $suffix = ($self->{types}{$family} // die "no type before $line\n") eq 'histogram' ? qr/_(?:bucket|sum|count)/ : '';
	die "$sample is not of the family $family\n" if $sample !~ /\A\Q$family\E$suffix\z/;
	die "a counter whose name does not say so: $family\n"
	  if $self->{types}{$family} eq 'counter' && $family !~ /_total\z/;
	my $rest = $labels // '';
	my %seen;
	while ($rest =~ s/\A$label(?:,|\z)//) { die "the label $1 twice: $line\n" if $seen{$1}++; }
	die "no labels: $line\n" if length $rest;
	my $key = defined $labels ? "$sample\{$labels}" : $sample;
	die "$key twice\n" if exists $self->{samples}{$key};
	$self->{samples}{$key} = $number;
	push @{ $self->{order} }, $key;
	return;
}

# Buckets go up, and the last one has all.
sub check_histogram
{
	my ($self, $family) = @_;
	my (%last, %bound);
	for my $key (@{ $self->{order} })
	{
		my ($labels, $le) = $key =~ /\A\Q$family\E_bucket\{(.*),le="([^"]+)"\}\z/ or next;
		my $count = $self->{samples}{$key};
		die "$key is below the one before it\n" if $count < ($last{$labels} // 0);
		die "$key comes behind a larger bound\n" if defined $bound{$labels} && !(0 + $le > $bound{$labels});
		($last{$labels}, $bound{$labels}) = ($count, 0 + $le);
	}
	for my $labels (keys %last)
	{
		die "$family\{$labels} has no bucket of everything\n" if $bound{$labels} != 9**9**9;
		die "$family\{$labels} counts otherwise\n" if $last{$labels} != $self->{samples}{"${family}_count{$labels}"};
		die "$family\{$labels} has no sum\n" if !defined $self->{samples}{"${family}_sum{$labels}"};
	}
	return;
}

# A sample's value; undefined where there is none.
sub get { return $_[0]{samples}{ $_[1] }; }

sub families { return sort keys %{ $_[0]{types} }; }

1;
