// SPDX-License-Identifier: MIT
//
// Rulesets of a pico: installing, uninstalling, flushing, and how programs see them
// (spec engine.md 5.3-5.5, modules.md 2).
#pragma once

#include <string>
#include <string_view>

#include "engine/model/rows.hpp"
#include "krl/value/array.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

class Session;
class Transaction;

/// Installs a registered ruleset in the pico of a transaction.
void install_ruleset(Transaction& transaction, const RulesetUrl& url, const krl::Map& config);
/// The same in a pico where nothing runs, such as a new child.
void install_ruleset(Session& session, std::string_view pico, const RulesetUrl& url,
                     const krl::Map& config);
/// Throws `Cannot uninstall R because A and B depends on it`; does nothing where R is not
/// installed.
void uninstall_ruleset(Session& session, std::string_view pico, std::string_view rid);
/// Fetches a normalised URL anew by the rights of `owner`, to whom it will belong if it is not
/// registered yet.
RulesetUrl flush_ruleset(Session& session, std::string_view url, std::string_view owner);
/// Puts a former version of a normalised URL in force again.
RulesetUrl roll_back_ruleset(Session& session, std::string_view url, std::string_view hash);

/// What flushing a URL is answered (spec http-api.md 1): {"url", "rid", "hash", "flushed",
/// "compiler": {"version", "warnings"}}.
krl::Map version_record(Session& session, const RulesetUrl& entry);
/// A member of `ctx:rulesets`, which `ctx:ruleset(rid)` gives alone; Null where it is not
/// installed.
krl::Value ruleset_record(Session& session, std::string_view pico, std::string_view rid);
/// `ctx:rulesets`.
krl::Array ruleset_records(Session& session, std::string_view pico);

}  // namespace pico::engine
