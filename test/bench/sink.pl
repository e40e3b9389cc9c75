#!/usr/bin/env perl
# SPDX-License-Identifier: MIT
# An HTTP server that answers every request by {}, as fast as one process can. Prints its URL, and
# lives until it is killed.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

my $listener = IO::Socket::INET->new(Listen => 128, LocalAddr => '127.0.0.1') or die "listen: $!";
$| = 1;
print 'http://127.0.0.1:', $listener->sockport, "\n";

my $answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
my $select = IO::Select->new($listener);
my %buffer;
while (1)
{
	for my $socket ($select->can_read)
	{
		if ($socket == $listener)
		{
			my $client = $listener->accept or next;
			$client->blocking(0);
			$select->add($client);
			$buffer{$client} = '';
		}
		elsif (!sysread $socket, $buffer{$socket}, 65536, length $buffer{$socket})
		{
			$select->remove($socket);
			delete $buffer{$socket};
			close $socket;
		}
		else
		{
			while ($buffer{$socket} =~ /\A(.*?\r\n\r\n)/s)
			{
				my ($head) = $1;
				my ($length) = $head =~ /^content-length:\s*(\d+)/mi;
				my $whole = length($head) + ($length // 0);
				last if length $buffer{$socket} < $whole;
				substr $buffer{$socket}, 0, $whole, '';
				syswrite $socket, $answer;
			}
		}
	}
}
