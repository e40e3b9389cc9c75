#!/usr/bin/env perl
# SPDX-License-Identifier: MIT
# Clients of all manners for a server on this machine, one process for each ECI:
#
#   clients.pl PORT SECONDS SEED ECI...
#
# They use their connections as they should, pipeline, leave in the middle of a request or of an answer,
# watch, say nothing, and send nonsense, by turns that SEED decides. The pico behind an ECI has the ruleset
# of setup.sql. Each event has a number, which is its idempotency key, and is sent until it is
# acknowledged: the pico shall have heard of it once. At the end each prints `ECI events N` and how many
# times it has done what else; an answer that is none, or is wrong, is a failure.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use Socket qw(SOL_SOCKET SO_LINGER SO_RCVBUF);
use Time::HiRes qw(time usleep);

my $most_acts = 1_000_000;
my $most_open = 20;
my $patience  = 60;
my @manners   = qw(use use use use pipeline pipeline leave_request leave_answer watch say_nothing send_nonsense);

my ($port, $seconds, $seed, @ecis) = @ARGV;
@ecis or die "usage: clients.pl PORT SECONDS SEED ECI...\n";
$SIG{PIPE} = 'IGNORE';

# What one client knows: its connection that is kept, those that it has left open, the events that are not
# acknowledged, the number of the last one.
my ($eci, $kept, @open, @pending);
my $last = 0;
my %count = (events => 0);

# Connections -----------------------------------------------------------------------------------------

sub connection
{
	my (@options) = @_;
	my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, @options)
	  or die "no connection: $!";
	return { socket => $socket, buffer => '' };
}

# Half of the connections that are left end by a reset.
sub leave
{
	my ($connection) = @_;
	setsockopt $connection->{socket}, SOL_SOCKET, SO_LINGER, pack('ii', 1, 0) if rand() < 0.5;
	return close $connection->{socket};
}

# False where the server wants no more.
sub send_bytes
{
	my ($connection, $bytes) = @_;
	my $sent = 0;
	while ($sent < length $bytes)
	{
		$sent += syswrite($connection->{socket}, $bytes, length($bytes) - $sent, $sent) || return 0;
	}
	return 1;
}

# False where the server has closed the connection.
sub more
{
	my ($connection) = @_;
	IO::Select->new($connection->{socket})->can_read($patience) or die "no answer in $patience s\n";
	return sysread $connection->{socket}, $connection->{buffer}, 65536, length $connection->{buffer};
}

