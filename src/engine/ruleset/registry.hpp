// SPDX-License-Identifier: MIT
//
// The registry of rulesets: which version each URL stands for (spec engine.md 5.1-5.3).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/environment.hpp"
#include "engine/ruleset/program_cache.hpp"
#include "engine/ruleset/sources.hpp"
#include "engine/work/unit_of_work.hpp"

namespace pico::engine {

class Registry {
 public:
  Registry(Environment& environment, UnitOfWork& unit, ProgramCache& programs, Sources& sources)
      : environment_(environment), unit_(unit), programs_(programs), sources_(sources) {}

  // A URL that is not registered yet will belong to `owner`, a known one stays whose it is. What
  // the engine brings along belongs to the environment's system owner. What is fetched is read by
  // the rights of `reader`, or of the owner.

  /// What the URL stands for; fetched if it is not registered.
  RulesetUrl load(std::string_view url, std::string_view owner,
                  std::optional<std::string_view> reader = std::nullopt);
  /// The same, fetched anew; `changed` tells whether another version is in force now. A URL cannot
  /// come to hold another ruleset in this way.
  struct Flushed {
    RulesetUrl url;
    bool changed;
  };
  Flushed flush(std::string_view url, std::string_view owner,
                std::optional<std::string_view> reader = std::nullopt);
  /// Puts a version that a URL once stood for in force again, as if it were new.
  Flushed roll_back(std::string_view url, std::string_view hash);
  /// Makes a source the current version of a URL, or of `krl:RID`. Throws Error{KrlCompile} and
  /// what the spec says of dependencies; the version in force stays then.
  RulesetUrl put(std::string source, const std::optional<std::string>& url, std::string_view owner);
  /// The URL of a ruleset that is named by its rid or by a URL; of those that hold the rid, one of
  /// the owner's goes before others.
  RulesetUrl find(std::string_view rid_or_url, std::string_view owner,
                  std::optional<std::string_view> reader = std::nullopt);

  /// A registered version. Throws Error{UnknownRuleset}, Error{KrlCompile}.
  std::shared_ptr<const CompiledRuleset> compiled(std::string_view hash);

 private:
  Flushed flush_builtin(std::string_view url, const std::optional<RulesetUrl>& former);
  void check_dependencies(const krl::Program& program, std::string_view url);
  void check_cycles(const krl::Program& program, std::string_view owner);

  Environment& environment_;
  UnitOfWork& unit_;
  ProgramCache& programs_;
  Sources& sources_;
};

}  // namespace pico::engine
