// SPDX-License-Identifier: MIT
//
// Explaining a step of an event machine: see explanation.hpp. The machine itself decides; what is
// done here is to look at the same bases again, one by one, for what to say.
#include "engine/event/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <vector>

#include "engine/event/base_matcher.hpp"
#include "engine/event/progress.hpp"
#include "krl/run/rule_run.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/json.hpp"
#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

using krl::EventBase;
using Operator = krl::EventExpression::Operator;
using States = std::vector<uint32_t>;
using Texts = std::vector<std::string>;

/// Of a value or a source: a line of bounded length.
std::string one_line(std::string text) {
  constexpr size_t kMaxBytes = 200;
  std::replace(text.begin(), text.end(), '\n', ' ');
  if (text.size() <= kMaxBytes) return text;
  size_t end = kMaxBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

std::string json_text(const krl::Value& value) { return one_line(krl::to_json_or_null(value)); }

std::string name_of(const EventBase& base) {
  return fmt::format("{}:{}", base.domain.view(), base.name.view());
}

std::string name_of(const Event& event) {
  return fmt::format("{}:{}", event.domain.view(), event.name.view());
}

void add_once(Texts& texts, std::string text) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
}

std::string joined(const Texts& texts, std::string_view separator) {
  return fmt::format("{}", fmt::join(texts, separator));
}

std::string source_text(const krl::Instance& instance, krl::Span span) {
  const std::string_view source = instance.program().source->text();
  return one_line(std::string(source.substr(span.start, span.end - span.start)));
}

/// `re#a|b#i`
std::string literal_of(const krl::Pattern& pattern) {
  return fmt::format("re#{}#{}{}", pattern.source(), pattern.is_global() ? "g" : "",
                     pattern.ignores_case() ? "i" : "");
}

std::string where_failed(const krl::Error& error) {
  return fmt::format("its `where` fails, and the event with it: {}", one_line(error.text()));
}

class Explainer {
 public:
  Explainer(const Machine& machine, const Event& event, const krl::Instance& instance,
            krl::Evaluation& evaluation)
      : rule_(machine.rule()),
        automaton_(machine.automaton()),
        event_(event),
        instance_(instance),
        evaluation_(evaluation) {}

  /// Of `select where`.
  Explanation by_condition(const Machine::Step& step) const {
    const std::string text = source_text(instance_, rule_.select.where_text);
    return {step.is_selected,
            fmt::format("`where {}` is {}", text, step.is_selected ? "true" : "not true")};
  }

  /// Of an event that no base names.
  Explanation by_name(const krl::Value& state, double window_ms) const {
    return {false, fmt::format("waits for {}, not for {}",
                               waited_for(before(state, window_ms).states), name_of(event_))};
  }

  Explanation selected(const Machine::Step& step, bool is_stateful) const {
    std::string reason = is_stateful
                             ? fmt::format("{} completes its event expression", name_of(event_))
                             : fmt::format("waits for {}", name_of(event_));
    if (step.settings && !step.settings->empty())
      reason += fmt::format(", with {}", json_text(*step.settings));
    if (!rule_.foreach.empty()) reason += "; its body runs once for each item of its foreach";
    return {true, std::move(reason)};
  }

  /// Of an event that some base names, but that selects nothing.
  Explanation refused(const Machine::Step& step, const krl::Value& state, double window_ms) {
    const Standing standing = before(state, window_ms);
    const std::string reason = reason_of(standing.states, after(step.state));
    if (!standing.is_window_over) return {false, reason};
    return {false, fmt::format("its window of {} s is over, so that it begins anew: {}",
                               window_ms / 1000, reason)};
  }

 private:
  /// From where the event leads on.
  struct Standing {
    States states;
    bool is_window_over;
  };
  [[nodiscard]] Standing before(const krl::Value& state, double window_ms) const {
    Progress progress = read_progress(state, automaton_.states.size());
    const bool is_window_over =
        rule_.select.within && check_window(progress, static_cast<double>(event_.time), window_ms);
    leave_dead_ends(progress, automaton_);
    return {std::move(progress.states), is_window_over};
  }

  /// From where the next one will.
  [[nodiscard]] States after(const krl::Value& state) const {
    Progress progress = read_progress(state, automaton_.states.size());
    leave_dead_ends(progress, automaton_);
    return std::move(progress.states);
  }

  std::string reason_of(const States& before, const States& after) {
    Texts refusals;
    bool is_taken = false;
    for (const EventBase* base : bases_out_of(before)) {
      if (!names_event(*base, event_)) continue;
      std::optional<std::string> refusal = refusal_of(*base);
      is_taken = is_taken || !refusal;
      if (refusal) add_once(refusals, *std::move(refusal));
    }
    if (is_taken) return progress_made(after);
    if (refusals.empty())
      return fmt::format("{} does not count yet: waits for {} first", name_of(event_),
                         waited_for(before));
    std::string reason = joined(refusals, "; ");
    if (before != States{Automaton::kStart} && after == States{Automaton::kStart})
      reason += "; with that it begins anew";
    return reason;
  }

