# SPDX-License-Identifier: MIT
# A connection to a web server over which a test sends what no client of HTTP would.
package RawHttp;

use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use PostgreSQL::Test::Utils;

sub new
{
	my ($class, $port) = @_;
	my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Timeout => 10)
	  or die "port $port: $!";
	return bless { socket => $socket, text => '' }, $class;
}

# Sends bytes; what the server does not want any more is nobody's fault.
sub send
{
	my ($self, $bytes) = @_;
	local $SIG{PIPE} = 'IGNORE';
	my $sent = 0;
	while ($sent < length $bytes)
	{
		my $count = syswrite $self->{socket}, $bytes, 65536, $sent;
		last unless $count;
		$sent += $count;
	}
	return $self;
}

# Ends our half of the connection.
sub end { shutdown $_[0]{socket}, 1; return $_[0]; }

sub close { close $_[0]{socket}; return; }

# All that has been received, once it matches; dies where the connection ends before.
sub until_matches
{
	my ($self, $pattern) = @_;
	until ($self->{text} =~ $pattern)
	{
		$self->more or die "the connection has ended: $self->{text}";
	}
	return $self->{text};
}

# All that is received until the server ends the connection.
sub until_closed
{
	my ($self) = @_;
	1 while $self->more;
	return $self->{text};
}

# False where the server has ended the connection.
sub more
{
	my ($self) = @_;
	IO::Select->new($self->{socket})->can_read($PostgreSQL::Test::Utils::timeout_default)
	  or die "nothing was received in time, after: $self->{text}";
	return sysread $self->{socket}, $self->{text}, 65536, length $self->{text};
}

# Whether the server has ended the connection, or does so within some seconds.
sub has_ended
{
	my ($self, $seconds) = @_;
	while (IO::Select->new($self->{socket})->can_read($seconds))
	{
		return 1 unless sysread $self->{socket}, $self->{text}, 65536, length $self->{text};
	}
	return 0;
}

# What comes back for bytes over a connection of their own, until the server ends it.
sub ask { return RawHttp->new($_[0])->send($_[1])->until_closed; }

1;
