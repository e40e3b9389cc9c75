# SPDX-License-Identifier: MIT
# A browser as a client: a page of another origin raises events, asks and watches a pico. It reports what it
# got to the pico, where we read it.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../tap";
use Counter;
use HttpServer;
use IPC::Run;
use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $port = PostgreSQL::Test::Cluster::get_free_port();
my $node = Counter::new_node('main');
$node->append_conf('postgresql.conf', <<"CONF");
shared_preload_libraries = 'pico'
max_worker_processes = 20
pico.http_listen = '127.0.0.1:$port'
pico.http_workers = 1
CONF
$node->restart;

sub run { return $node->safe_psql('postgres', $_[0]); }

run('create extension pico; select pico.create_roles()');
run(<<'SQL');
select pico.register_ruleset($krl$
ruleset page {
  meta { shares total, report }
  global {
    total = function() { ent:n.defaultsTo(0) }
    report = function() { ent:report }
  }
  rule hit {
    select when page hit
    send_directive("hit", {"n": total() + 1, "by": event:attrs{"by"}})
    always { ent:n := total() + 1 }
  }
  rule fail { select when page fail always { ent:n := "lost" * 2 } }
  rule report { select when page report always { ent:report := event:attrs{"report"}.decode() } }
}
$krl$);
create table door as select pico.create_pico('page', rulesets => '{}') as pico;
select pico.install_ruleset(pico, 'page') from door;
SQL
my $eci = run('select pico.create_channel(pico) from door');
# The courier starts the server.
$node->restart;

my $script = <<'JS';
const results = {};

async function call(path, options) {
  const answer = await fetch(base + path, options);
  return { status: answer.status, body: await answer.json() };
}

function json(body, headers = {}) {
  return { method: "POST", headers: { "Content-Type": "application/json", ...headers },
           body: JSON.stringify(body) };
}

// What a stream of the pico tells, one after the other.
function watch(channel) {
  const source = new EventSource(`${channel}/watch`);
  const told = [];
  let wake = () => {};
  for (const name of ["watch", "change", "end"]) {
    source.addEventListener(name, (event) => {
      told.push({ name, data: JSON.parse(event.data) });
      wake();
    });
  }
  return {
    async next() {
      while (told.length === 0) await new Promise((resolve) => { wake = resolve; });
      return told.shift();
    },
    close() { source.close(); },
  };
}

// A request for which no permission is asked before it is sent.
function tell(event, attributes) {
  return fetch(`${base}/event/page/${event}`,
               { method: "POST", body: new URLSearchParams(attributes) });
}

async function run() {
  const stream = watch(base);
  results.begin = await stream.next();

  const event = await call("/event-wait/page/hit", json({ by: "fetch" }));
  results.event = { status: event.status, options: event.body.directives[0].options };
  const change = await stream.next();
  results.change = { name: change.name, isSame: change.data.eid === event.body.eid,
                     directives: change.data.directives.length, variables: change.data.variables };

  results.query = await call("/query/page/total");
  const both = await call("/event/page/hit/query/page/total?by=url");
  results.both = both;
  results.told = (await stream.next()).data.directives[0].options;

  const key = { "Idempotency-Key": "once" };
  const first = await call("/event-wait/page/hit", json({ by: "key" }, key));
  const second = await call("/event-wait/page/hit", json({ by: "key" }, key));
  results.once = first.body.eid === second.body.eid;
  await stream.next();

  results.fails = await call("/event-wait/page/fail", json({}));
  results.unknown = await call("/query/nonsense/total");
  results.api = await fetch(new URL("/api/ui-context", base)).then(() => "seen", () => "kept from the page");

  await tell("ready", {});
  results.ready = (await stream.next()).data.name;
  results.away = [await stream.next(), await stream.next()];  // the server was started anew
  stream.close();
}

run()
  .catch((error) => { results.error = `${error}`; })
  .finally(() => tell("report", { report: JSON.stringify(results) }));
JS

my $pages = HttpServer->new;
my $page  = $pages->publish('page.html',
	"<!DOCTYPE html><title>pico</title><script>const base = 'http://127.0.0.1:$port/c/$eci';\n$script</script>");
my ($in, $out) = ('', '');
my $browser = IPC::Run::start(
	[
		'chromium', '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--enable-logging=stderr',
		'--user-data-dir=' . PostgreSQL::Test::Utils::tempdir(), '--remote-debugging-port=0', $page
	],
	'<' => \$in, '>' => \$out, '2>' => \$out);

# The page is ready when it watches and has done all else.
ok( $node->poll_query_until('postgres', "select exists (select from pico.change where what ->> 'name' in ('ready', 'report'))"),
	'the page has asked for everything') or diag $out;
run('select pico.restart_workers()');
run("select pico.raise_event('$eci', 'page', 'away')");
ok($node->poll_query_until('postgres', "select pico.query('$eci', 'page', 'report')::text <> 'null'"),
	'it reports what it got') or do { $browser->pump_nb; diag $out };
my $got = decode_json(run("select pico.query('$eci', 'page', 'report')"));
$browser->kill_kill;

is($got->{error}, undef, 'without an error');
my $is_no = JSON::PP::false;
is_deeply($got->{begin}, { name => 'watch', data => { missed => $is_no } }, 'an EventSource begins');
is_deeply($got->{event}, { status => 200, options => { n => 1, by => 'fetch' } }, 'an event with a body in JSON');
is_deeply(
	$got->{change},
	{
		name       => 'change',
		isSame     => JSON::PP::true,
		directives => 1,
		variables  => [ { rid => 'page', name => 'n' } ]
	},
	'the EventSource tells of it');
is_deeply($got->{query}, { status => 200, body => 1 }, 'a query');
is_deeply($got->{both},  { status => 200, body => 2 }, 'an event with a query');
is_deeply($got->{told}, { n => 2, by => 'url' }, 'which is told, too');
is($got->{once}, JSON::PP::true, 'a key lets an event happen once');
is($got->{fails}{status}, 500, 'the page sees how an event fails');
like($got->{fails}{body}{error}, qr/^TypeError: lost/, 'and why');
is($got->{unknown}{status}, 404, 'and that there is no such thing');
is($got->{api}, 'kept from the page', 'what is for administrators is not for pages');
is($got->{ready}, 'ready', 'a simple request needs no permission');
is_deeply($got->{away}[0], { name => 'watch', data => { missed => $is_no } },
	'the EventSource comes back after an end of the server');
is($got->{away}[1]{data}{name}, 'away', 'and has missed nothing');

done_testing();
