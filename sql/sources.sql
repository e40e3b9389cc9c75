-- SPDX-License-Identifier: MIT
-- Tools for sources: their layout, what they are about; and the graph of picos.

-- Layout. Comments stay, a second time changes nothing.
select pico.format($krl$
ruleset test.laid_out{meta{name "Laid out" // its name
shares f}
global{f=function(x){x.map(function(y){z=y; z+1})}}
rule r{select when a b x re#(.*)# setting(x)
// What comes of it.
if x then event:send({"eci":x,"domain":"some_domain","type":"some_type","attrs":event:attrs})
fired{ent:n:=1}else{log info <<  no #{ x  }>>}}}
$krl$) as formatted \gset
\echo :formatted
select pico.format(:'formatted') = :'formatted' as is_settled;
select pico.format('a=[1,2,]') as expression, pico.format('') as nothing;

-- What is broken is refused, with all that is wrong with it.
select pico.format($krl$
ruleset test.broken {
  rule a { select when }
  rule b { select when a b }
  rule c { select wen a b }
}
$krl$);
select pico.format('ruleset ' || repeat('(', 100000));
select pico.format('x = ' || repeat('(', 1000) || '1');
select pico.format(repeat('ruleset a { } ', 1000000));
select pico.format(null);
select length(pico.format('x = ' || repeat('f(', 400) || '1' || repeat(')', 400)));
select length(pico.format('[' || repeat('{"a": [1, "text"]}, ', 20000) || ']'));

-- What a ruleset is about.
select pico.register_ruleset($krl$
ruleset test.described {
  meta {
    name "Described"
    use module io.picolabs.wrangler alias wrangler
    shares total
  }
  global {
    total = function(kind) { ent:totals{kind} }
  }
  rule add {
    select when cash:taken kind re#(.+)# setting(kind)
    event:send({"eci": wrangler:parent_eci(), "domain": "cash", "type": "seen"})
    fired {
      ent:totals{kind} := event:attrs{"amount"}
      raise cash event "added"
      schedule cash event "counted" at time:add(time:now(), {"hours": 1})
    }
  }
}
$krl$);
select key, value from json_each(pico.describe('test.described'));
select pico.describe('krl:test.described') ->> 'rid' as by_url;
select pico.describe('io.picolabs.wrangler') -> 'meta' as built_in;
select pico.describe('no.such.ruleset');
create role regress_describer;
grant execute on function pico.describe(text) to regress_describer;
set role regress_describer;
select pico.describe('test.described');
select pico.describe('io.picolabs.subscription') ->> 'rid' as built_in;
reset role;
drop owned by regress_describer;
drop role regress_describer;

-- The graph. Names may hold anything.
select pico.graph() as empty;
select pico.create_pico(e'"The\\ boss"\n{x} ÄÖ', rulesets => '{io.picolabs.wrangler,io.picolabs.subscription}') as boss \gset
select pico.create_pico('Worker', :'boss', rulesets => '{io.picolabs.wrangler,io.picolabs.subscription}') as worker \gset
select pico.create_pico('', :'worker', rulesets => '{}') as nameless \gset
select pico.create_pico('Other', rulesets => '{}') as other \gset
select pico.create_channel(:'boss') as boss_eci \gset
select pico.create_channel(:'worker') as worker_eci \gset
select pico.raise_event(:'boss_eci', 'wrangler', 'subscription', json_build_object(
  'wellKnown_Tx', pico.query(:'worker_eci', 'io.picolabs.subscription', 'wellKnown_Rx') ->> 'id',
  'Id', 'contract', 'Rx_role', 'boss', 'Tx_role', 'the "worker"')) is not null as asked;
select pico.raise_event(:'worker_eci', 'wrangler', 'pending_subscription_approval', '{"Id": "contract"}') is not null as accepted;
create function short(graph text) returns text language sql as $$
  select string_agg(replace(replace(replace(replace(l, b.id, 'boss'), w.id, 'worker'), n.id, 'nameless'), o.id, 'other'), e'\n' order by i)
  from regexp_split_to_table(graph, '\n') with ordinality as t (l, i),
    pico.picos b, pico.picos w, pico.picos n, pico.picos o
  where b.name like '%boss%' and w.name = 'Worker' and n.name = '' and o.name = 'Other'
$$;
\pset format unaligned
select short(pico.graph());
select short(pico.graph(:'worker'));
select pico.graph('no-such-pico');
\pset format aligned

do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
drop function short;
