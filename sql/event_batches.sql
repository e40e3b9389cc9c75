-- SPDX-License-Identifier: MIT
-- pico.raise_events: many events of one channel in one call.
select pico.register_ruleset($krl$
ruleset test.batch {
  meta { shares seen } global { seen = function() { ent:seen.defaultsTo([]) } }
  rule see {
    select when batch see
    send_directive("seen", {"n": event:attrs{"n"}})
    fired { ent:seen := seen().append(event:attrs{"n"}) }
  }
  rule fail {
    select when batch fail
    fired { ent:seen := "lost"; x = "a" * 2 }
  }
  rule close {
    select when batch close
    ctx:delChannel(event:attrs{"eci"})
  }
}
$krl$);
select pico.create_pico('batch', rulesets => '{test.batch}') as pico \gset
select pico.create_channel(:'pico', '{batch}', '{"allow": [{"domain": "batch", "name": "*"}], "deny": []}') as eci \gset

-- An answer for each, in their order; one that fails leaves the others.
create temporary table answer as
select a.n, a.value
from json_array_elements(pico.raise_events(:'eci', '[
  {"domain": "batch", "name": "see", "attrs": {"n": 1}},
  {"domain": "batch", "name": "fail"},
  {"domain": "other", "name": "see"},
  {"domain": "batch"},
  17,
  {"domain": "batch", "name": "see", "attrs": [2]},
  {"domain": " batch ", "name": "see", "attrs": null},
  {"domain": "batch", "name": "see", "attrs": {"n": 3}, "more": "is passed over"}]'))
  with ordinality a (value, n);
select n, (select array_agg(k) from json_object_keys(value) k) as members, value ->> 'error' as error,
  value #> '{directives,0,options}' as options
from answer order by n;
select count(distinct value ->> 'eid') as eids from answer;
select pico.query(:'eci', 'test.batch', 'seen');

-- What failed is in the log.
select level, message, data from pico.logs order by logged_at;

-- Their channel may go in the midst.
select pico.create_channel(:'pico', '{gone}') as gone \gset
select left(a.value ->> 'error', 20) as error
from json_array_elements(pico.raise_events(:'gone', json_build_array(
  json_build_object('domain', 'batch', 'name', 'close', 'attrs', json_build_object('eci', :'gone')),
  json_build_object('domain', 'batch', 'name', 'see')))) a (value);

-- They are part of the transaction.
begin;
select json_array_length(pico.raise_events(:'eci', '[{"domain": "batch", "name": "see", "attrs": {"n": 4}}]'));
rollback;
select pico.query(:'eci', 'test.batch', 'seen');

-- Bad arguments.
select pico.raise_events(:'eci', null);
select pico.raise_events(null, '[]');
select pico.raise_events(:'eci', '{}');
select pico.raise_events(:'eci', '"text"');
select pico.raise_events('nowhere', '[]');
select pico.raise_events(:'pico', '[{"domain": "batch", "name": "see"}]');
select pico.raise_events(:'eci', json_agg('{}'::json)) from generate_series(1, 1001);
select json_array_length(pico.raise_events(:'eci', json_agg('{}'::json))) from generate_series(1, 1000);

do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
