# SPDX-License-Identifier: MIT
# A web server for tests, in a process of its own: the files of a directory, and paths that behave
# badly. Every connection has a process, so that none waits for another. As a proxy it answers for every
# host.
package HttpServer;

use strict;
use warnings;
use IO::Socket::INET;
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

sub answer
{
	my ($client, $directory) = @_;
	my ($path) = (<$client> // '') =~ m{^GET (?:http://[^/\s]+)?/(\S*) HTTP/} or return;
	while (my $line = <$client>) { last if $line eq "\r\n"; }
	if (my $target = $redirects{$path})
	{
		print $client "HTTP/1.1 302 Found\r\nLocation: $target\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
	}
	elsif ($path eq 'slow')    # until the other side has had enough
	{
		my $nothing = <$client>;
	}
	elsif ($path eq 'huge')
	{
		print $client "HTTP/1.1 200 OK\r\n\r\n";
		1 while print $client 'ruleset huge { } ' x 1000;
	}
	elsif (open my $file, '<:raw', "$directory/$path")
	{
		my $content = do { local $/; <$file> };
		print $client "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ", length $content, "\r\n\r\n", $content;
	}
	else
	{
		print $client "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 4\r\n\r\nnone";
	}
	close $client;
	return;
}

1;
