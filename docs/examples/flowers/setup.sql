-- The rulesets of the flower market, and a market without members. Leaves its channel in :eci.
-- Run in psql from the root of the source tree.
\set profile `cat docs/examples/flowers/flowers.profile.krl`
\set ranking `cat docs/examples/flowers/flowers.ranking.krl`
\set html `cat docs/examples/flowers/flowers.html.krl`
\set shop `cat docs/examples/flowers/flowers.shop.krl`
\set driver `cat docs/examples/flowers/flowers.driver.krl`
\set market `cat docs/examples/flowers/flowers.market.krl`

-- Siblings in one directory: the market finds the others beside itself.
select pico.register_ruleset(:'profile', 'krl:/flowers/flowers.profile.krl') \g /dev/null
select pico.register_ruleset(:'ranking', 'krl:/flowers/flowers.ranking.krl') \g /dev/null
select pico.register_ruleset(:'html', 'krl:/flowers/flowers.html.krl') \g /dev/null
select pico.register_ruleset(:'shop', 'krl:/flowers/flowers.shop.krl') \g /dev/null
select pico.register_ruleset(:'driver', 'krl:/flowers/flowers.driver.krl') \g /dev/null
select pico.register_ruleset(:'market', 'krl:/flowers/flowers.market.krl') \g /dev/null

select pico.create_pico('market') as market \gset
select pico.install_ruleset(:'market', 'krl:/flowers/flowers.html.krl') \g /dev/null
select pico.install_ruleset(:'market', 'krl:/flowers/flowers.market.krl') \g /dev/null
select pico.create_channel(:'market', '{clerk}',
         event_policy => '{"allow": [{"domain": "market", "name": "joined"},
                                     {"domain": "market", "name": "left"}], "deny": []}',
         query_policy => '{"allow": [{"rid": "flowers.market", "name": "*"}], "deny": []}') as eci \gset

-- The channel of a member, and the first directive that an event there leads to.
create view members as
  select key as name, value ->> 'kind' as kind, value ->> 'eci' as eci
  from json_each(pico.query(:'eci', 'flowers.market', 'members'));

create function tell(member text, event text, attrs json default '{}') returns json
  language sql
begin atomic
  select pico.raise_event(m.eci, split_part(tell.event, ':', 1), split_part(tell.event, ':', 2), tell.attrs)
           -> 'directives' -> 0 -> 'options'
  from members m where m.name = tell.member;
end;
