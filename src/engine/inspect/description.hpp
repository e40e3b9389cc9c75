// SPDX-License-Identifier: MIT
//
// Collects what describe() gives from the tree of a ruleset.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/inspect/source_walk.hpp"
#include "krl/syntax/ast.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

class Description final : private SourceWalk {
 public:
  /// See describe.hpp. Once for each object.
  krl::Map of(const krl::ast::Ruleset& ruleset);

 private:
  using Text = std::optional<std::string>;  // nothing where it is computed
  using Names = std::vector<std::string>;

  /// An event, and which rules and globals have to do with it.
  struct Event {
    Text domain;
    Text name;
    Names attributes;
    Names by;
  };
  using Events = std::vector<Event>;

  struct Variable {
    std::string name;
    Names readers;
    Names writers;
  };

  void see(const krl::ast::DomainIdentifier& name) override;
  void see(const krl::ast::MemberExpression& member) override;
  void see_call(const krl::ast::Expression& callee, const krl::ast::Arguments& arguments) override;
  void see(const krl::ast::EventBase& event) override;
  void see(const krl::ast::RaiseEvent& raise) override;
  void see(const krl::ast::ScheduleEvent& schedule) override;
  void see(const krl::ast::PersistentVariableAssignment& assignment) override;
  void see(const krl::ast::ClearPersistentVariable& clear) override;

  void describe_rule(const krl::ast::Rule& rule);
  void see_attribute(const krl::ast::Expression& name);
  void see_sent(const krl::ast::Arguments& arguments);
  Event& add(Events& events, Text domain, Text name);
  void add(Events& events, const krl::ast::EventTarget& target);
  Variable& variable(const krl::ast::DomainIdentifier& name);

  std::string current_;          // the rule or global that is walked
  std::vector<Event> selected_;  // what the current rule listens to
  Names attributes_;             // that the current rule reads
  Events listens_;
  Events raises_;
  Events sends_;
  Events schedules_;
  std::vector<Variable> stores_;
};

}  // namespace pico::engine