  /// Of an event that the machine takes without being at its end.
  [[nodiscard]] std::string progress_made(const States& after) const {
    const krl::EventExpression& expression = *rule_.select.when;
    const size_t left = events_left(after);
    if (expression.op == Operator::Count || expression.op == Operator::Repeat) {
      const auto count = static_cast<size_t>(expression.count);
      return fmt::format("this is {} of {} times {}", count - std::min(count, left), count,
                         name_of(event_));
    }
    if (after == States{Automaton::kStart})
      return fmt::format("{} breaks the sequence, which begins anew: waits for {}", name_of(event_),
                         waited_for(after));
    return fmt::format("{} is one step; then waits for {}{}", name_of(event_), waited_for(after),
                       left > 1 ? fmt::format(" (at least {} events more)", left) : "");
  }

  /// Why the base refuses an event that it names; nothing where it matches.
  std::optional<std::string> refusal_of(const EventBase& base) {
    for (const EventBase::AttributeTest& test : base.tests) {
      std::optional<std::string> refusal = refusal_of(test);
      if (refusal) return refusal;
    }
    if (!base.where) return std::nullopt;
    const krl::Map bindings = engine::bind(base, capture(base, event_).value());
    if (krl::evaluate_where(rule_, base, bindings, instance_, evaluation_)) return std::nullopt;
    return fmt::format("`where {}` is false", source_text(instance_, base.where_text));
  }

  [[nodiscard]] std::optional<std::string> refusal_of(const EventBase::AttributeTest& test) const {
    const krl::Value* attribute = event_.attributes.find(test.attribute);
    const krl::String text = attribute != nullptr ? krl::to_string(*attribute) : krl::String();
    if (test.pattern->search(text.view(), 0)) return std::nullopt;
    if (attribute == nullptr)
      return fmt::format("the attribute {} is missing, and must match {}", test.attribute.view(),
                         literal_of(*test.pattern));
    return fmt::format("the attribute {} is {}, which does not match {}", test.attribute.view(),
                       json_text(*attribute), literal_of(*test.pattern));
  }

  /// The bases that lead on from the states, each once.
  [[nodiscard]] std::vector<const EventBase*> bases_out_of(const States& states) const {
    std::vector<const EventBase*> found;
    for (const uint32_t state : states) {
      for (const Automaton::Transition& transition : automaton_.states[state]) {
        const Automaton::Condition& condition = automaton_.conditions[transition.condition];
        if (condition.is_negated) continue;
        for (const uint32_t index : condition.bases) {
          const EventBase* base = automaton_.bases[index];
          if (std::find(found.begin(), found.end(), base) == found.end()) found.push_back(base);
        }
      }
    }
    return found;
  }

  /// `a:b or c:d`: the events that lead on from the states.
  [[nodiscard]] std::string waited_for(const States& states) const {
    constexpr size_t kMaxNames = 10;
    Texts names;
    for (const EventBase* base : bases_out_of(states)) add_once(names, name_of(*base));
    if (names.empty()) return "nothing";  // e.g. `any 0 (…)`
    const size_t count = names.size();
    if (count <= kMaxNames) return joined(names, " or ");
    names.resize(kMaxNames);
    return fmt::format("{} or {} others", joined(names, " or "), count - kMaxNames);
  }

  /// The fewest events that lead from the states to the end; 0 where none do.
  [[nodiscard]] size_t events_left(const States& states) const {
    std::vector<size_t> distance(automaton_.states.size(), SIZE_MAX);
    std::deque<uint32_t> next(states.begin(), states.end());
    for (const uint32_t state : states) distance[state] = 0;
    while (!next.empty()) {
      const uint32_t state = next.front();
      next.pop_front();
      for (const Automaton::Transition& transition : automaton_.states[state]) {
        if (distance[transition.target] != SIZE_MAX) continue;
        distance[transition.target] = distance[state] + 1;
        if (transition.target == Automaton::kEnd) return distance[Automaton::kEnd];
        next.push_back(transition.target);
      }
    }
    return 0;
  }

  const krl::Rule& rule_;
  const Automaton& automaton_;
  const Event& event_;
  const krl::Instance& instance_;
  krl::Evaluation& evaluation_;
};

bool is_named(const Automaton& automaton, const Event& event) {
  return std::any_of(automaton.bases.begin(), automaton.bases.end(),
                     [&](const EventBase* base) { return names_event(*base, event); });
}

}  // namespace

Explanation explain(const Machine& machine, const Event& event, const krl::Value& state,
                    double window_ms, const krl::Instance& instance, krl::Evaluation& evaluation) {
  Explainer explainer(machine, event, instance, evaluation);
  try {
    if (machine.matches_every_event())
      return explainer.by_condition(machine.step(event, state, window_ms, instance, evaluation));
    if (!is_named(machine.automaton(), event)) return explainer.by_name(state, window_ms);
    const Machine::Step step = machine.step(event, state, window_ms, instance, evaluation);
    if (step.is_selected) return explainer.selected(step, machine.is_stateful());
    return explainer.refused(step, state, window_ms);
  } catch (const krl::Error& error) {
    return {false, where_failed(error)};
  }
}

}  // namespace pico::engine
