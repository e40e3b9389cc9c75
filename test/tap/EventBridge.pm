# SPDX-License-Identifier: MIT
# What other hosts see of an image: an HTTP server, in a process of its own, that takes events
# (POST /c/ECI/event/DOMAIN/NAME), hands each to pico.receive_event, and keeps a record of all it was
# sent. It can be told to answer badly. Without a database it acknowledges everything, but for some
# ECIs: `fail-N` and `reset-N` refuse the first N requests, with 500 and by closing the connection;
# `hang` never answers, `error` answers 200 with an error, `deep` with JSON that nests deeply, `gone`
# 404.
package EventBridge;

use strict;
use warnings;
use IO::Socket::INET;
use IPC::Open2;
use POSIX ();
use PostgreSQL::Test::Utils;

# `connection` leads to the database.
sub new
{
	my ($class, %options) = @_;
	my $socket = IO::Socket::INET->new(Listen => 50, LocalAddr => '127.0.0.1', ReuseAddr => 1)
	  or die "listen: $!";
	my $self = bless {
		connection => $options{connection},
		directory  => PostgreSQL::Test::Utils::tempdir(),
		port       => $socket->sockport,
		owner      => $$,
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

# From now on requests are answered as `how` says: a status, `hang`, `reset`; nothing: as they should.
sub misbehave
{
	my ($self, $how) = @_;
	my $file = "$self->{directory}/how";
	return unlink $file unless defined $how;
	append_to_file("$file.new", $how);
	return rename "$file.new", $file;
}

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
		my ($status, $answer) = $self->outcome($client, $key, $path, $body) or return;
		return unless defined $status;
		print $client "HTTP/1.1 $status\r\nContent-Type: application/json\r\nContent-Length: "
		  . length($answer) . "\r\n\r\n$answer";
		$client->flush;
	}
	return;
}

# Status and body of the answer; nothing where there shall be none.
sub outcome
{
	my ($self, $client, $key, $path, $body) = @_;
	my $how = -e "$self->{directory}/how" ? slurp_file("$self->{directory}/how") : '';
	my ($eci, $domain, $name) = $path =~ m{^/c/([^/]+)/event/([^/]+)/([^/]+)$}
	  or return ('404 Not Found', '{"error":"no such route"}');
	$how ||= $self->manner_of($eci) unless $self->{connection};
	if ($how eq 'hang') { my $nothing = <$client>; return; }
	if ($how eq 'reset')
	{
		setsockopt $client, SOL_SOCKET, SO_LINGER, pack('ii', 1, 0);
		return;
	}
	return ('200 OK', '{"error":"no such channel"}') if $how eq 'error';
	return ('200 OK', '[' x 1_000_000) if $how eq 'deep';
	return ("$how As Told", '{"error":"told to"}') if $how;
	return ('200 OK', '{"eid":"e"}') unless $self->{connection};
	return $self->receive($key, $eci, $domain, $name, $body);
}

# How the latest request for an ECI is to be answered, as the ECI says.
sub manner_of
{
	my ($self, $eci) = @_;
	my ($kind, $times) = $eci =~ /^(fail|reset|hang|error|deep|gone)(?:-(\d+))?$/ or return '';
	return '' if defined $times && $self->received($eci) > $times;
	return { fail => 500, gone => 404 }->{$kind} // $kind;
}

sub receive
{
	my ($self, @arguments) = @_;
	my $list = join ', ', map { "\$e\$$_\$e\$" } @arguments;
	$self->{psql} //= $self->start_psql;
	my $to = $self->{psql}{to};
	print $to "select pico.receive_event($list);\n\\echo end :SQLSTATE\n";
	my $from   = $self->{psql}{from};
	my $answer = '';
	while (defined(my $line = <$from>))
	{
		chomp $line;
		my ($state) = $line =~ /^end (\w*)$/;
		if (!defined $state) { $answer = $line; next; }
		last if $state eq '';
		return ('200 OK', $answer) if $state eq '00000';
		return ($state =~ /^(?:22|42|PK)/ ? '400 Bad Request' : '503 Not Now', qq({"error":"SQLSTATE $state"}));
	}
	delete $self->{psql};    # the server is gone: no answer
	return;
}

sub start_psql
{
	my ($self) = @_;
	my $pid = open2(my $from, my $to, 'psql', '-XAtq', '-d', $self->{connection});
	$to->autoflush(1);
	return { from => $from, to => $to, pid => $pid };
}

1;
