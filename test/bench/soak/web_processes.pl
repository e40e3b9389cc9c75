#!/usr/bin/env perl
# SPDX-License-Identifier: MIT
# What processes hold that serve a port: web_processes.pl PORT PID... prints a line for each, `PID MEMORY
# DESCRIPTORS CONNECTIONS`: memory of its own in kB (without what it shares with others, of which a
# process sees more and more), descriptors that are no connections to the port, and those that are. Runs
# as the user of the processes.
use strict;
use warnings;

my ($port, @processes) = @ARGV;
@processes or die "usage: web_processes.pl PORT PID...\n";

sub lines_of
{
	my ($file) = @_;
	open my $in, '<', $file or die "$file: $!\n";
	my @lines = <$in>;
	return @lines;
}

# Sockets of the port, by inode. What listens has the state 0A.
my $local = sprintf ':%04X', $port;
my %is_connection;
for my $line (lines_of('/proc/net/tcp'))
{
	my (undef, $address, undef, $state, @rest) = split ' ', $line;
	$is_connection{"socket:[$rest[5]]"} = 1 if $address =~ /$local\z/ && $state ne '0A';
}

for my $process (@processes)
{
	my ($memory) = join('', lines_of("/proc/$process/status")) =~ /^RssAnon:\s*(\d+) kB/m;
	my @files = grep { defined } map { readlink } glob "/proc/$process/fd/*";
	my $connections = grep { $is_connection{$_} } @files;
	print "$process $memory ", @files - $connections, " $connections\n";
}
