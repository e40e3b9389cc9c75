-- SPDX-License-Identifier: MIT
-- Looking into picos while programming them: nothing here changes any.

create function pico.eval(pico text, source text, rid text default null)
  returns json
  language c stable parallel restricted called on null input
  as 'MODULE_PATHNAME', 'pico_eval';
revoke all on function pico.eval(text, text, text) from public;
comment on function pico.eval(text, text, text) is
  'The value of a KRL expression, before which declarations may stand, as if it stood in the '
  'globals of the ruleset rid of the pico, or in none. For the owner of the pico; changes nothing.';

create function pico.explanation(eci text, domain text, name text, attrs json default '{}')
  returns json
  language c stable parallel restricted called on null input
  as 'MODULE_PATHNAME', 'pico_explanation';
revoke all on function pico.explanation(text, text, text, json) from public;
comment on function pico.explanation(text, text, text, json) is
  'What pico.explain_event() shows, as one json array.';

create function pico.explain_event(eci text, domain text, name text, attrs json default '{}')
  returns table (rid text, rule text, line integer, selects boolean, reason text)
  language sql stable parallel restricted called on null input
begin atomic
  select e.rid, e.rule, e.line, e.selects, e.reason
  from pg_catalog.json_to_recordset(pico.explanation(eci, domain, name, attrs)) as e (
    rid text, rule text, line integer, selects boolean, reason text);
end;
revoke all on function pico.explain_event(text, text, text, json) from public;
comment on function pico.explain_event(text, text, text, json) is
  'For each rule of a pico, in their order, whether the event would select it now, and why, or why '
  'not. For the owner of the pico; no rule runs, and nothing changes.';
