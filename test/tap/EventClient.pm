# SPDX-License-Identifier: MIT
# A client of a stream of server-sent events for tests. It reads when it is asked to, so it may be slow.
package EventClient;

use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use JSON::PP;
use PostgreSQL::Test::Utils;
use Socket qw(SOL_SOCKET SO_RCVBUF);

# Asks for a stream, waiting until the server listens. Options: last_id; buffer, the bytes that the
# system keeps for a client that does not read.
sub new
{
	my ($class, $port, $path, %options) = @_;
	my $end = time + $PostgreSQL::Test::Utils::timeout_default;
	while (1)
	{
		my $socket = IO::Socket::INET->new(
			PeerAddr => '127.0.0.1',
			PeerPort => $port,
			$options{buffer} ? (Sockopts => [ [ SOL_SOCKET(), SO_RCVBUF(), $options{buffer} ] ]) : ());
		my $self = bless { socket => $socket, bytes => '', text => '' }, $class;
		return $self->ask($path, $options{last_id}) if $socket;
		die "no server at port $port: $!" if time >= $end;
		select undef, undef, undef, 0.05;
	}
}

sub ask
{
	my ($self, $path, $last_id) = @_;
	my $request = "GET $path HTTP/1.1\r\nHost: test\r\nAccept: text/event-stream\r\n";
	$request .= "Last-Event-ID: $last_id\r\n" if defined $last_id;
	local $SIG{PIPE} = 'IGNORE';
	print { $self->{socket} } "$request\r\n" or die "cannot send: $!";
	$self->{socket}->flush;
	return $self;
}

# Reads more, false at the end of what the server sends; dies where nothing comes, or only comments.
sub more
{
	my ($self) = @_;
	my $seconds = $self->{end} - time;
	$seconds > 0 && IO::Select->new($self->{socket})->can_read($seconds) or die "nothing comes\n";
	return sysread $self->{socket}, $self->{bytes}, 65536, length $self->{bytes};
}

# Whether the server has sent something.
sub is_answered { return IO::Select->new($_[0]{socket})->can_read(0); }

# The head of the answer: status, and headers with names in small letters. Of one that is no stream also the
# body.
sub head
{
	my ($self) = @_;
	return $self->{head} if $self->{head};
	$self->{end} = time + $PostgreSQL::Test::Utils::timeout_default;
	my $lines;
	until (($lines) = $self->{bytes} =~ /\A(.*?\r\n)\r\n/s)
	{
		$self->more or die "the server has closed the connection\n";
	}
	substr $self->{bytes}, 0, length($lines) + 2, '';
	my ($status) = $lines =~ /\AHTTP\/1.1 (\d+)/ or die "no answer: $lines";
	my %headers = map { /^([^:]+): *(.*?)\r\n/ ? (lc $1, $2) : () } $lines =~ /^.*?\r\n/mg;
	$self->{head} = { status => $status, headers => \%headers };
	if (defined(my $length = $headers{'content-length'}))
	{
		$self->more while length $self->{bytes} < $length;
		$self->{head}{body} = substr $self->{bytes}, 0, $length, '';
	}
	return $self->{head};
}

# The text of another chunk; false at the end.
sub chunk
{
	my ($self) = @_;
	my ($line, $size);
	until (($line, $size) = $self->{bytes} =~ /\A((?:\r\n)?([0-9a-fA-F]+)\r\n)/)
	{
		$self->more or return 0;
	}
	my $start = length $line;
	while (length $self->{bytes} < $start + hex $size) { $self->more or return 0; }
	$self->{text} .= substr $self->{bytes}, $start, hex $size;
	substr $self->{bytes}, 0, $start + hex $size, '';
	return hex $size;
}

# The next event: its id, name and data; nothing where the stream has ended. Comments are passed over.
sub next
{
	my ($self) = @_;
	$self->head->{status} == 200 or die "no stream: $self->{head}{status} $self->{head}{body}\n";
	$self->{end} = time + $PostgreSQL::Test::Utils::timeout_default;
	while (1)
	{
		my $end;
		until (($end = index $self->{text}, "\n\n") >= 0) { $self->chunk or return; }
		my $text = substr $self->{text}, 0, $end + 2, '';
		my %field;
		push @{ $field{$1} }, $2 while $text =~ /^(\w+): ?(.*)\n/mg;
		next unless $field{data};
		$self->{last_id} = $field{id}[0] if $field{id};
		return {
			id   => $field{id} ? $field{id}[0] : undef,
			name => $field{event}[0],
			data => decode_json(join "\n", @{ $field{data} })
		};
	}
}

# The id of the last event.
sub last_id { return $_[0]{last_id}; }

# The names of the next events of the pico, with `watch` and `end` for what is none of the pico's.
sub names
{
	my ($self, $count) = @_;
	my @names;
	while (@names < $count)
	{
		my $event = $self->next or last;
		push @names, $event->{name} eq 'change' ? $event->{data}{name} : $event->{name};
	}
	return join ' ', @names;
}

sub close { return close $_[0]{socket}; }

1;
