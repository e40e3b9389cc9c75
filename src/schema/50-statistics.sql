-- SPDX-License-Identifier: MIT
-- What the server knows of its own work: rules, and the memory of this backend.

create function pico.rule_statistics()
  returns json
  language c volatile parallel restricted strict
  as 'MODULE_PATHNAME', 'pico_rule_statistics';
revoke all on function pico.rule_statistics() from public;
comment on function pico.rule_statistics() is 'What the view pico.stat_rules shows, as a json array.';

create view pico.stat_rules as
  select s.rid, s.rule, s.calls, s.errors, s.total_time, s.total_time / nullif(s.calls, 0) as mean_time,
    s.all_backends
  from pg_catalog.json_to_recordset(pico.rule_statistics()) as s (
    rid text, rule text, calls bigint, errors bigint, total_time double precision,
    all_backends boolean);
comment on view pico.stat_rules is
  'How often each rule of this database ran, how often an error ended it, and how long it took. '
  'Counted while pico.track_rules is on.';
comment on column pico.stat_rules.total_time is 'In ms, with all that the rule called.';
comment on column pico.stat_rules.all_backends is
  'True: of all backends since the start of the server, as shared_preload_libraries has pico. '
  'False: of this backend.';

create function pico.reset_stat_rules()
  returns void
  language c volatile parallel restricted strict
  as 'MODULE_PATHNAME', 'pico_reset_stat_rules';
revoke all on function pico.reset_stat_rules() from public;
comment on function pico.reset_stat_rules() is
  'Starts the counting of rules in this database anew.';

create function pico.backend_statistics()
  returns json
  language c volatile parallel restricted strict
  as 'MODULE_PATHNAME', 'pico_backend_statistics';
revoke all on function pico.backend_statistics() from public;
comment on function pico.backend_statistics() is
  'What the view pico.backend_stats shows, as a json object.';

create view pico.backend_stats as
  select s.rulesets, s.ruleset_bytes, s.instances, s.instance_bytes, s.value_bytes
  from pg_catalog.json_to_record(pico.backend_statistics()) as s (
    rulesets bigint, ruleset_bytes bigint, instances bigint, instance_bytes bigint,
    value_bytes bigint);
comment on view pico.backend_stats is
  'Memory of pico in this backend, which pg_backend_memory_contexts does not know.';
comment on column pico.backend_stats.rulesets is 'Compiled rulesets that are kept.';
comment on column pico.backend_stats.ruleset_bytes is
  'What they take, as an estimate from their sources.';
comment on column pico.backend_stats.instances is
  'Initialised rulesets that are kept, for all picos in which they are the same.';
comment on column pico.backend_stats.value_bytes is
  'What KRL values take, among them literals of rulesets and globals of instances.';
