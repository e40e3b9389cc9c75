-- SPDX-License-Identifier: MIT
-- The SQLSTATEs of the manual, one example each; the texts stand in the other files.
select pico.register_ruleset($krl$
ruleset test.failing {
  meta { shares fail, deep, divide }
  global {
    fail = function() { "a" * 2 }
    divide = function() { sql:query("select 1 / 0 as x") }
    deep = function(n) { 1 + deep(n) }
  }
  rule ask_itself {
    select when failing asks_itself
    ctx:eventQuery(meta:eci, "failing", "again", {}, meta:rid, "fail")
  }
  rule makes_keys {
    select when failing makes_keys
    pre { keys = ursa:generateDID() }
  }
}
$krl$);
select pico.create_pico('failing', rulesets => '{}') as pico \gset
select pico.install_ruleset(:'pico', 'test.failing');
select pico.create_channel(:'pico', event_policy => '{"allow": [], "deny": []}') as eci \gset

\set VERBOSITY sqlstate
-- A KRL program failed.
select pico.query(:'eci', 'test.failing', 'fail');
-- A KRL program was refused.
select pico.register_ruleset('ruleset');
-- A bound was hit.
select pico.query(:'eci', 'test.failing', 'deep', '{"n": 1}');
-- A malformed argument; one that is null.
select pico.create_channel(:'pico', '{system}');
select pico.query(:'eci', 'test.failing', null);
-- An unknown ECI, pico, ruleset.
select pico.raise_event('no-such-eci', 'a', 'b');
select pico.create_channel('no-such-pico');
select pico.install_ruleset(:'pico', 'no.such.ruleset');
-- A policy denies it.
select pico.raise_event(:'eci', 'a', 'b');
-- The pico waits for itself.
select pico.create_channel(:'pico') as open_eci \gset
select pico.raise_event(:'open_eci', 'failing', 'asks_itself');
-- A source that is not there; one that may not be asked for.
select pico.flush_ruleset('file:///no/such/file.krl');
set pico.fetch_hosts = 'example.org';
select pico.flush_ruleset('http://127.0.0.1/a.krl');
reset pico.fetch_hosts;
-- A statement of a program failed.
set pico.allow_superuser_sql = on;
set pico.enabled = on;
select pico.query(:'open_eci', 'test.failing', 'divide');
reset pico.enabled;
reset pico.allow_superuser_sql;
-- Not by this version.
select pico.raise_event(:'open_eci', 'failing', 'makes_keys');
-- A transaction that may not write.
begin read only;
select pico.create_pico('a', rulesets => '{}');
rollback;
-- The image has another format.
\c -
update pico.image set format = 0;
select pico.query(:'eci', 'test.failing', 'deep');
select pico.upgrade_image() > 0 as upgraded;
\set VERBOSITY default

do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