# The next answer, its status and body; nothing where the server has closed the connection.
sub answer
{
	my ($connection) = @_;
	my ($head, $status);
	until (($head, $status) = $connection->{buffer} =~ /\A(HTTP\/1\.1 (\d+) .*?\r\n\r\n)/s)
	{
		more($connection) or return;
	}
	my ($length) = $head =~ /^Content-Length: (\d+)/mi;
	my $whole = length($head) + ($length // 0);
	while (length $connection->{buffer} < $whole) { more($connection) or return; }
	my $body = substr $connection->{buffer}, length $head, $length // 0;
	substr $connection->{buffer}, 0, $whole, '';
	return ($status, $body);
}

# Requests --------------------------------------------------------------------------------------------

sub get { return "GET $_[0] HTTP/1.1\r\nHost: soak\r\n\r\n"; }
sub ask { return get("/c/$eci/query/soak/$_[0]"); }

sub event
{
	my ($number) = @_;
	my $route = $number % 3 ? 'event-wait' : 'event';
	my $body  = qq({"n":$number});
	return "POST /c/$eci/$route/load/web HTTP/1.1\r\nHost: soak\r\nIdempotency-Key: web-$number\r\n"
	  . "Content-Type: application/json\r\nContent-Length: @{[length $body]}\r\n\r\n$body";
}

# The numbers of events to be sent: first those that were not acknowledged.
sub numbers
{
	my ($count) = @_;
	push @pending, ++$last while @pending < $count;
	return @pending[ 0 .. $count - 1 ];
}

# Reads the answer to an event, or to a question where there is no number; false where none comes.
sub takes_answer
{
	my ($connection, $number) = @_;
	my ($status, $body) = answer($connection) or return 0;
	die "status $status: $body\n" if $status != 200 && $status != 503;
	$count{refused}++ if $status == 503;
	if (defined $number && $status == 200)
	{
		@pending = grep { $_ != $number } @pending;
		$count{events}++;
	}
	return 1;
}

# Sends requests over the connection that is kept, all at once, and reads their answers.
sub exchange
{
	my (@numbers) = @_;
	$kept //= connection();
	send_bytes($kept, join '', map { defined $_ ? event($_) : ask('acts') } @numbers);
	for my $number (@numbers)
	{
		next if takes_answer($kept, $number);
		close $kept->{socket};
		undef $kept;
		last;
	}
	return;
}

# Manners ---------------------------------------------------------------------------------------------

my %act = (
	use => sub {
		for (0 .. rand 8) { exchange(rand() < 0.5 ? numbers(1) : undef); }
	},
	pipeline => sub {
		exchange(map { ($_, undef) } numbers(1 + int rand 16));
	},
	# The server waits for the rest, or sees the end.
	leave_request => sub {
		my $connection = connection();
		my $request    = event(0);
		send_bytes($connection, substr $request, 0, rand length $request);
		rand() < 0.3 ? push @open, $connection : leave($connection);
	},
	# Events whose answers nobody reads, and a long answer of which only something is read.
	leave_answer => sub {
		my $connection = connection(Sockopts => [ [ SOL_SOCKET, SO_RCVBUF, 4096 ] ]);
		send_bytes($connection, join '', (map { event($_) } numbers(int rand 4)), ask('much'));
		for (1 .. rand 4) { more($connection) or last; }
		rand() < 0.1 ? push @open, $connection : leave($connection);
	},
	watch => sub {
		my $connection = connection();
		send_bytes($connection, get("/c/$eci/watch"));
		return leave($connection) if rand() < 0.3;
		until ($connection->{buffer} =~ /^HTTP.* 503 |^event: watch\n/m) { more($connection) or return; }
		exchange(numbers(1));
		rand() < 0.5 ? push @open, $connection : leave($connection);
	},
	say_nothing => sub { push @open, connection(); },
	send_nonsense => sub {
		my @nonsense = (
			"GET /health HTTP/1.1\r\n\r\n",
			"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
			"GET /health HTTP/1.1\r\nHost: a\r\nNo Colon\r\n\r\n",
			"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
			"POST /c/$eci/event/a/b HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
			"POST /c/$eci/event/a/b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n\r\n",
			"POST /c/$eci/event/a/b HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{]",
			"POST /c/$eci/event/a/b HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n",
			"GET /" . 'x' x 200_000 . " HTTP/1.1\r\nHost: a\r\n\r\n",
			get('/%zz'), get('/nowhere'), get("/c/$eci/query/soak/nothing"), get('/c/nobody/event/a/b'),
			join('', map { chr rand 256 } 0 .. rand 300) . "\r\n\r\n");
		my $connection = connection();
		send_bytes($connection, $nonsense[ rand @nonsense ]);
		shutdown $connection->{socket}, 1;
		my ($status) = answer($connection);
		die "nonsense is answered by $status\n" if $status && ($status < 400 || $status >= 500);
		leave($connection);
	});

sub live
{
	my ($number) = @_;
	srand($seed + $number);
	$eci = $ecis[$number];
	my $end = time + $seconds;
	for (1 .. $most_acts)
	{
		last if time >= $end;
		my $manner = $manners[ rand @manners ];
		$count{$manner}++;
		$act{$manner}->();
		leave(splice @open, rand @open, 1) while @open > $most_open;
	}
	leave($_) for @open;
	while (@pending)
	{
		exchange(numbers(1));
		usleep(20_000);
	}
	syswrite STDOUT, "$eci events $count{events}" . join('', map { " $_ $count{$_}" } grep { $_ ne 'events' } sort keys %count) . "\n";
	return;
}

my %process;
for my $number (0 .. $#ecis)
{
	my $process = fork() // die "fork: $!";
	if ($process == 0) { live($number); exit 0; }
	$process{$process} = $ecis[$number];
}
my $failures = 0;
while ((my $process = wait) > 0) { $failures++ if $? && $process{$process}; }
exit($failures ? 1 : 0);
