-- SPDX-License-Identifier: MIT
-- The SQL API: functions in C++ (src/postgres/functions.cpp), which run as their owner, so that
-- callers need no rights on the tables. Values are json.

-- Events and queries: for everybody, as an ECI is a capability -------------------------------------

create function pico.raise_event(eci text, domain text, name text, attrs json default '{}')
  returns json
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_raise_event';
comment on function pico.raise_event(text, text, text, json) is
  'Raises the event domain:name on the pico that the channel leads to, in this transaction. Gives '
  '{"eid", "directives", "deferred"}: deferred is how many messages to other picos wait.';

create function pico.receive_event(idempotency_key text, eci text, domain text, name text,
    attrs json default '{}')
  returns json
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_receive_event';
comment on function pico.receive_event(text, text, text, text, json) is
  'Does what pico.raise_event() does, once for each key and channel: a repetition gets the answer of '
  'the first, which it waits for. A key is forgotten after twice the setting pico.message_ttl.';

create function pico.raise_events(eci text, events json)
  returns json
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_raise_events';
comment on function pico.raise_events(text, json) is
  'Raises many events, {"domain", "name", "attrs"} each, on the pico that the channel leads to. Gives '
  'an array with {"eid", "directives"} for each, or {"error"}: one that fails does not undo others.';

create function pico.query(eci text, rid text, name text, args json default '{}')
  returns json
  language c stable parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_query';
comment on function pico.query(text, text, text, json) is
  'Asks the pico that the channel leads to for a function or value that the ruleset shares. Takes '
  'no lock, writes nothing, and sees what the calling statement sees.';

create function pico.event_query(eci text, domain text, event_name text, attrs json, rid text,
    query_name text, args json default '{}')
  returns json
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_event_query';
comment on function pico.event_query(text, text, text, json, text, text, json) is
  'Raises an event and then answers a query of the same pico, with nothing in between.';

-- Picos and channels -------------------------------------------------------------------------------

create function pico.create_pico(name text default '', parent text default null,
    rulesets text[] default null)
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_create_pico';
revoke all on function pico.create_pico(text, text, text[]) from public;
comment on function pico.create_pico(text, text, text[]) is
  'Creates a pico, a child of parent or a root, and gives its id. It has the system rulesets and is '
  'set up by them, or it has the rulesets that are named, by rid or URL, and nothing else.';

create function pico.delete_pico(id text)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_delete_pico';
revoke all on function pico.delete_pico(text) from public;
comment on function pico.delete_pico(text) is
  'Deletes a pico with all its descendants, and all they have.';

create function pico.create_channel(pico text, tags text[] default '{}',
    event_policy json default null, query_policy json default null)
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_create_channel';
revoke all on function pico.create_channel(text, text[], json, json) from public;
comment on function pico.create_channel(text, text[], json, json) is
  'Creates a channel to a pico and gives its ECI. Without a policy it lets everything through.';

create function pico.update_channel(eci text, tags text[] default null,
    event_policy json default null, query_policy json default null)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_update_channel';
revoke all on function pico.update_channel(text, text[], json, json) from public;
comment on function pico.update_channel(text, text[], json, json) is
  'Changes the tags and policies of a channel; null leaves what is there.';

create function pico.delete_channel(eci text)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_delete_channel';
revoke all on function pico.delete_channel(text) from public;
comment on function pico.delete_channel(text) is
  'Deletes a channel; events and queries by its ECI are refused from then on.';

create function pico.deliver_pending("limit" integer default 1000)
  returns bigint
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_deliver_pending';
revoke all on function pico.deliver_pending(integer) from public;
comment on function pico.deliver_pending(integer) is
  'Delivers messages between picos that wait, at most limit; gives how many.';

create function pico.retry_dead_letter(id bigint)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_retry_dead_letter';
revoke all on function pico.retry_dead_letter(bigint) from public;
comment on function pico.retry_dead_letter(bigint) is
  'Sends a message or request that has failed anew, behind those that wait.';

create function pico.drop_dead_letter(id bigint)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_drop_dead_letter';
revoke all on function pico.drop_dead_letter(bigint) from public;
comment on function pico.drop_dead_letter(bigint) is
  'Forgets a message or request that has failed.';

-- Timers -------------------------------------------------------------------------------------------

create function pico.fire_timers("limit" integer default 1000)
  returns bigint
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_fire_timers';
revoke all on function pico.fire_timers(integer) from public;
comment on function pico.fire_timers(integer) is
  'Makes messages of timers that are due, at most limit, and gives how many. The courier does so by '
  'itself. Fires nothing in a held image.';

create function pico.runs_of(spec json, time_zone text, due_at timestamptz, n integer)
  returns json
  language c stable parallel safe called on null input
  as 'MODULE_PATHNAME', 'pico_runs_of';
