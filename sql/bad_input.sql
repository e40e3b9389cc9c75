-- SPDX-License-Identifier: MIT
-- What nobody should send: each is a clear error or a correct result, and nothing is left behind.
select pico.register_ruleset($krl$
ruleset test.bad {
  meta { shares compare }
  global {
    tree = function(leaf) { 0.range(40).reduce(function(t, i) { [t, t] }, leaf) }
    compare = function() { tree(1) == tree(1) }
  }
  rule leave {
    select when bad leave
    ctx:uninstall(meta:rid)
    always { ent:left := true }
  }
}
$krl$);
select pico.create_pico('bad') as pico \gset
select pico.install_ruleset(:'pico', 'test.bad');
select pico.create_channel(:'pico') as eci \gset

-- Strings that lead nowhere, attributes that are none.
\set VERBOSITY sqlstate
select pico.raise_event(repeat('x', 1000000), 'a', 'b');
select pico.raise_event(:'eci', '', 'b');
select pico.raise_event(:'eci', 'a', 'b', '[1]');
select pico.query(:'eci', 'test.bad', 'compare', '7');
select pico.query(:'eci', repeat('x', 1000000), 'compare');
select pico.create_pico('child', repeat('x', 1000000));
select pico.create_channel(:'pico', array[null]::text[]);
select pico.create_channel(:'pico', '{}', '[]');
select pico.install_ruleset(:'pico', 'test.bad', '[1]');
select pico.deliver_pending(-1);
-- A name that is too long for the registry; nests of brackets.
select pico.register_ruleset('ruleset ' || repeat('a', 2000) || ' {}');
select pico.register_ruleset('ruleset test.deep { global { x = ' || repeat('[', 100000) || '} }');

-- Small values that are endless as trees.
select pico.query(:'eci', 'test.bad', 'compare');

-- A ruleset that uninstalls itself in the middle of an event leaves no variables.
select pico.raise_event(:'eci', 'bad', 'leave') is null;
select name, value from pico.entity_variables;
\set VERBOSITY default

do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
