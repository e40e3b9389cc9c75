-- SPDX-License-Identifier: MIT
-- pico.raise_event, pico.query and pico.event_query: effects, transactions, errors.
select pico.register_ruleset($krl$
ruleset test.counter {
  meta { shares total, nothing, twice }
  global {
    total = function() { ent:n.defaultsTo(0) }
    nothing = function() { null }
    twice = function(x) { x * 2 }
  }
  rule increment {
    select when counter increment
    pre { by = event:attrs{"by"}.defaultsTo(1) }
    send_directive("counted", {"by": by})
    fired { ent:n := total() + by }
  }
  rule keep {
    select when counter keep
    always { ent:kept := event:attrs }
  }
  rule fail {
    select when counter fail
    always {
      ent:n := 1000;
      ent:m := event:attrs{"word"} * 2
    }
  }
}
$krl$);
select pico.create_pico('counter', rulesets => '{}') as pico \gset
select pico.install_ruleset(:'pico', 'test.counter');
select pico.create_channel(:'pico', '{test}') as eci \gset

-- What an event gives: directives in order, an id, and how many messages wait.
select key from json_each(pico.raise_event(:'eci', 'counter', 'increment'));
select json_array_length(r -> 'directives') as directives, r -> 'directives' -> 0 -> 'name' as name,
  r -> 'directives' -> 0 -> 'options' as options, r -> 'deferred' as deferred
from pico.raise_event(eci => :'eci', domain => 'counter', name => 'increment', attrs => '{"by": 10}') r;
select pico.raise_event(:'eci', 'nobody', 'listens') -> 'directives' as directives;
select pico.query(:'eci', 'test.counter', 'total');
select pico.query(:'eci', 'test.counter', 'nothing');
select pico.query(eci => :'eci', rid => 'test.counter', name => 'twice', args => '{"x": 21}');
select pico.event_query(:'eci', 'counter', 'increment', '{"by": 100}', 'test.counter', 'total');
select pico.event_query(:'eci', 'counter', 'increment', '{}', 'test.counter', 'twice', '{"x": 1}');

-- Values keep their order, and hold what jsonb cannot.
select pico.raise_event(:'eci', 'counter', 'keep',
  '{"z": 1, "a": [1.50, 1e3, null, true, {}], "2": "two", "1": "one", "odd": "\u0000 \ud800 \ud83d\ude00"}')
  -> 'deferred' as deferred;
select value from pico.entity_variables where name = 'kept';
select pico.to_jsonb(value) from pico.entity_variables where name = 'kept';

-- An event is part of the transaction it is raised in.
begin;
select pico.raise_event(:'eci', 'counter', 'increment', '{"by": 1000}') -> 'deferred' as deferred;
select pico.query(:'eci', 'test.counter', 'total');
savepoint here;
select pico.raise_event(:'eci', 'counter', 'increment', '{"by": 1000}') -> 'deferred' as deferred;
rollback to here;
select pico.query(:'eci', 'test.counter', 'total');
rollback;
select pico.query(:'eci', 'test.counter', 'total');

-- The highest isolation level, and many events in one transaction.
begin isolation level serializable;
select count(pico.raise_event(:'eci', 'counter', 'increment')) from generate_series(1, 100);
commit;
select pico.query(:'eci', 'test.counter', 'total');

-- A query runs where nothing may be written, an event does not.
begin read only;
select pico.query(:'eci', 'test.counter', 'total');
select pico.raise_event(:'eci', 'counter', 'increment');
rollback;

-- An error says where it was, and undoes the whole event.
select pico.raise_event(:'eci', 'counter', 'fail', '{"word": "glass"}');
select name from pico.entity_variables order by name;
select pico.query(:'eci', 'test.counter', 'total');
select pico.query(:'eci', 'test.counter', 'twice', '{"x": "glass"}');

-- In PL/pgSQL it is an exception like others.
do $$
declare
  channel text = (select eci from pico.channels where 'test' = any(tags));
begin
  perform pico.raise_event(channel, 'counter', 'increment');
  begin
    perform pico.raise_event(channel, 'counter', 'fail', '{"word": "glass"}');
  exception when sqlstate 'PK001' then
    raise notice 'caught: %', sqlerrm;
  end;
  perform pico.raise_event(channel, 'counter', 'increment');
end
$$;
select pico.query(:'eci', 'test.counter', 'total');

-- Bad arguments.
select pico.raise_event('no-such-eci', 'counter', 'increment');
select pico.query('', 'test.counter', 'total');
\set VERBOSITY sqlstate
select pico.query(repeat('x', 100000), 'test.counter', 'total');
\set VERBOSITY default
select pico.query(:'eci', 'no.such.ruleset', 'total');
select pico.query(:'eci', 'test.counter', 'no_such_function');
select pico.query(:'eci', 'test.counter', 'constructor');
select pico.event_query(:'eci', 'counter', 'fail', '{"word": "glass"}', 'test.counter', 'total');
select pico.raise_event(null, 'counter', 'increment');
select pico.raise_event(:'eci', null, 'increment');
select pico.query(:'eci', 'test.counter', null);
select pico.raise_event(:'eci', '', '');
select pico.raise_event(:'eci', 'counter', 'increment', null) -> 'deferred' as deferred;
select pico.raise_event(:'eci', 'counter', 'increment', '[1, 2]');
select pico.raise_event(:'eci', 'counter', 'increment', '"text"');
select pico.raise_event(:'eci', 'counter', 'increment', '{"by": "\ud800"}') is not null as raised;

do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
