// SPDX-License-Identifier: MIT
//
// Managing rulesets: see rulesets.hpp.
#include "engine/manage/rulesets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "engine/model/json_bound.hpp"
#include "engine/model/time_text.hpp"
#include "engine/run/session.hpp"
#include "engine/run/transaction.hpp"
#include "krl/text/error.hpp"

namespace pico::engine {

namespace {

krl::Array warnings_of(const krl::Program& program) {
  krl::Array warnings;
  for (const krl::Diagnostic& warning : program.warnings) {
    const krl::Map place{{"line", static_cast<double>(warning.position.line)},
                         {"column", static_cast<double>(warning.position.column)}};
    warnings.edit().emplace_back(krl::Map{{"loc", krl::Map{{"start", place}}},
                                          {"message", std::string_view(warning.message)}});
  }
  return warnings;
}

/// Adds what is told of every version that is in force.
void add_version(krl::Map& record, const RulesetUrl& entry, const krl::Program& program) {
  record.set("hash", std::string_view(entry.hash));
  record.set("flushed", std::string_view(time_text(entry.flushed)));
  record.set("compiler", krl::Map{{"version", PICO_VERSION}, {"warnings", warnings_of(program)}});
}

/// The `meta` of a record: what the registry knows of the URL; Null when it knows nothing.
krl::Value source_record(Session& session, const std::string& url) {
  const std::optional<RulesetUrl> entry = session.unit().ruleset_url(url);
  if (!entry) return krl::Value::null();
  const auto code = session.registry().compiled(entry->hash);
  krl::Map record{{"krl", code->program->source->text()}};
  if (!code->program->meta.is_undefined()) record.set("krlMeta", code->program->meta);
  add_version(record, *entry, *code->program);
  return record;
}

/// Lets the rest of the call see the version that is in force now.
RulesetUrl follow(Session& session, Registry::Flushed flushed) {
  if (flushed.changed) session.instances().forget_all();
  return std::move(flushed.url);
}

}  // namespace

void install_ruleset(Transaction& transaction, const RulesetUrl& url, const krl::Map& config) {
  transaction.session().instances().install(transaction, url, config);
}

void install_ruleset(Session& session, std::string_view pico, const RulesetUrl& url,
                     const krl::Map& config) {
  Transaction transaction(session, std::string(pico), Transaction::Kind::Management, {}, {});
  install_ruleset(transaction, url, config);
}

void uninstall_ruleset(Session& session, std::string_view pico, std::string_view rid) {
  UnitOfWork& unit = session.unit();
  const std::shared_ptr<const RulesetList> installed = unit.rulesets(pico);
  if (installed->find(rid) == nullptr) return;
  std::vector<std::string> users;
  for (const InstalledRuleset& each : installed->rulesets()) {
    const auto code = session.registry().compiled(each.hash);
    const std::vector<std::string> used = code->program->used_rids();
    const bool is_user = each.rid != rid && std::find(used.begin(), used.end(), rid) != used.end();
    if (is_user) users.push_back(each.rid);
  }
  if (!users.empty()) {
    throw krl::Error(
        krl::ErrorClass::Error,
        fmt::format("Cannot uninstall {} because {} depends on it", rid, fmt::join(users, " and ")),
        krl::ErrorCode::InvalidArgument);
  }
  unit.delete_installed_ruleset(pico, rid);
  session.instances().forget(pico);
}

RulesetUrl flush_ruleset(Session& session, std::string_view url, std::string_view owner) {
  return follow(session, session.registry().flush(url, owner));
}

RulesetUrl roll_back_ruleset(Session& session, std::string_view url, std::string_view hash) {
  return follow(session, session.registry().roll_back(url, hash));
}

krl::Map version_record(Session& session, const RulesetUrl& entry) {
  krl::Map record{{"url", std::string_view(entry.url)}, {"rid", std::string_view(entry.rid)}};
  add_version(record, entry, *session.registry().compiled(entry.hash)->program);
  return record;
}

krl::Value ruleset_record(Session& session, std::string_view pico, std::string_view rid) {
  UnitOfWork& unit = session.unit();
  const std::shared_ptr<const RulesetList> installed = unit.rulesets(pico);
  const InstalledRuleset* found = installed->find(rid);
  if (found == nullptr) return krl::Value::null();
  return krl::Map{{"rid", rid},
                  {"url", std::string_view(found->url)},
                  {"config", unit.installation(pico, rid).config},
                  {"meta", source_record(session, found->url)}};
}

krl::Array ruleset_records(Session& session, std::string_view pico) {
  krl::Array records;
  const std::shared_ptr<const RulesetList> installed = session.unit().rulesets(pico);
  for (const InstalledRuleset& each : installed->rulesets()) {
    records.edit().push_back(ruleset_record(session, pico, each.rid));
  }
  return records;
}

}  // namespace pico::engine
