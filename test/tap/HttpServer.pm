# SPDX-License-Identifier: MIT
# A web server for tests, in a process of its own: the files of a directory, and paths that behave
# badly. Every connection has a process, so that none waits for another. As a proxy it answers for every
# host. What comes to /echo is sent back as JSON: method, path, headers, body, and how many requests the
# connection has brought before.
package HttpServer;

use strict;
use warnings;
use IO::Socket::INET;
use JSON::PP;
use Socket qw(SOL_SOCKET SO_LINGER);
use PostgreSQL::Test::Utils;

sub new
{
	my ($class) = @_;
	my $socket = IO::Socket::INET->new(Listen => 20, LocalAddr => '127.0.0.1') or die "listen: $!";
	my $self = {
		directory => PostgreSQL::Test::Utils::tempdir(),
		port      => $socket->sockport,
		owner     => $$,
	};
	$self->{process} = fork() // die "fork: $!";
	serve($socket, $self->{directory}) if $self->{process} == 0;
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

sub url { return "http://127.0.0.1:$_[0]{port}/$_[1]"; }

# Makes a file of the directory, or replaces it.
sub publish
{
	my ($self, $name, $content) = @_;
	my $file = "$self->{directory}/$name";
	open my $out, '>:raw', "$file.new" or die "$file: $!";
	print $out $content;
	close $out;
	rename "$file.new", $file or die "$file: $!";
	return $self->url($name);
}

my %redirects = (
	'redirect'    => '/a.krl',
	'for-ever'    => '/for-ever',
	'to-metadata' => 'http://169.254.169.254/latest/meta-data/',
	'to-file'     => 'file:///etc/passwd',
	'to-dict'     => 'dict://127.0.0.1:11211/stats',
	'to-unlisted' => 'http://localhost/a.krl');

sub serve
{
	my ($socket, $directory) = @_;
	$SIG{CHLD} = 'IGNORE';
	$SIG{PIPE} = 'IGNORE';
	while (1)
	{
		my $client = $socket->accept or next;
		if (fork() // die "fork: $!") { close $client; next; }
		answer($client, $directory);
		# Without what a test process does at its end.
		require POSIX;
		POSIX::_exit(0);
	}
}

# What is sent for a path, after the status line.
my %answers = (
	'bad-json' => "Content-Type: application/json\r\nContent-Length: 4\r\n\r\n{bad",
	'cookies'  => "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n",
	'latin1'   => "Content-Length: 2\r\n\r\n\xe4!",
	# {"zipped":true}
	'gzip' => "Content-Encoding: gzip\r\nContent-Length: 35\r\n\r\n"
	  . pack('H*', '1f8b0800000000000003ab56aaca2c28484d51b22a292a4dad05008428bc080f000000'),
	'many-headers' => join('', map { "h$_:\r\n" } 1 .. 2000) . "\r\n",
	'long-headers' => "same: value\r\n" x 25_000 . "\r\n",
	'cut' => "Content-Length: 10\r\n\r\nhalf");

sub answer
{
	my ($client, $directory) = @_;
	my $count = 0;
	1 while answer_one($client, $directory, $count++);
	close $client;
	return;
}

# Whether the connection stays open.
sub answer_one
{
	my ($client, $directory, $count) = @_;
	my ($method, $path) = (<$client> // '') =~ m{^(\w+) (?:http://[^/\s]+)?/(\S*) HTTP/} or return 0;
	my %headers;
	while (my $line = <$client>)
	{
		last if $line eq "\r\n";
		$headers{ lc $1 } = $2 if $line =~ /^([^:]+):\s*(.*?)\r\n/;
	}
	my $body = '';
	read $client, $body, $headers{'content-length'} // 0;
	return echo($client, $method, $path, \%headers, $body, $count) if $path =~ /^echo/;
	if (my $target = $redirects{$path})
	{
		print $client "HTTP/1.1 302 Found\r\nLocation: $target\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
	}
	elsif ($path =~ m{^status/(\d+)$})
	{
		print $client "HTTP/1.1 $1 So It Is\r\nLocation: /echo/moved\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
	}
	elsif ($answers{$path})
	{
		print $client "HTTP/1.1 200 OK\r\nConnection: close\r\n$answers{$path}";
	}
	elsif ($path eq 'slow')    # until the other side has had enough
	{
		my $nothing = <$client>;
	}
	elsif ($path eq 'drip')    # a byte at a time, without end
	{
		$client->autoflush(1);
		print $client "HTTP/1.1 200 OK\r\n\r\n";
		select undef, undef, undef, 0.05 while print $client '.';
	}
	elsif ($path eq 'reset')
	{
		setsockopt $client, SOL_SOCKET, SO_LINGER, pack('ii', 1, 0);
	}
	elsif ($path eq 'huge')
	{
		print $client "HTTP/1.1 200 OK\r\n\r\n";
		1 while print $client 'ruleset huge { } ' x 1000;
	}
	elsif (open my $file, '<:raw', "$directory/$path")
	{
		my $content = do { local $/; <$file> };
		print $client "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ", length $content,
		  "\r\n\r\n", $content;
	}
	else
	{
		print $client "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 4\r\n\r\nnone";
	}
	return 0;
}

sub echo
{
	my ($client, $method, $path, $headers, $body, $count) = @_;
	my $content = JSON::PP->new->canonical->encode(
		{ method => $method, path => "/$path", headers => $headers, body => $body, before => $count });
	print $client "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ",
	  length $content, "\r\n\r\n";
	print $client $content unless $method eq 'HEAD';
	$client->flush;
	return 1;
}

1;
