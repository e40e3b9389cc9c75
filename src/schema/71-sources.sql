-- SPDX-License-Identifier: MIT
-- What sources are about and how they are laid out, and a picture of who knows whom.

create function pico.format(krl text)
  returns text
  language c immutable parallel safe called on null input
  as 'MODULE_PATHNAME', 'pico_format';
comment on function pico.format(text) is
  'KRL in its one canonical layout: same meaning, same comments.';

create function pico.describe(rid text)
  returns json
  language c stable parallel restricted called on null input
  as 'MODULE_PATHNAME', 'pico_describe';
revoke all on function pico.describe(text) from public;
comment on function pico.describe(text) is
  'What a registered ruleset listens to, raises, sends, schedules, shares, provides, uses and stores, '
  'by its source. For its owner; of the built-in ones for all.';

-- Strings of DOT are written like those of JSON.
create function pico.graph(root text default null)
  returns text
  language sql stable parallel safe
begin atomic
  with recursive member (id) as (
    select p.id
    from pico.picos p
    where graph.root is null or p.id = graph.root
    union
    select p.id
    from member m
    join pico.picos p on p.parent = m.id
  ), shown (id, parent, name, number) as (
    select p.id, p.parent, p.name, p.number
    from pico.picos p
    join member m on m.id = p.id
  ), line (section, number, line) as (
    select 1, s.number,
      pg_catalog.format('%s [label=%s];', pg_catalog.to_json(s.id), pg_catalog.to_json(s.name))
    from shown s
    union all
    select 2, s.number,
      pg_catalog.format('%s -> %s;', pg_catalog.to_json(s.parent), pg_catalog.to_json(s.id))
    from shown s
    join shown above on above.id = s.parent
    union all
    -- Both sides of a subscription have a row of the same id: one of them is enough.
    (select distinct on (s.id, least(mine.number, peer.number), greatest(mine.number, peer.number))
      3, mine.number,
      pg_catalog.format('%s -> %s [%s];', pg_catalog.to_json(s.pico), pg_catalog.to_json(s.peer),
        pg_catalog.concat_ws(', ', 'dir=none, style=dashed',
          'taillabel=' || pg_catalog.to_json(s.rx_role)::text,
          'headlabel=' || pg_catalog.to_json(s.tx_role)::text))
    from pico.subscriptions s
    join shown mine on mine.id = s.pico
    join shown peer on peer.id = s.peer
    where s.state = 'established'
    order by s.id, least(mine.number, peer.number), greatest(mine.number, peer.number), mine.number)
  )
  select pg_catalog.concat(
    e'digraph picos {\n'
    '  graph [nodesep=0.7, ranksep=0.9];\n'
    '  node [shape=box, style=rounded, fontname="sans-serif"];\n'
    '  edge [fontname="sans-serif", fontsize=10, labeldistance=1.6];\n',
    pg_catalog.string_agg('  ' || l.line || e'\n', '' order by l.section, l.number, l.line),
    '}')
  from line l;
end;
revoke all on function pico.graph(text) from public;
comment on function pico.graph(text) is
  'The picos that the view pico.picos shows, or one of them and all below it, as a graph in the '
  'language DOT of Graphviz: families solid, established subscriptions dashed.';
