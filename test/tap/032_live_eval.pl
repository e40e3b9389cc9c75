# SPDX-License-Identifier: MIT
# krl eval --connect: expressions in a pico of a live image, one by one and on a terminal.
use strict;
use warnings FATAL => 'all';
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $krl = 'build/staged/krl';
plan skip_all => "$krl is not there" unless -x $krl;

my $node = PostgreSQL::Test::Cluster->new('live');
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->start;
$node->safe_psql('postgres', 'create extension pico');
my $pico = $node->safe_psql('postgres', q{
	select pico.create_pico('live', rulesets => '{}')});
$node->safe_psql('postgres', qq{
	select pico.register_ruleset('ruleset test.live {
	  meta { use module test.module alias module }
	  global {
	    secret_number = 40
	    fail = function() {
	      [1].map(secret_number) }
	  }
	  rule set { select when live set always { ent:n := 2 } }
	}') from pico.register_ruleset('ruleset test.module { }');
	select pico.install_ruleset('$pico', r) from unnest('{test.module,test.live}'::text[]) r;
	select pico.raise_event(pico.create_channel('$pico'), 'live', 'set')});
my @live = ($krl, 'eval', '--connect', $node->connstr('postgres'), '--pico', $pico);

# Status, output and errors of the tool.
sub run_krl {
	my (@command) = @_;
	my ($out, $err) = ('', '');
	IPC::Run::run(\@command, '<', \'', '>', \$out, '2>', \$err);
	return [ $? >> 8, $out, $err ];
}

is_deeply(run_krl(@live, '--rid', 'test.live', 'a = secret_number; a + ent:n'), [ 0, "42\n", '' ], 'a value');
is_deeply(run_krl(@live, '"Grüße"'), [ 0, qq("Grüße"\n), '' ], 'text');
is_deeply(
	run_krl(@live, "a = 1\n  missing"),
	[ 1, '', "2:3: error: Undefined id: missing\n  missing\n  ^\n" ],
	'an error of compiling');
is_deeply(
	run_krl(@live, "a = 1;\n [1].map(a)"),
	[ 1, '', "2:2: error: TypeError: iter is not a function\n [1].map(a)\n ^\n" ],
	'an error of running');
is_deeply(
	run_krl(@live, '--rid', 'test.live', 'fail()'),
	[ 1, '', "error: TypeError: iter is not a function\n  in ruleset test.live, line 6, column 8\n" ],
	'an error in the ruleset');
my $none = run_krl($krl, 'eval', '--connect', $node->connstr('postgres'), '--pico', 'none', '1');
is_deeply($none, [ 1, '', "error: Pico not found none\n" ], 'no such pico');
is(run_krl($krl, 'eval', '--connect', $node->connstr('nowhere'), '--pico', $pico, '1')->[0], 2, 'no such database');

# On a terminal: the same, with declarations that stay and names of the ruleset to complete.
my ($in, $out) = ('', '');
$ENV{XDG_STATE_HOME} = PostgreSQL::Test::Utils::tempdir();
$ENV{TERM} = 'vt100';
my $patience = IPC::Run::timer($PostgreSQL::Test::Utils::timeout_default);
my $terminal = IPC::Run::start([ @live, '--rid', 'test.live' ], '<pty<', \$in, '>pty>', \$out, $patience);

# Types a line and gives what is shown until the next prompt.
sub say {
	my ($line, $prompt) = @_;
	$out = '';
	$in .= "$line\n";
	$patience->start;
	$terminal->pump until $out =~ /\n.*\Q$prompt\E[^\n]*\z/s || $patience->is_expired;
	return $out =~ s/\r//gr;
}

$terminal->pump until $out =~ /live> / || $patience->is_expired;
say('double = function(x) { x * 2 }', 'live> ');
like(say("double(secret_n\t) + ent:n", 'live> '), qr/\n82\n/, 'declarations and completed names');
like(say('double(', '... '), qr/\Q... \E/, 'unfinished');
like(say('4)', 'live> '), qr/\n8\n/, 'finished');
like(say('"a" * 2', 'live> '), qr/1:\d+: error: TypeError/, 'errors');
like(say('\rid', 'krl> '), qr/krl> /, 'without a ruleset');
like(say('secret_number', 'krl> '), qr/Undefined id: secret_number/, 'nor its names');
like(say('\pico none', 'krl> '), qr/\nnone\n/, 'another pico');
like(say('1', 'krl> '), qr/Pico not found none/, 'which is not there');
say("\\pico $pico", 'krl> ');

# Ctrl-C cancels the statement, and a connection that is lost is made again.
$out = '';
$in .= "f = function(x) { 0.range(9999).map(x) }; f(function(a) { f(function(b) { f(function(c) { 1 }) }) })\n";
$patience->start;
$terminal->pump until $out =~ /\n/ || $patience->is_expired;
$node->poll_query_until('postgres',
	"select count(*) = 1 from pg_stat_activity where query like '%pico.eval%' and state = 'active' and pid <> pg_backend_pid()")
	or die 'nothing runs';
$in .= "\x03";
$patience->start;
$terminal->pump until $out =~ /canceling statement.*krl> /s || $patience->is_expired;
like($out, qr/canceling statement due to user request/, 'cancelled');
$node->safe_psql('postgres',
	"select pg_terminate_backend(pid, 60000) from pg_stat_activity where query like '%pico.eval%' and pid <> pg_backend_pid()");
like(say('1 + 1', 'krl> '), qr/error: .*terminat/s, 'the connection is lost');
like(say('1 + 1', 'krl> '), qr/\n2\n/, 'and made again');
$in .= "\\q\n";
$terminal->finish;
is($? >> 8, 0, 'left');

done_testing();
