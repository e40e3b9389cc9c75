# SPDX-License-Identifier: MIT
# Another host, in a process of its own: takes events, and writes down each request that it gets, a
# line `KEY PATH BODY`. The ECI in the path says how it answers: `fail-N` refuses the first N requests
# with 500, `reset-N` closes the connection to them without an answer, `hang` never answers,
# `error` answers 200 with an error, `deep` with JSON that nests deeply, `gone` 404.
package Receiver;

use strict;
use warnings;
use IO::Socket::INET;
use PostgreSQL::Test::Utils;

sub new
{
	my ($class) = @_;
	my $socket = IO::Socket::INET->new(Listen => 100, LocalAddr => '127.0.0.1') or die "listen: $!";
	my $self = {
		file  => PostgreSQL::Test::Utils::tempdir() . '/received',
		port  => $socket->sockport,
		owner => $$,
	};
	$self->{process} = fork() // die "fork: $!";
	serve($socket, $self->{file}) if $self->{process} == 0;
	return bless $self, $class;
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

# The requests for an ECI so far, in order: [key, body] each.
sub received
{
	my ($self, $eci) = @_;
	return if !-e $self->{file};
	return map { m{^(\S+) /c/\Q$eci\E/\S* (.*)$} ? [ $1, $2 ] : () }
	  split /\n/, PostgreSQL::Test::Utils::slurp_file($self->{file});
}

sub serve
{
	my ($socket, $file) = @_;
	$SIG{CHLD} = 'IGNORE';
	$SIG{PIPE} = 'IGNORE';
	my %count;
	while (1)
	{
		my $client = $socket->accept or next;
		my ($path, $key, $body) = request($client) or next;
		open my $out, '>>', $file or die "$file: $!";
		print $out "$key $path $body\n";
		close $out;
		my ($eci) = $path =~ m{^/c/([^/]*)/};
		my $number = ++$count{$eci};
		my ($kind, $times) = $eci =~ /^([a-z]+)(?:-(\d+))?/;
		$times //= 0;
		if ($kind eq 'hang') { push @{ $count{hung} }, $client; next; }
		if ($kind eq 'reset' && $number <= $times) { close $client; next; }
		my $status = $kind eq 'fail' && $number <= $times ? '500 Not Now'
		  : $kind eq 'gone' ? '404 Not Found' : '200 OK';
		my $answer = $kind eq 'error' ? '{"error":"no such channel"}'
		  : $kind eq 'deep' ? '[' x 1_000_000 : '{"eid":"e"}';
		print $client "HTTP/1.1 $status\r\nContent-Type: application/json\r\n"
		  . 'Content-Length: ' . length($answer) . "\r\nConnection: close\r\n\r\n$answer";
		close $client;
	}
}

sub request
{
	my ($client) = @_;
	my ($path) = (<$client> // '') =~ m{^POST (\S+) HTTP/} or return;
	my ($key, $length) = ('-', 0);
	while (my $line = <$client>)
	{
		last if $line eq "\r\n";
		$key = $1 if $line =~ /^idempotency-key:\s*(\S+)/i;
		$length = $1 if $line =~ /^content-length:\s*(\d+)/i;
	}
	my $body = "";
	read($client, $body, $length);
	return ($path, $key, $body);
}

1;
