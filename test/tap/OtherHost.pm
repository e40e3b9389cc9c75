# SPDX-License-Identifier: MIT
# A host that is none of ours: an HTTP server, in a process of its own, that acknowledges events
# (POST /c/ECI/event/DOMAIN/NAME) and keeps a record of all it was sent. Some ECIs it answers badly:
# `fail-N` and `reset-N` refuse the first N requests, with 500 and by closing the connection; `hang`
# never answers, `error` answers 200 with an error, `deep` with JSON that nests deeply, `gone` 404.
package OtherHost;

use strict;
use warnings;
use IO::Socket::INET;
use POSIX ();
use PostgreSQL::Test::Utils;

sub new
{
	my ($class) = @_;
	my $socket = IO::Socket::INET->new(Listen => 50, LocalAddr => '127.0.0.1', ReuseAddr => 1)
	  or die "listen: $!";
	my $self = bless {
		directory => PostgreSQL::Test::Utils::tempdir(),
		port      => $socket->sockport,
		owner     => $$,
	}, $class;
	$self->{process} = fork() // die "fork: $!";
	$self->serve($socket) if $self->{process} == 0;
	return $self;
}

sub DESTROY
{
	my ($self) = @_;
	return if $self->{owner} != $$;
	local $?;
	kill 'TERM', $self->{process};
	waitpid $self->{process}, 0;
	return;
}

sub url { return "http://127.0.0.1:$_[0]{port}"; }

# What was sent so far, in order: [idempotency key, path, body] each.
sub record
{
	my ($self) = @_;
	my $file = "$self->{directory}/record";
	return () unless -e $file;
	return map { [ split /\t/ ] } split /\n/, slurp_file($file);
}

# The requests for an ECI so far, in order: [key, body] each.
sub received
{
	my ($self, $eci) = @_;
	return map { [ @$_[ 0, 2 ] ] } grep { $_->[1] =~ m{^/c/\Q$eci\E/} } $self->record;
}

sub serve
{
	my ($self, $socket) = @_;
	$SIG{CHLD} = 'IGNORE';
	$SIG{PIPE} = 'IGNORE';
	while (1)
	{
		my $client = $socket->accept or next;
		if (fork() // die "fork: $!") { close $client; next; }
		$self->converse($client);
		# Without what a test process does at its end.
		POSIX::_exit(0);
	}
}

# A connection: request after request.
sub converse
{
	my ($self, $client) = @_;
	while (defined(my $first = <$client>))
	{
		my ($path) = $first =~ m{^\w+ (\S+) HTTP/1\.1} or return;
		my %header;
		while (my $line = <$client>)
		{
			last if $line eq "\r\n";
			$header{ lc $1 } = $2 if $line =~ /^([^:]+):\s*(.*?)\r\n/;
		}
		my $body = '';
		read $client, $body, $header{'content-length'} // 0;
		my $key = $header{'idempotency-key'} // '';
		open my $out, '>>', "$self->{directory}/record" or return;
		syswrite $out, join("\t", $key, $path, $body =~ s/\s+/ /gr) . "\n";
		close $out;
		my ($status, $answer) = $self->outcome($client, $path) or return;
		print $client "HTTP/1.1 $status\r\nContent-Type: application/json\r\nContent-Length: "
		  . length($answer) . "\r\n\r\n$answer";
		$client->flush;
	}
	return;
}

# Status and body of the answer; nothing where there shall be none.
sub outcome
{
	my ($self, $client, $path) = @_;
	my ($eci) = $path =~ m{^/c/([^/]+)/event/[^/]+/[^/]+$} or return ('404 Not Found', '{"error":"no such route"}');
	my $how = $self->manner_of($eci);
	if ($how eq 'hang') { my $nothing = <$client>; return; }
	if ($how eq 'reset')
	{
		setsockopt $client, SOL_SOCKET, SO_LINGER, pack('ii', 1, 0);
		return;
	}
	return ('200 OK', '{"error":"no such channel"}') if $how eq 'error';
	return ('200 OK', '[' x 1_000_000) if $how eq 'deep';
	return ("$how As Told", '{"error":"told to"}') if $how;
	return ('200 OK', '{"eid":"e"}');
}

# How the latest request for an ECI is to be answered, as the ECI says.
sub manner_of
{
	my ($self, $eci) = @_;
	my ($kind, $times) = $eci =~ /^(fail|reset|hang|error|deep|gone)(?:-(\d+))?$/ or return '';
	return '' if defined $times && $self->received($eci) > $times;
	return { fail => 500, gone => 404 }->{$kind} // $kind;
}

1;
