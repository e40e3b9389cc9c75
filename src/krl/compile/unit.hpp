// SPDX-License-Identifier: MIT
//
// What the parts of the compiler share while they work on one ruleset.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "krl/compile/builtins.hpp"
#include "krl/compile/program.hpp"
#include "krl/compile/scope.hpp"
#include "krl/text/diagnostic.hpp"

namespace pico::krl {

/// The query that every ruleset answers, and the root name of its default.
inline constexpr std::string_view kTesting = "__testing";

/// Collects what `__testing` tells about the events of a ruleset (spec krl-language.md 11).
class TestingEvents {
 public:
  struct Event {
    std::string domain;
    std::string name;
    std::vector<std::string> attributes;
  };

  /// From here on, events and attributes are those of another rule.
  void begin_rule() { first_of_rule_ = events_.size(); }
  void add_event(std::string_view domain, std::string_view name);
  /// Adds the attribute to all events of the rule seen so far.
  void add_attribute(std::string_view attribute);
  [[nodiscard]] const std::vector<Event>& events() const noexcept { return events_; }

 private:
  std::vector<Event> events_;
  size_t first_of_rule_ = 0;
};

/// The ruleset being compiled.
struct Unit {
  Unit(Program& made, const Builtins& known, Diagnostics& found)
      : program(made), builtins(known), diagnostics(found) {}

  void error(std::string message, Span span) {
    diagnostics.add_error(Phase::Compile, "Error", std::move(message), span);
  }
  void warn(std::string message, Span span) {
    diagnostics.add_warning(Phase::Compile, std::move(message), span);
  }

  Program& program;
  const Builtins& builtins;
  Diagnostics& diagnostics;
  GlobalScope globals;
  bool is_strict = false;    // what names no module is an error at once, not when it is evaluated
  bool has_entities = true;  // a ruleset in a pico has; a function on its own does not
  std::unordered_map<std::string, uint32_t> modules;  // alias to index
  std::unordered_map<std::string, uint32_t> keys;     // name in `keys` to hidden global
  TestingEvents testing;
};

}  // namespace pico::krl
