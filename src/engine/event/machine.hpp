// SPDX-License-Identifier: MIT
//
// What decides that an event selects a rule: the machine of the rule's `select` (spec
// event-expressions.md). It is immutable and shared by all picos; the progress of a rule in a pico
// is a JSON value that goes through step().
//
//     {"states": [2, 5], "setting": {"x": "1"}, "aggregates": {"v": ["1", "2"]},
//      "starttime": 1760000000000}
//
// States are numbered as construction finds them, so that the same source gives the same numbers;
// 0 is `start`, 1 is `end`. Members that would be empty are left out.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "engine/event/automaton.hpp"
#include "krl/compile/program.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/run/instance.hpp"
#include "krl/value/map.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

struct Event;

class Machine {
 public:
  /// `rule` is borrowed and must stay. Throws `TypeError` for a wrong count of `any` and
  /// Error{LimitExceeded} for an expression that needs too large a machine, both naming the rule.
  explicit Machine(const krl::Rule& rule);

  /// A domain and a name, which the rule owns.
  using EventName = std::pair<std::string_view, std::string_view>;
  /// The events that step() must see, without duplicates; others leave the progress alone.
  [[nodiscard]] std::vector<EventName> salient_events() const;
  /// `select where`: every event is salient.
  [[nodiscard]] bool matches_every_event() const noexcept;
  /// What an attribute must be for the machine to select; nothing where it cannot tell.
  struct WantedText {
    std::string_view attribute;  // the rule owns it
    std::string text;
  };
  [[nodiscard]] std::optional<WantedText> wanted_text() const;
  [[nodiscard]] const krl::Rule& rule() const noexcept { return *rule_; }
  [[nodiscard]] const Automaton& automaton() const noexcept { return automaton_; }
  /// Whether there is progress at all: without, step() takes and gives Null only.
  [[nodiscard]] bool is_stateful() const noexcept { return is_stateful_; }

  struct Step {
    bool is_selected = false;
    krl::Value state;                  // the progress afterwards; Null when there is none to keep
    std::optional<krl::Map> settings;  // of a selected rule: what `setting` and aggregators bound
  };
  /// Shows a salient event to the rule in a pico. `state` is what the last step gave, `window_ms`
  /// what krl::evaluate_within gave (unused without `within`). Throws what a `where` throws.
  [[nodiscard]] Step step(const Event& event, const krl::Value& state, double window_ms,
                          const krl::Instance& instance, krl::Evaluation& evaluation) const;
  /// `state` with the variables of a selected rule whose body has not run: they stay pending.
  [[nodiscard]] krl::Value with_settings(const krl::Value& state, krl::Map settings) const;

 private:
  const krl::Rule* rule_;
  Automaton automaton_;
  bool is_stateful_ = false;
  const krl::EventBase* lone_base_ = nullptr;  // of a rule that waits for one event, without more
};

}  // namespace pico::engine
