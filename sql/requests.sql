-- SPDX-License-Identifier: MIT
-- Messages to other hosts and their dead letters, and events with a key. Nobody sends here: the
-- rows stay where they are.
set pico.enabled = off;
select pico.register_ruleset($krl$
ruleset test.far {
  rule send {
    select when far send
    event:send({"eci": "c/x", "domain": "far", "name": event:attrs{"name"}, "attrs": {"n": 1}},
               event:attrs{"host"})
  }
  rule count {
    select when far count
    send_directive("count", {"is": ent:n.defaultsTo(0) + 1})
    fired { ent:n := ent:n.defaultsTo(0) + 1 }
  }
}
$krl$);
select pico.create_pico('sender', rulesets => '{test.far}') as sender \gset
select pico.create_channel(:'sender') as eci \gset

select pico.raise_event(:'eci', 'far', 'send', '{"name": "a", "host": "http://127.0.0.1:1/base/"}') -> 'directives' as directives;
select pico.raise_event(:'eci', 'far', 'send', '{"name": "b", "host": "HTTPS://Other.test"}') -> 'directives' as directives;
select pico.raise_event(:'eci', 'far', 'send', '{"name": "c", "host": "nowhere"}') -> 'directives' as directives;
select message from pico.logs where level = 'error' and message::text like '%host%';
select state, pico_name, domain, name, attributes, attempts, error, url, next_try_at = at as is_due from pico.messages order by name;
select recipient, method, headers - 'idempotency-key' as headers, follows_redirects from (
  select *, pico.to_jsonb(r.headers) from pico.request r) as r (id, pico, rid, recipient, method, url, h, body, follows_redirects, outcome, key, attempts, next, claimed, error, sent, headers) order by id;
select * from pico.check_image();

-- Dead letters.
with gone as (delete from pico.request returning *)
insert into pico.dead_letter (pico, eci, domain, name, attributes, attempts, error, request)
select pico, outcome ->> 'eci', outcome ->> 'domain', outcome ->> 'name', '{}', 3, 'no answer', row_to_json(gone) from gone;
select * from pico.check_image();
select state, name, attempts, error, url from pico.messages order by name;
select pico.retry_dead_letter(id) from pico.messages where name = 'a';
select pico.drop_dead_letter(id) from pico.messages where name = 'b';
select state, name, attempts, error, url from pico.messages order by name;
select pico.drop_dead_letter(-1);
select pico.retry_dead_letter(-1);
select pico.drop_dead_letter(null);
select pico.retry_dead_letter(null);
update pico.request set attempts = -1, outcome = '{"kind": "odd"}', headers = '[]', url = 'file:x';
select kind, problem from pico.check_image() order by problem;

-- Events with a key happen once.
select pico.receive_event('k1', :'eci', 'far', 'count') ->> 'eid' as eid \gset
select pico.receive_event('k1', :'eci', 'far', 'count') ->> 'eid' = :'eid' as is_same;
select pico.receive_event('k2', :'eci', 'far', 'count') #> '{directives,0,options}' as options;
select pico.receive_event('k3', 'nowhere', 'far', 'count');
select pico.receive_event('', :'eci', 'far', 'count');
select pico.receive_event(null, :'eci', 'far', 'count');
select pico.receive_event(repeat('k', 2000), :'eci', 'far', 'count');
select count(*) from pico.received;
update pico.received set received_at = received_at - interval '3 days';
select pico.prune();
select count(*) from pico.received;

delete from pico.request;
delete from pico.log;
do $$ begin perform pico.delete_pico(id) from pico.picos where parent is null; end $$;
