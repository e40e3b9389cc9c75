// SPDX-License-Identifier: MIT
//
// Building automata: see automaton.hpp. build(E, s, e) adds what leads from state s to state e.
#include "engine/event/automaton.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "krl/text/error.hpp"

namespace pico::engine {

namespace {

using krl::EventBase;
using krl::EventExpression;
using Operator = EventExpression::Operator;
using Operands = std::vector<const EventExpression*>;

Operands operands_of(const EventExpression& expression) {
  Operands operands;
  for (const EventExpression& operand : expression.operands) operands.push_back(&operand);
  return operands;
}

/// Whether building it adds transitions that leave its end: one of `repeat`.
bool loops_at_end(const EventExpression& expression) {
  const std::vector<EventExpression>& operands = expression.operands;
  switch (expression.op) {
    case Operator::Base:
    case Operator::Count:
      return false;
    case Operator::Repeat:
      return true;
    case Operator::Or:
    case Operator::And:
    case Operator::Any:
      return std::any_of(operands.begin(), operands.end(), loops_at_end);
    case Operator::After:
      return loops_at_end(operands.front());
    case Operator::Before:
    case Operator::Then:
    case Operator::Between:
    case Operator::NotBetween:
      return loops_at_end(operands.back());
  }
  return false;
}

/// Whether building it adds transitions that lead back to its start: those of `then`, `not
/// between`.
bool returns_to_start(const EventExpression& expression) {
  const std::vector<EventExpression>& operands = expression.operands;
  switch (expression.op) {
    case Operator::Base:
    case Operator::Count:
    case Operator::Repeat:
      return false;
    case Operator::Or:
    case Operator::And:
    case Operator::Any:
      return std::any_of(operands.begin(), operands.end(), returns_to_start);
    case Operator::Before:
      return returns_to_start(operands.front());
    case Operator::Then:
      return operands.size() > 1 || returns_to_start(operands.front());
    case Operator::After:
      return returns_to_start(operands.back());
    case Operator::Between:
      return returns_to_start(operands[1]);
    case Operator::NotBetween:
      return true;
  }
  return false;
}

class Builder {
 public:
  Automaton build(const EventExpression& expression) {
    const uint32_t start = add_state();
    const uint32_t end = add_state();
    build(expression, start, end);
    return std::move(automaton_);
  }

 private:
  void build(const EventExpression& expression, uint32_t start, uint32_t end) {
    switch (expression.op) {
      case Operator::Base:
        return connect(start, condition_of(*expression.base), end);
      case Operator::Or:
        for (const EventExpression& operand : expression.operands) build(operand, start, end);
        return;
      case Operator::And:
        return choose(operands_of(expression), expression.operands.size(), start, end);
      case Operator::Any:
        return build_any(expression, start, end);
      case Operator::Before:
        chain(operands_of(expression), start, end);
        return;
      case Operator::After: {
        Operands operands = operands_of(expression);
        std::reverse(operands.begin(), operands.end());
        chain(operands, start, end);
        return;
      }
      case Operator::Then:
        for (const uint32_t joint : chain(operands_of(expression), start, end)) {
          fall_back(joint, start);
        }
        return;
      case Operator::Between: {
        const Operands operands = operands_of(expression);
        chain({operands[1], operands[0], operands[2]}, start, end);
        return;
      }
      case Operator::NotBetween: {
        const uint32_t inside = add_state();
        build(expression.operands[1], start, inside);
        build(expression.operands[2], inside, end);
        build(expression.operands[0], inside, start);
        return;
      }
      case Operator::Count:
        return build_count(expression, start, end);
      case Operator::Repeat:
        build_count(expression, start, end);
        if (expression.count > 0) connect(end, condition_of(*expression.base), end);
        return;
    }
  }

  void build_count(const EventExpression& expression, uint32_t start, uint32_t end) {
    const double count = expression.count;
    if (count == 0) return grow();
    uint32_t from = start;
    for (double i = 1; i <= count; ++i) {
      const uint32_t to = i == count ? end : add_state();
      connect(from, condition_of(*expression.base), to);
      from = to;
    }
  }

  void build_any(const EventExpression& expression, uint32_t start, uint32_t end) {
    const double count = expression.count;
    if (count != std::trunc(count)) {
      throw krl::type_error("`any` expects first arg to be an integer");
    }
    if (count < 0 || count >= static_cast<double>(expression.operands.size())) {
      throw krl::type_error(
          "`any(num, ...eventexs)` expects num to be greater than 0 and less than the number of "
          "eventexs");
    }
    choose(operands_of(expression), static_cast<size_t>(count), start, end);
  }

  /// One operand after the other; the states between them.
  std::vector<uint32_t> chain(const Operands& operands, uint32_t start, uint32_t end) {
    std::vector<uint32_t> joints;
    uint32_t from = start;
    for (size_t i = 0; i < operands.size(); ++i) {
      const bool is_last = i + 1 == operands.size();
      const uint32_t to = is_last ? end : add_state();
      build(*operands[i], from, to);
      if (!is_last) joints.push_back(to);
      from = to;
    }
    return joints;
  }

