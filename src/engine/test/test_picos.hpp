// SPDX-License-Identifier: MIT
//
// The picos of one test: the one that has the rulesets of the test, and those below it. People name
// them as the picos are named.
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
  /// Makes the pico as the test wants it. Names of rulesets that end in ".krl" are relative to
  /// `base`, a URL.
  TestPicos(TestEnvironment& environment, ProgramCache& programs, const TestCase& test,
            std::string_view base);

  /// The pico of a step.
  std::string find(const TestStep& step);
  /// The channel of a step to its pico.
  std::string channel(const TestStep& step, const std::string& pico);
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
  void install(const std::string& name, std::string_view base, krl::Map& config);
  void set_state(const krl::Map& state);
  std::vector<std::string> family();
  std::optional<Timer> next_timer(Time until);
  void fire(const Timer& timer);

  TestEnvironment& environment_;
  ProgramCache& programs_;
  Engine engine_;
  std::string pico_;
  std::vector<std::string> rids_;
  TextMap<std::string> open_channels_;  // by pico
};

/// What `name` stands for in a ruleset at the URL `base`.
std::string url_beside(std::string_view base, std::string_view name);

}  // namespace pico::engine
