-- The rulesets of personal data stores, and two people who have one: Ann and Bob. Leaves the channels on which
-- they talk to their own picos in :ann and :bob. Run in psql from the root of the source tree.
\set html `cat docs/examples/personal-data/personal.html.krl`
\set apps `cat docs/examples/personal-data/personal.apps.krl`
\set consent `cat docs/examples/personal-data/personal.consent.krl`
\set journal `cat docs/examples/personal-data/personal.journal.krl`
\set address `cat docs/examples/personal-data/personal.address.krl`

select pico.register_ruleset(:'html', 'krl:/personal/personal.html.krl') \g /dev/null
select pico.register_ruleset(:'apps', 'krl:/personal/personal.apps.krl') \g /dev/null
select pico.register_ruleset(:'consent', 'krl:/personal/personal.consent.krl') \g /dev/null
select pico.register_ruleset(:'journal', 'krl:/personal/personal.journal.krl') \g /dev/null
select pico.register_ruleset(:'address', 'krl:/personal/personal.address.krl') \g /dev/null

-- A pico for a person. The ruleset of apps makes the channel for its owner when wrangler installs it.
create function new_person(name text) returns text
  language plpgsql
as $$
declare
  person constant text := pico.create_pico(new_person.name);
  installer constant text := pico.create_channel(person, '{installer}');
  own text;
begin
  perform pico.raise_event(installer, 'wrangler', 'install_ruleset_request',
    json_build_object('url', 'krl:/personal/' || rid || '.krl'))
  from unnest('{personal.html, personal.apps}'::text[]) as rid;
  perform pico.delete_channel(installer);
  select c.eci into strict own from pico.channels c where c.pico = person and c.tags = '{owner}';
  return own;
end;
$$;

select new_person('Ann') as ann, new_person('Bob') as bob \gset

-- An event of a person, and the options of the directives that it leads to.
create function tell(eci text, event text, attrs json default '{}') returns setof json
  language sql
begin atomic
  select directive -> 'options'
  from json_array_elements(pico.raise_event(tell.eci, split_part(tell.event, ':', 1),
                                            split_part(tell.event, ':', 2), tell.attrs)
                             -> 'directives') as directive;
end;
