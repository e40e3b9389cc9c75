-- SPDX-License-Identifier: MIT
-- Picos and channels from SQL: families, policies, errors.
select pico.create_pico('grandparent', rulesets => '{}') as grandparent \gset
select pico.create_pico('parent', :'grandparent', rulesets => '{}') as parent \gset
select pico.create_pico('child', parent => :'parent', rulesets => '{}') as child \gset
select pico.create_pico(parent => :'parent', rulesets => '{}') as nameless \gset
select pico.create_pico(rulesets => '{}') as other \gset

select regexp_replace(pico.tree(), '  \w{20,}', '', 'g') as tree;
select p.name, f.name as parent, p.children, p.rulesets
from pico.picos p left join pico.picos f on f.id = p.parent order by p.created_at;
-- Each child has a channel to its parent, and the parent one to it; only those two may use them.
select c.pico_name as leads_to, c.tags, c.family, u.name as used_by
from pico.channels c join pico.picos u on u.id = c.family_pico order by c.position;
select pico.query(c.eci, 'a', 'b') from pico.channels c where c.family = 'child' limit 1;
select pico.query(:'child', 'a', 'b');

-- Channels.
select pico.create_channel(:'child', '{" Two  Words! ", x_Y}') as eci \gset
select tags, event_policy, query_policy from pico.channels where eci = :'eci';
select pico.update_channel(:'eci', event_policy => '{"allow": [{"domain": "a", "name": "*"}], "deny": [{"domain": "*", "name": "b"}]}');
select tags, event_policy, query_policy from pico.channels where eci = :'eci';
select pico.raise_event(:'eci', 'a', 'x') -> 'directives' as directives;
select pico.raise_event(:'eci', 'a', 'b');
select pico.raise_event(:'eci', 'c', 'x');
select pico.update_channel(:'eci', tags => '{new}', query_policy => '{"allow": [], "deny": []}');
select pico.query(:'eci', 'a', 'b');
select tags, query_policy from pico.channels where eci = :'eci';
select pico.delete_channel(:'eci');
\set VERBOSITY sqlstate
select pico.raise_event(:'eci', 'a', 'x');
\set VERBOSITY default

-- Bad arguments.
select pico.create_pico('orphan', 'no-such-pico', rulesets => '{}');
select pico.create_pico(null, rulesets => '{}');
select pico.create_channel('no-such-pico');
select pico.create_channel(:'child', '{system}');
select pico.create_channel(:'child', array['  ']);
select pico.create_channel(:'child', array[null]::text[]);
select pico.create_channel(:'child', event_policy => '"allow all"');
select pico.create_channel(:'child', event_policy => '{"allow": []}');
select pico.create_channel(:'child', event_policy => '{"allow": [{"domain": "a"}], "deny": []}');
select pico.create_channel(:'child', query_policy => '{"allow": [{"domain": "a", "name": "b"}], "deny": []}');
select pico.update_channel('no-such-eci');
select pico.update_channel(:'child', '{self}');
select pico.delete_channel('no-such-eci');
select pico.delete_channel(:'child');
select pico.delete_channel(eci) from pico.channels where family = 'child' limit 1;
select pico.delete_pico('no-such-pico');
select pico.delete_pico(null);

-- A pico goes with all its descendants, and all they have.
select pico.delete_pico(:'parent');
select regexp_replace(pico.tree(), '  \w{20,}', '', 'g') as tree;
select count(*) as channels from pico.channel;
select pico.delete_pico(:'grandparent'), pico.delete_pico(:'other');
select pico.tree() is null as empty;

-- Picos are made and gone by transactions.
begin;
select pico.create_pico('never', rulesets => '{}') as never \gset
select pico.create_channel(:'never') as eci \gset
select pico.raise_event(:'eci', 'a', 'b') -> 'directives' as directives;
rollback;
\set VERBOSITY sqlstate
select pico.raise_event(:'eci', 'a', 'b');
\set VERBOSITY default
select count(*) as picos from pico.picos;
