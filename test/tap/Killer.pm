# SPDX-License-Identifier: MIT
# Kills processes of a server, or all of them, and has it come back.
package Killer;

use strict;
use warnings;
use IPC::Run;
use PostgreSQL::Test::Utils;
use Time::HiRes qw(usleep);

# Processes of a kind, as pg_stat_activity names it.
sub pids
{
	my ($node, $type) = @_;
	return split /\n/, $node->safe_psql('postgres',
		"select pid from pg_stat_activity where backend_type = '$type' and pid <> pg_backend_pid()");
}

sub children
{
	my ($parent) = @_;
	my @children;
	for my $file (glob '/proc/[0-9]*/stat')
	{
		open my $in, '<', $file or next;
		push @children, $1 if (<$in> // '') =~ /^(\d+) \(.*\) \S $parent /;
	}
	return @children;
}

# All of it at once: a process that waits for a lock or a latch of one that was killed would never end, as no
# server is left to tell it.
sub kill_server
{
	my ($node) = @_;
	my $postmaster = $node->{_pid};
	kill 'STOP', $postmaster;
	my @all = ($postmaster, children($postmaster));
	$node->kill9;
	kill 'KILL', @all;
	usleep 10_000 while grep { kill 0, $_ } @all;
	return;
}

sub start_again
{
	my ($node) = @_;
	for (1 .. 10 * $PostgreSQL::Test::Utils::timeout_default)
	{
		return 1 if $node->start(fail_ok => 1);
		$node->stop('fast', fail_ok => 1);
		usleep 100_000;
	}
	return 0;
}

# After one of its processes was killed. A psql that is refused may not read what it is sent, which
# poll_query_until takes amiss.
sub comes_back
{
	my ($node) = @_;
	for (1 .. 10 * $PostgreSQL::Test::Utils::timeout_default)
	{
		return 1 if IPC::Run::run([ 'pg_isready', '-q', '-d', $node->connstr('postgres') ]);
		usleep 100_000;
	}
	return 0;
}

1;
