# SPDX-License-Identifier: MIT
# A client over HTTP for tests: one connection that is kept, over which requests are sent and answers read
# one by one or, to have requests wait side by side, first all sent and then read.
package WebClient;

use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use JSON::PP;
use PostgreSQL::Test::Utils;

my $json = JSON::PP->new->allow_nonref->canonical;

# Connects to a server on this machine, waiting until it listens; that is left out with `once`, where it dies.
sub new
{
	my ($class, $port, %options) = @_;
	my $end = time + ($options{once} ? 0 : $PostgreSQL::Test::Utils::timeout_default);
	while (1)
	{
		my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port);
		return bless { socket => $socket, buffer => '' }, $class if $socket;
		die "no server at port $port: $!" if time >= $end;
		select undef, undef, undef, 0.05;
	}
}

# Sends a request. A body that is no text is sent as JSON. Headers are pairs.
sub send
{
	my ($self, $method, $path, $body, @headers) = @_;
	my $head = "$method $path HTTP/1.1\r\nHost: test\r\n";
	if (ref $body)
	{
		$body = $json->encode($body);
		unshift @headers, 'Content-Type', 'application/json';
	}
	push @headers, 'Content-Length', length $body if defined $body;
	$head .= shift(@headers) . ': ' . shift(@headers) . "\r\n" while @headers;
	local $SIG{PIPE} = 'IGNORE';
	print { $self->{socket} } $head . "\r\n" . ($body // '') or die "cannot send: $!";
	$self->{socket}->flush;
	return $self;
}

# Reads more; false where there is nothing for now, dies where the connection is closed.
sub more
{
	my ($self, $seconds) = @_;
	return 0 unless IO::Select->new($self->{socket})->can_read($seconds);
	my $read = sysread $self->{socket}, $self->{buffer}, 65536, length $self->{buffer};
	die "the server has closed the connection\n" unless $read;
	return 1;
}

# Whether something of an answer has come.
sub is_answered
{
	my ($self) = @_;
	return length $self->{buffer} || $self->more(0);
}

# The next answer: status, headers (names in small letters), body, and that decoded where it is JSON.
sub receive
{
	my ($self) = @_;
	my $seconds = $PostgreSQL::Test::Utils::timeout_default;
	my ($head, $rest);
	until (($head, $rest) = $self->{buffer} =~ /\A(.*?\r\n)\r\n(.*)\z/s)
	{
		$self->more($seconds) or die "no answer in time\n";
	}
	my ($status) = $head =~ /\AHTTP\/1.1 (\d+)/ or die "no answer: $head";
	my %headers = map { /^([^:]+): *(.*?)\r\n/ ? (lc $1, $2) : () } $head =~ /^.*?\r\n/mg;
	my $length = $headers{'content-length'} // 0;
	while (length $rest < $length)
	{
		$self->more($seconds) or die "no answer in time\n";
		$rest = substr $self->{buffer}, length($head) + 2;
	}
	$self->{buffer} = substr $rest, $length;
	my $body = substr $rest, 0, $length;
	my $value = eval { $json->decode($body) };
	return { status => $status, headers => \%headers, body => $body, json => $value };
}

sub request
{
	my ($self, @request) = @_;
	return $self->send(@request)->receive;
}

sub get  { return $_[0]->request('GET', $_[1]); }
sub post { my ($self, @request) = @_; return $self->request('POST', @request); }

sub close { return close $_[0]{socket}; }

1;
