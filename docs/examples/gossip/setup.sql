-- The rulesets of the gossiping sensors, and a community without sensors. Leaves its channel in :eci.
-- Run in psql from the root of the source tree.
\set temperature `cat docs/examples/gossip/gossip.temperature.krl`
\set peers `cat docs/examples/gossip/gossip.peers.krl`
\set node `cat docs/examples/gossip/gossip.node.krl`
\set community `cat docs/examples/gossip/gossip.community.krl`

-- Siblings in one directory: the community finds the others beside itself.
select pico.register_ruleset(:'temperature', 'krl:/gossip/gossip.temperature.krl') \g /dev/null
select pico.register_ruleset(:'peers', 'krl:/gossip/gossip.peers.krl') \g /dev/null
select pico.register_ruleset(:'node', 'krl:/gossip/gossip.node.krl') \g /dev/null
select pico.register_ruleset(:'community', 'krl:/gossip/gossip.community.krl') \g /dev/null

select pico.create_pico('community') as community \gset
select pico.install_ruleset(:'community', 'krl:/gossip/gossip.community.krl') \g /dev/null
select pico.create_channel(:'community', '{application}',
         event_policy => '{"allow": [{"domain": "community", "name": "*"}],
                           "deny": [{"domain": "community", "name": "sensor_ready"}]}',
         query_policy => '{"allow": [{"rid": "gossip.community", "name": "*"}], "deny": []}') as eci \gset

-- Rounds of gossip until all who listen agree; false when they do not within the bound.
create function gossip(eci text, rounds integer default 200) returns boolean
  language plpgsql
as $$
begin
  for round in 1 .. gossip.rounds loop
    if pico.query(gossip.eci, 'gossip.community', 'agreed')::text = 'true' then
      return true;
    end if;
    perform pico.raise_event(gossip.eci, 'community', 'round');
  end loop;
  return false;
end;
$$;
