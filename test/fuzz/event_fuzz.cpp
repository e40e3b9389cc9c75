// SPDX-License-Identifier: MIT
//
// Generated event expressions under sequences of events: a rule is selected exactly when the plain
// automaton of the specification says so (spec event-expressions.md 2), built here word for word.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/module/builtins.hpp"
#include "krl/compile/compiler.hpp"
#include "krl/value/array.hpp"

#include "program_text.hpp"
#include "tight_environment.hpp"

namespace {

using namespace pico;
using krl::EventExpression;

struct PlainCondition {
  std::string domain;
  std::string name;
  std::vector<PlainCondition> none_of;  // instead of domain and name: `not or(…)`

  [[nodiscard]] bool holds(std::string_view event_domain, std::string_view event_name) const {
    if (!none_of.empty()) {
      return std::none_of(none_of.begin(), none_of.end(), [&](const PlainCondition& each) {
        return each.holds(event_domain, event_name);
      });
    }
    return domain == event_domain && name == event_name;
  }
};

class PlainAutomaton {
 public:
  explicit PlainAutomaton(const EventExpression& expression) { build(expression, kStart, kEnd); }

  /// Whether the event selects the rule. One that the expression does not name does not exist for
  /// it.
  bool step(std::string_view domain, std::string_view name) {
    const bool is_named =
        std::any_of(transitions_.begin(), transitions_.end(), [&](const Transition& each) {
          return each.condition.none_of.empty() && each.condition.holds(domain, name);
        });
    if (!is_named) return false;
    std::vector<size_t> from;
    for (const size_t state : occupied_) {
      if (leaves(state)) from.push_back(state);
    }
    if (from.empty()) from = {kStart};
    std::vector<size_t> reached;
    for (const size_t state : from) {
      for (const Transition& each : transitions_) {
        const bool is_new = std::count(reached.begin(), reached.end(), each.to) == 0;
        if (is_new && each.from == state && each.condition.holds(domain, name))
          reached.push_back(each.to);
      }
    }
    const bool is_selected = std::count(reached.begin(), reached.end(), kEnd) > 0;
    occupied_ = is_selected ? std::vector<size_t>{kEnd} : reached.empty() ? from : reached;
    return is_selected;
  }

 private:
  static constexpr size_t kStart = 0;
  static constexpr size_t kEnd = 1;

  struct Transition {
    size_t from;
    PlainCondition condition;
    size_t to;
  };
  using Operands = std::vector<const EventExpression*>;

  [[nodiscard]] bool leaves(size_t state) const {
    return std::any_of(transitions_.begin(), transitions_.end(),
                       [&](const Transition& each) { return each.from == state; });
  }

  void build(const EventExpression& expression, size_t start, size_t end) {
    using enum EventExpression::Operator;
    Operands operands;
    for (const EventExpression& operand : expression.operands) operands.push_back(&operand);
    const auto count = static_cast<size_t>(expression.count);
    switch (expression.op) {
      case Base:
        return base(*expression.base, start, end);
      case Or:
        for (const EventExpression* operand : operands) build(*operand, start, end);
        return;
      case Before:
        chain(operands, start, end);
        return;
      case After:
        std::reverse(operands.begin(), operands.end());
        chain(operands, start, end);
        return;
      case Then:
        for (const size_t joint : chain(operands, start, end)) fall_back(joint, start);
        return;
      case And:
        return orders(operands, operands.size(), start, end);
      case Any:
        return orders(operands, count, start, end);
      case Between:
        chain({operands[1], operands[0], operands[2]}, start, end);
        return;
      case NotBetween: {
        const size_t joint = chain({operands[1], operands[2]}, start, end).front();
        return build(*operands[0], joint, start);
      }
      case Repeat:
        base(*expression.base, end, end);
        [[fallthrough]];
      case Count:
        for (size_t i = 1; i < count; ++i) {
          const size_t joint = state_count_++;
          base(*expression.base, start, joint);
          start = joint;
        }
        return base(*expression.base, start, end);
    }
  }

  void base(const krl::EventBase& event, size_t start, size_t end) {
    transitions_.push_back(
        {start, {std::string(event.domain.view()), std::string(event.name.view()), {}}, end});
  }

  /// The states between the operands.
  std::vector<size_t> chain(const Operands& operands, size_t start, size_t end) {
    std::vector<size_t> joints;
    for (size_t i = 1; i < operands.size(); ++i) {
      joints.push_back(state_count_++);
      build(*operands[i - 1], start, joints.back());
      start = joints.back();
    }
    build(*operands.back(), start, end);
    return joints;
  }

  void fall_back(size_t joint, size_t start) {
    PlainCondition otherwise;
    for (const Transition& each : transitions_) {
      if (each.from == joint) otherwise.none_of.push_back(each.condition);
    }
    transitions_.push_back({joint, otherwise, start});
  }

  /// A chain for each ordered choice of `count` operands.
  void orders(const Operands& operands, size_t count, size_t start, size_t end) {
    std::vector<size_t> order(operands.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::vector<std::vector<size_t>> seen;
    do {
      const std::vector<size_t> chosen(order.begin(),
                                       order.begin() + static_cast<ptrdiff_t>(count));
      if (std::find(seen.begin(), seen.end(), chosen) != seen.end()) continue;
      seen.push_back(chosen);
      Operands chosen_operands;
      for (const size_t i : chosen) chosen_operands.push_back(operands[i]);
      chain(chosen_operands, start, end);
    } while (std::next_permutation(order.begin(), order.end()));
  }

  std::vector<Transition> transitions_;
  size_t state_count_ = 2;
  std::vector<size_t> occupied_ = {kStart};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kMaxEvents = 40;
  // Three levels of `and` make too many orders for the plain automaton.
  constexpr int kMaxDepth = 2;
  fuzz::Choices choices(data, size);
  const std::string expression = fuzz::event_expression_text(choices, kMaxDepth);
  const std::string text =
      "ruleset fuzz { rule r { select when " + expression + " send_directive(\"selected\") } }";

  const krl::StackScope stack(size_t{1} << 20);
  const auto source = std::make_shared<const krl::Source>("", text);
  krl::Diagnostics diagnostics(*source);
  const krl::ProgramPtr program = krl::compile(source, engine::builtins(), diagnostics);
  fuzz::Image image;
  if (program == nullptr || !image.install(text)) {
    std::fprintf(stderr, "refused: %s\n", text.c_str());
    std::abort();
  }
  PlainAutomaton plain(*program->rules.front().select.when);
  std::string history;
  for (size_t i = 0; i < kMaxEvents && !choices.is_empty(); ++i) {
    const char* const domain = choices.chance(2) ? "b" : "a";
    const char* const name = choices.chance(2) ? "b" : "a";
    history.append(" ").append(domain).append(":").append(name);
    const std::optional<krl::Value> directives = image.raise(domain, name, krl::Map());
    const bool is_expected = plain.step(domain, name);
    if (directives && !directives->array().empty() == is_expected) continue;
    std::fprintf(stderr, "%s\nafter%s: %s\n", text.c_str(), history.c_str(),
                 is_expected ? "not selected" : "selected");
    std::abort();
  }
  return 0;
}
