// SPDX-License-Identifier: MIT
//
// Names of events in expressions: see named_events.hpp.
#include "engine/ruleset/named_events.hpp"

#include <algorithm>

#include "krl/value/memory.hpp"

namespace pico::engine {

namespace {

void collect(const krl::EventExpression& expression, std::vector<NamedEvent>& events) {
  krl::check_stack();
  if (expression.base != nullptr) {
    const krl::EventBase& base = *expression.base;
    NamedEvent event{std::string(base.domain.view()), std::string(base.name.view())};
    if (std::find(events.begin(), events.end(), event) == events.end())
      events.push_back(std::move(event));
  }
  for (const krl::EventExpression& operand : expression.operands) collect(operand, events);
}

}  // namespace

std::vector<NamedEvent> events_of(const krl::Rule& rule) {
  std::vector<NamedEvent> events;
  if (rule.select.when) collect(*rule.select.when, events);
  return events;
}

}  // namespace pico::engine
