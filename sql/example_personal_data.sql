-- SPDX-License-Identifier: MIT
-- docs/examples/personal-data: what apps, consents and friends must not be able to do.
\set main :DBNAME
create database example_personal_data;
\c example_personal_data
create extension pico;
\set ECHO none
\i docs/examples/personal-data/setup.sql
\set ECHO all
\set SHOW_CONTEXT never

create function install(person text, app text) returns setof json
  language sql
begin atomic
  select tell(person, 'personal:app_wanted', json_build_object('rid', app));
end;
create view rulesets as select pico_name, array_agg(rid order by position) as rids
  from pico.installed_rulesets where rid like 'personal.%' group by pico_name order by pico_name;

-- Apps are installed once, and only those of this family.
select install(:'ann', 'personal.consent');
select install(:'ann', 'personal.consent');
select install(:'ann', 'io.picolabs.did-o');
select install(:'ann', 'personal.nothing');
select * from rulesets;
-- Nobody claims to be an app from outside, or removes what the owner's ruleset needs.
select tell(:'ann', 'personal:app_ready', '{"rid": "personal.evil", "title": "Evil"}');
select tell(:'ann', 'personal:app_unwanted', '{"rid": "io.picolabs.pds"}');
select * from rulesets;

-- Consents name what they are for, and text of others stays text.
select tell(:'ann', 'consent:granted', '{"to": "Eve", "purpose": "nothing"}') as answer;
select tell(:'ann', 'consent:granted', '{"to": "<script>", "purpose": "\"x\" & y", "fields": ["name", "constructor"]}') ->> 'eci' as eve \gset
select pico.query(:'eve', 'personal.consent', 'shared') as shared;
select pico.raise_event(:'eve', 'consent', 'granted', '{"to": "Eve", "purpose": "more", "fields": ["email"]}');
select pico.query(:'ann', 'personal.consent', 'page') #>> '{}' as page;
-- Asked on the owner's channel, which is no consent, `shared` shows nothing.
select pico.query(:'ann', 'personal.consent', 'shared') as shared;

-- An app takes along what was shared of it.
select install(:'ann', 'personal.journal');
select tell(:'ann', 'journal:written', '{"text": "secret", "date": "2026-11-25"}') ->> 'key' as key;
select tell(:'ann', 'consent:granted', '{"to": "Eve", "purpose": "reading", "fields": ["name"], "namespaces": ["journal"]}') ->> 'eci' as eve \gset
select json_object_keys(pico.query(:'eve', 'personal.consent', 'shared') -> 'data' -> 'journal') as shared;
select tell(:'ann', 'personal:app_unwanted', '{"rid": "personal.journal"}');
select pico.query(:'eve', 'personal.consent', 'shared') -> 'data' as shared;
-- The journal is the person's all the same.
select install(:'ann', 'personal.journal');
select pico.query(:'ann', 'personal.journal', 'found', '{"day": "2026-11"}') as found;
select tell(:'ann', 'journal:corrected', '{"key": "entry-9", "text": "?"}') as answer;
select tell(:'ann', 'journal:torn_out', '{"key": "entry-1"}') as answer;
select pico.query(:'ann', 'personal.journal', 'entries') as entries;

-- Friends: no is no, and a card counts only from a friend.
select install(:'ann', 'personal.address'), install(:'bob', 'personal.address');
select pico.query(:'bob', 'personal.address', 'invitation') #>> '{}' as invitation \gset
create function befriend() returns setof json
  language sql
begin atomic
  select tell(:'ann', 'address:friend_wanted', json_build_object('invitation', :'invitation', 'greeting', 'Hi'));
end;
create view contact as
  select owner, json_array_elements(pico.query(eci, 'personal.address', 'contacts')) as contact
  from (values ('Ann', :'ann'), ('Bob', :'bob')) as person (owner, eci);
select befriend();
select tell(:'bob', 'address:friendship', '{"from": "Ann", "answer": "no"}');
select pico.create_channel(id) as observer from pico.picos where name = 'Ann' \gset
select pico.query(:'observer', 'io.picolabs.subscription', 'outbound') as outbound;
select pico.raise_event(:'bob', 'address', 'card', '{"card": {"name": "Mallory"}}') -> 'directives' as nothing;
select * from contact;
select befriend();
select tell(:'bob', 'address:friendship', '{"from": "Ann", "answer": "yes"}');
select * from contact;
-- Friends see no more than the card.
select c.eci as ann_at_bob from pico.channels c where c.pico_name = 'Bob' and 'friendship' = any (c.tags) \gset
select pico.query(:'ann_at_bob', 'io.picolabs.pds', 'profile');
select pico.raise_event(:'ann_at_bob', 'journal', 'written', '{"text": "Ann was here"}');
-- What was typed in is one's own; what a friend has said of himself goes with the friendship.
select tell(:'bob', 'address:added', '{"name": "Ann Other", "email": "other@example.org"}') as answer;
select tell(:'bob', 'address:added', '{"name": "Wrong", "email": "nowhere"}') as answer;
select tell(:'ann', 'address:friend_unwanted', '{"name": "Bob"}');
select * from contact;
select * from pico.check_image();

\c :main
drop database example_personal_data;
