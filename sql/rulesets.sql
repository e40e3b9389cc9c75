-- SPDX-License-Identifier: MIT
-- Rulesets: register, install, configure, replace, uninstall, check.
select pico.create_pico('host', rulesets => '{}') as pico \gset
select pico.create_channel(:'pico') as eci \gset
select pico.register_ruleset($krl$
ruleset test.greeter {
  meta { shares greet, once }
  global {
    once = random:uuid()
    greet = function(name) {
      meta:rulesetConfig{"greeting"}.defaultsTo("hello") + " " + name
    }
  }
}
$krl$);
select rid, url, installations from pico.rulesets where rid = 'test.greeter';
select pico.install_ruleset(:'pico', 'test.greeter');
select pico.query(:'eci', 'test.greeter', 'greet', '{"name": "you"}');
-- By URL, with a configuration.
select pico.install_ruleset(:'pico', rid_or_url => 'krl:test.greeter', config => '{"greeting": "good day"}');
select pico.query(:'eci', 'test.greeter', 'greet', '{"name": "you"}');
select rid, url, config, is_current, error from pico.installed_rulesets;
-- What a global found at installation stays.
select pico.query(:'eci', 'test.greeter', 'once') #>> '{}' as once \gset
select pico.query(:'eci', 'test.greeter', 'once') #>> '{}' = :'once' as same;

-- A new version is taken up by the next event.
select pico.register_ruleset($krl$
ruleset test.greeter {
  meta { shares greet }
  global { greet = function(name) { "bye " + name } }
}
$krl$);
select rid, is_current from pico.installed_rulesets;
select pico.raise_event(:'eci', 'any', 'event') -> 'directives' as directives;
select rid, is_current from pico.installed_rulesets;
select pico.query(:'eci', 'test.greeter', 'greet', '{"name": "you"}');

-- One that cannot be initialised is not taken up, and the pico says why.
select pico.register_ruleset($krl$
ruleset test.greeter {
  meta { shares greet }
  global { greet = "a" * 2 }
}
$krl$);
select pico.raise_event(:'eci', 'any', 'event') -> 'directives' as directives;
select rid, is_current, error from pico.installed_rulesets;
select pico.query(:'eci', 'test.greeter', 'greet', '{"name": "you"}');

-- A ruleset that does not compile is refused whole, and the version in force stays.
select pico.register_ruleset($krl$
ruleset test.greeter {
  global { greet = function(name) { nobody + name } }
}
$krl$);
select pico.register_ruleset('ruleset test.greeter {
  rule r { select when a b
    fired { ent:x = 1 }
  }
}');
select pico.register_ruleset('');
select pico.register_ruleset('this is no ruleset');
select pico.query(:'eci', 'test.greeter', 'greet', '{"name": "you"}');
select count(*) as versions, count(distinct u.hash) as current
from pico.ruleset r left join pico.ruleset_url u on u.hash = r.hash where r.rid = 'test.greeter';

-- All findings at once.
select severity, line, col, message, hint from pico.check($krl$
ruleset test.checked {
  meta { shares nobody }
  global {
    a = missing + 1
    b = also_missing
  }
}
$krl$);
select excerpt from pico.check('ruleset a { global { b = } }');
select count(*) from pico.check('ruleset a { }');
select severity, message from pico.check(null);
select count(*) > 0 as found from pico.check(repeat('(', 100000));

-- Entity variables outlive a reinstallation, but not an uninstallation.
select pico.register_ruleset($krl$
ruleset test.keeper {
  rule keep {
    select when test keep
    always { ent:kept := event:attrs{"what"} }
  }
  rule two {
    select when test one before (test keep or test one)
  }
  rule off is inactive {
    select when test off
  }
}
$krl$, url => 'https://example.org/keeper.krl');
select pico.install_ruleset(:'pico', 'https://example.org/keeper.krl');
select rid, rule, events from pico.rules where url = 'https://example.org/keeper.krl';
select pico.raise_event(:'eci', 'test', 'keep', '{"what": "this"}') -> 'deferred' as deferred;
select pico.install_ruleset(:'pico', 'test.keeper');
select rid, name, value from pico.entity_variables;
select pico.uninstall_ruleset(:'pico', 'test.keeper');
select rid, name, value from pico.entity_variables;
select pico.uninstall_ruleset(:'pico', 'test.keeper');

-- Versions: what has been, how it differs, and the way back.
select version, is_current, picos from pico.ruleset_versions
where url = 'krl:test.greeter' order by is_current, picos;
select pico.register_ruleset(s) from (values
  ('ruleset test.versions { meta { version "1.0" } }'),
  (e'ruleset test.versions {\n  meta { version "1.1" }\n}\n')) as v (s);
select hash as old from pico.ruleset_versions where rid = 'test.versions' and not is_current \gset
select hash as new from pico.ruleset_versions where rid = 'test.versions' and is_current \gset
select version, is_current, picos from pico.ruleset_versions
where rid = 'test.versions' order by is_current, version;
select replace(replace(pico.ruleset_diff(:'old', :'new'), :'old', 'OLD'), :'new', 'NEW') as diff;
select pico.ruleset_diff(:'old', 'no such hash') is null as unknown;
select pico.rollback_ruleset('krl:test.versions', :'old');
select version, is_current from pico.ruleset_versions where rid = 'test.versions' order by is_current, version;
select pico.rollback_ruleset('krl:test.versions', 'no such hash');
select pico.rollback_ruleset('krl:no.such.ruleset', :'old');
select pico.rollback_ruleset(null, :'old');
select pico.version_of('ruleset a { }') is null as none, pico.version_of('no ruleset') is null as wrong;
select pico.unified_diff('a', 'a', 'x', 'y') = '' as same;

-- Bad arguments.
select pico.install_ruleset(:'pico', 'no.such.ruleset');
select pico.install_ruleset('no-such-pico', 'test.greeter');
select pico.install_ruleset(:'pico', 'test.greeter', '[1]');
select pico.install_ruleset(:'pico', null);
select pico.uninstall_ruleset('no-such-pico', 'test.greeter');
select pico.flush_ruleset('krl:no.such.ruleset');
select pico.flush_ruleset('file:///no/such/file.krl');
select pico.register_ruleset(null);
select pico.register_ruleset('ruleset a.b { }', url => repeat('x', 5000));
select pico.register_ruleset('ruleset ' || repeat('a', 5000) || ' { }');

do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
