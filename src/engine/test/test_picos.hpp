// SPDX-License-Identifier: MIT
//
// The picos of one test: those that are given, and those below them. Tests name them as the picos
// are named.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.hpp"
#include "engine/model/rows.hpp"
#include "engine/test/test_case.hpp"
#include "engine/test/test_environment.hpp"
#include "engine/work/table.hpp"

namespace pico::engine {

class TestPicos {
 public:
  /// Makes the picos that the test gives. Names of rulesets that end in ".krl" are relative to
  /// `base`, a URL.
  TestPicos(TestEnvironment& environment, ProgramCache& programs, const TestCase& test,
            std::string_view base);

  /// The pico with a name; without one, the test's own.
  std::string find(std::string_view name);
  /// The pico that a channel leads to; empty where there is none.
  std::string pico_at(std::string_view eci);
  /// A channel of a pico with a tag; without one, one that lets everything through.
  std::string channel(const std::string& pico, const std::string& tag);
  /// What the pico is called that a channel leads to; Null where there is none.
  krl::Value name_at(std::string_view eci);
  /// {RID: {NAME: VALUE}} of the variables that `wanted` names.
  krl::Map state(const std::string& pico, const krl::Map& wanted);
  /// Whether what a ruleset does is looked at: that of system rulesets only where the test names
  /// them.
  [[nodiscard]] bool is_tested(std::string_view rid) const;
  /// Moves the clock, and fires on their time the timers that are due until then.
  void wait(const krl::Map& span);

 private:
  void make(const GivenPico& given, std::string_view base);
  void install(const std::string& pico, const std::string& name, std::string_view base,
               krl::Map& config);
  void set_state(const std::string& pico, const krl::Map& state);
  const std::string& open_channel(const std::string& pico);
  std::vector<std::string> family();
  std::optional<Timer> next_timer(Time until);
  void fire(const Timer& timer);

  TestEnvironment& environment_;
  ProgramCache& programs_;
  Engine engine_;
  std::vector<std::string> roots_;
  std::vector<std::string> rids_;
  TextMap<std::string> open_channels_;  // by pico
};

/// What `name` stands for in a ruleset at the URL `base`.
std::string url_beside(std::string_view base, std::string_view name);

}  // namespace pico::engine
