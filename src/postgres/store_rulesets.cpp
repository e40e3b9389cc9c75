// SPDX-License-Identifier: MIT
//
// Versions, URLs and installations of rulesets: see store.hpp.
#include <map>

#include "krl/value/json.hpp"

#include "postgres/errors.hpp"
#include "postgres/guard.hpp"
#include "postgres/registry_version.hpp"
#include "postgres/store.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

engine::RulesetUrl url_of(const Row& row) {
  return {row.string(1), row.string(2), row.string(3), row.time(4), row.string(5)};
}

KeyedTable& installations() {
  static KeyedTable table("installed_ruleset",
                          {"pico", "rid", "url", "hash", "config", "position", "error"}, {1, 2});
  return table;
}

}  // namespace

std::optional<engine::RulesetUrl> ServerStore::ruleset_url(std::string_view url) {
  static KeyedTable table("ruleset_url", {"url", "hash", "rid", "flushed_at", "owner"}, {1});
  std::optional<engine::RulesetUrl> found;
  sql_.find(table, {url}, [&](const Row& row) { found = url_of(row); });
  return found;
}

std::vector<engine::RulesetUrl> ServerStore::ruleset_urls_of(std::string_view rid) {
  static constinit Statement select{
      "select url, hash, rid, flushed_at, owner from pico.ruleset_url where rid = $1 order by url"};
  std::vector<engine::RulesetUrl> found;
  sql_.select(select, {rid}, [&](const Row& row) { found.push_back(url_of(row)); });
  return found;
}

std::optional<engine::RulesetVersion> ServerStore::ruleset_version(std::string_view hash) {
  static KeyedTable table("ruleset", {"hash", "rid", "source", "created_at"}, {1});
  std::optional<engine::RulesetVersion> found;
  sql_.find(table, {hash}, [&](const Row& row) {
    found = engine::RulesetVersion{std::string(hash), row.string(2), row.string(3)};
  });
  return found;
}

bool ServerStore::was_version(std::string_view url, std::string_view hash) {
  static constinit Statement select{
      "select from pico.ruleset_history where url = $1 and hash = $2 limit 1"};
  bool is_found = false;
  sql_.select(select, {url, hash}, [&](const Row&) { is_found = true; });
  return is_found;
}

void ServerStore::put_ruleset_version(const engine::RulesetVersion& version) {
  static constinit Statement insert{
      "insert into pico.ruleset (hash, rid, source) values ($1, $2, $3) on conflict do nothing"};
  sql_.write(insert, {version.hash, Parameter::key(version.rid), version.source});
}

void ServerStore::put_ruleset_url(const engine::RulesetUrl& url) {
  // Locked, so that of two sessions the second sees what the first has put in force.
  static constinit Statement keep{
      "insert into pico.ruleset_history (url, since, hash)"
      " select url, flushed_at, hash from pico.ruleset_url where url = $1 and hash <> $2 for update"
      " on conflict do nothing"};
  static constinit Statement upsert{
      "insert into pico.ruleset_url as old (url, hash, rid, flushed_at, owner)"
      " values ($1, $2, $3, $4, $5) on conflict (url) do update"
      " set hash = excluded.hash, rid = excluded.rid, flushed_at = excluded.flushed_at"
      " where old.owner = excluded.owner"};
  sql_.write(keep, {Parameter::key(url.url), url.hash});
  const uint64_t written = sql_.write(upsert, {Parameter::key(url.url), url.hash, url.rid,
                                               Parameter::time(url.flushed), url.owner});
  if (written == 0)
    pg_call([] {
      ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
                      errmsg("the owner of a ruleset has changed concurrently")));
    });
}

std::vector<engine::InstalledRuleset> ServerStore::installed_rulesets(std::string_view pico) {
  std::map<int64_t, engine::InstalledRuleset> by_position;
  sql_.find(installations(), {pico}, [&](const Row& row) {
    by_position[row.number(6)] = {row.string(2), row.string(3), row.string(4)};
  });
  std::vector<engine::InstalledRuleset> found;
  for (auto& [position, ruleset] : by_position) found.push_back(std::move(ruleset));
  return found;
}

std::optional<engine::Installation> ServerStore::installation(std::string_view pico,
                                                              std::string_view rid) {
  std::optional<engine::Installation> found;
  sql_.find(installations(), {pico, rid}, [&](const Row& row) {
    found = engine::Installation{row.json(5), row.string(7)};
  });
  return found;
}

void ServerStore::put_installed_ruleset(std::string_view pico,
                                        const engine::InstalledRuleset& ruleset,
                                        const engine::Installation& installation) {
  static constinit Statement upsert{
      "insert into pico.installed_ruleset (pico, rid, url, hash, config, error)"
      " values ($1, $2, $3, $4, $5, $6) on conflict (pico, rid) do update"
      " set url = excluded.url, hash = excluded.hash, config = excluded.config,"
      " error = excluded.error"};
  const std::string config = krl::to_json_or_null(installation.config);
  const std::string error = server_text(installation.error);
  sql_.write(upsert, {pico, Parameter::key(ruleset.rid), ruleset.url, ruleset.hash,
                      Parameter::json(config), Parameter::text_or_null(error)});
}

uint64_t ServerStore::registry_version() { return postgres::registry_version(); }

void ServerStore::delete_installed_ruleset(std::string_view pico, std::string_view rid) {
  static constinit Statement statements[] = {
      Statement{"delete from pico.entity where pico = $1 and rid = $2"},
      Statement{"delete from pico.entity_item where pico = $1 and rid = $2"},
      Statement{"delete from pico.event_state where pico = $1 and rid = $2"},
      Statement{"delete from pico.instance where pico = $1 and rid = $2"},
      Statement{"delete from pico.installed_ruleset where pico = $1 and rid = $2"},
  };
  for (Statement& statement : statements) sql_.write(statement, {pico, rid});
  delete_timers_of(pico, rid);
}

}  // namespace pico::postgres