  /// From `joint` back to `start` by any event that leads nowhere else.
  void fall_back(uint32_t joint, uint32_t start) {
    Automaton::Condition none;
    none.is_negated = true;
    for (const Automaton::Transition& transition : automaton_.states[joint]) {
      const uint32_t base = automaton_.conditions[transition.condition].bases.front();
      if (std::find(none.bases.begin(), none.bases.end(), base) == none.bases.end()) {
        none.bases.push_back(base);
      }
    }
    automaton_.conditions.push_back(std::move(none));
    connect(joint, static_cast<uint32_t>(automaton_.conditions.size() - 1), start);
  }

  /// Any `count` of the operands in any order.
  void choose(const Operands& operands, size_t count, uint32_t start, uint32_t end) {
    if (count == 0) return grow();
    const bool forget_order = std::none_of(
        operands.begin(), operands.end(),
        [](const EventExpression* each) { return loops_at_end(*each) || returns_to_start(*each); });
    if (forget_order) return choose_sets(operands, count, start, end);
    require_orders(operands.size(), count);
    Operands chosen;
    choose_orders(operands, count, chosen, start, end);
  }

  /// A state for each set of operands that may have happened.
  void choose_sets(const Operands& operands, size_t count, uint32_t start, uint32_t end) {
    using Set = std::vector<uint32_t>;  // positions, ascending
    std::map<Set, uint32_t> level{{Set(), start}};
    for (size_t size = 1; size <= count; ++size) {
      std::map<Set, uint32_t> next;
      for (const auto& [set, state] : level) {
        for (uint32_t i = 0; i < operands.size(); ++i) {
          if (std::binary_search(set.begin(), set.end(), i)) continue;
          if (size == count) {
            build(*operands[i], state, end);
            continue;
          }
          Set larger = set;
          larger.insert(std::lower_bound(larger.begin(), larger.end(), i), i);
          const auto [place, is_new] = next.try_emplace(std::move(larger));
          if (is_new) place->second = add_state();
          build(*operands[i], state, place->second);
        }
      }
      level = std::move(next);
    }
  }

  /// A chain for each ordered choice; `chosen` is its beginning.
  void choose_orders(const Operands& operands, size_t count, Operands& chosen, uint32_t start,
                     uint32_t end) {
    if (chosen.size() == count) {
      chain(chosen, start, end);
      return;
    }
    for (const EventExpression* operand : operands) {
      if (std::find(chosen.begin(), chosen.end(), operand) != chosen.end()) continue;
      chosen.push_back(operand);
      choose_orders(operands, count, chosen, start, end);
      chosen.pop_back();
    }
  }

  /// Fails at once where the chains are too many; those that remain are also short.
  static void require_orders(size_t operands, size_t count) {
    size_t transitions = count;
    for (size_t i = 0; i < count; ++i) {
      transitions *= operands - i;
      if (transitions > Automaton::kMaxSize) fail_too_large();
    }
  }

  // Parts ----------------------------------------------------------------------------------------

  uint32_t add_state() {
    grow();
    automaton_.states.emplace_back();
    return static_cast<uint32_t>(automaton_.states.size() - 1);
  }

  /// Adds a transition unless it is there.
  void connect(uint32_t from, uint32_t condition, uint32_t to) {
    constexpr unsigned kBits = 20;
    static_assert(2 * Automaton::kMaxSize < size_t{1} << kBits);
    grow();
    const uint64_t key =
        (uint64_t{from} << (2 * kBits)) | (uint64_t{condition} << kBits) | uint64_t{to};
    if (transitions_.insert(key).second) automaton_.states[from].push_back({condition, to});
  }

  /// Bases with a matcher are the same condition only if they are the same object.
  uint32_t condition_of(const EventBase& base) {
    const auto add = [&] {
      automaton_.bases.push_back(&base);
      automaton_.conditions.push_back({{static_cast<uint32_t>(automaton_.bases.size() - 1)}});
      return static_cast<uint32_t>(automaton_.conditions.size() - 1);
    };
    const auto find_or_add = [&](auto& conditions, const auto& key) {
      const auto [place, is_new] = conditions.try_emplace(key);
      if (is_new) place->second = add();
      return place->second;
    };
    if (base.has_matcher()) return find_or_add(matchers_, &base);
    return find_or_add(events_, std::pair(base.domain.view(), base.name.view()));
  }

  /// Counts what is built, also what turns out to be there already: it bounds the work too.
  void grow() {
    if (++size_ > Automaton::kMaxSize) fail_too_large();
  }

  [[noreturn]] static void fail_too_large() {
    throw krl::limit_error(
        fmt::format("event expression too large: it needs more than {} states and transitions",
                    Automaton::kMaxSize));
  }

  Automaton automaton_;
  size_t size_ = 0;
  std::unordered_set<uint64_t> transitions_;
  std::map<const EventBase*, uint32_t> matchers_;
  std::map<std::pair<std::string_view, std::string_view>, uint32_t> events_;
};

}  // namespace

Automaton build_automaton(const EventExpression& expression) { return Builder().build(expression); }

}  // namespace pico::engine