comment on function pico.runs_of(json, text, timestamptz, integer) is
  'The next n times, at most 10000, at which a timer fires that is due at due_at, as an array of ms '
  'since 1970; pico.next_runs() makes rows of them.';

-- Rulesets -----------------------------------------------------------------------------------------

create function pico.register_ruleset(krl text, url text default null)
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_register_ruleset';
revoke all on function pico.register_ruleset(text, text) from public;
comment on function pico.register_ruleset(text, text) is
  'Compiles a ruleset and makes it the current version of the URL, krl:RID if none is given. Gives '
  'its rid. Picos that have it installed take it up with their next event.';

create function pico.install_ruleset(pico text, rid_or_url text, config json default '{}')
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_install_ruleset';
revoke all on function pico.install_ruleset(text, text, json) from public;
comment on function pico.install_ruleset(text, text, json) is
  'Installs a registered ruleset in a pico, or anew with another configuration. Gives its rid.';

create function pico.uninstall_ruleset(pico text, rid text)
  returns void
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_uninstall_ruleset';
revoke all on function pico.uninstall_ruleset(text, text) from public;
comment on function pico.uninstall_ruleset(text, text) is
  'Removes a ruleset from a pico, with its entity variables.';

create function pico.flush_ruleset(url text)
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_flush_ruleset';
revoke all on function pico.flush_ruleset(text) from public;
comment on function pico.flush_ruleset(text) is
  'Fetches the ruleset behind a URL anew. Gives its rid.';

create function pico.rollback_ruleset(url text, hash text)
  returns text
  language c volatile parallel unsafe called on null input
  as 'MODULE_PATHNAME', 'pico_rollback_ruleset';
revoke all on function pico.rollback_ruleset(text, text) from public;
comment on function pico.rollback_ruleset(text, text) is
  'Makes a former version of a URL the current one again. Gives its rid.';

create function pico.version_of(krl text)
  returns text
  language c immutable parallel safe called on null input
  as 'MODULE_PATHNAME', 'pico_version_of';
comment on function pico.version_of(text) is
  'The version that a ruleset states in its meta block; null for none.';

create function pico.unified_diff(old text, new text, old_name text, new_name text)
  returns text
  language c immutable parallel safe called on null input
  as 'MODULE_PATHNAME', 'pico_unified_diff';
comment on function pico.unified_diff(text, text, text, text) is
  'What leads from one text to the other, line by line, as diff -u shows it; empty where they are '
  'the same.';

create function pico.diagnostics(krl text)
  returns json
  language c immutable parallel safe called on null input
  as 'MODULE_PATHNAME', 'pico_diagnostics';
comment on function pico.diagnostics(text) is 'What pico.check(krl) shows, as one json array.';

create function pico.rules_of(krl text)
  returns json
  language c immutable parallel safe called on null input
  as 'MODULE_PATHNAME', 'pico_rules_of';
comment on function pico.rules_of(text) is
  'The rules of a ruleset as a json array of {"rule": …, "events": ["domain:name", …]}.';

create function pico.check(krl text)
  returns table (severity text, line integer, col integer, message text, hint text, excerpt text)
  language sql immutable parallel safe called on null input
begin atomic
  select d.severity, d.line, d.col, d.message, d.hint, d.excerpt
  from pg_catalog.json_to_recordset(pico.diagnostics(krl)) as d (
    severity text, line integer, col integer, message text, hint text, excerpt text);
end;
comment on function pico.check(text) is
  'Compiles a ruleset and gives all errors and warnings, a row each, without keeping it. No row: '
  'nothing is wrong.';

-- The image ----------------------------------------------------------------------------------------

create function pico.prune()
  returns bigint
  language c volatile parallel unsafe
  as 'MODULE_PATHNAME', 'pico_prune';
revoke all on function pico.prune() from public;
comment on function pico.prune() is
  'Deletes log entries that are older than the setting pico.log_retention, the oldest beyond '
  'pico.max_log_entries, keys of pico.receive_event() that are older than twice '
  'pico.message_ttl, rows of pico.change that are older than ten minutes, and tokens that have '
  'expired; gives how many.';

create function pico.to_jsonb(value json)
  returns jsonb
  language c immutable parallel safe strict
  as 'MODULE_PATHNAME', 'pico_to_jsonb';
comment on function pico.to_jsonb(json) is
  'The value as jsonb, whatever it is: what jsonb cannot hold is replaced. The character zero and '
  'half a surrogate pair become U+FFFD; a number beyond the range of numeric and what is nested '
  'deeper than 1000 levels become null.';

create function pico.version()
  returns text
  language c immutable parallel safe strict
  as 'MODULE_PATHNAME', 'pico_version';
comment on function pico.version() is 'The version of the library of pico.';
