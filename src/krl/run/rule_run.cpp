// SPDX-License-Identifier: MIT
//
// The body of a rule: foreach, pre, actions, postlude (spec krl-language.md 9.5).
#include "krl/run/rule_run.hpp"

#include <alloca.h>

#include <array>
#include <cmath>
#include <tuple>
#include <variant>

#include "krl/run/closure.hpp"
#include "krl/value/array.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

/// What a statement means for the rest of its rule.
enum class Flow : uint8_t { Continue, Stop };

std::string without_spaces(std::string_view text) {
  std::string kept;
  for (size_t offset = 0; offset < text.size();) {
    const char32_t code_point = next_code_point(text, offset);
    if (!is_space(code_point)) append_utf8(kept, code_point);
  }
  return kept;
}

/// Runs one rule once, for all combinations of its foreach items.
class RuleRun {
 public:
  RuleRun(const Rule& rule, Frame& frame)
      : rule_(rule), frame_(frame), host_(frame.evaluation.host()) {}

  RuleEnd run(const Map& settings) {
    enter_cells(rule_.select_cells, frame_);
    for (const SelectVariable& variable : rule_.select_variables) {
      const Value* value = settings.find(variable.name);
      store(frame_, variable.slot, value != nullptr ? *value : Value());
    }
    const Flow flow = loop(0, true);
    if (flow == Flow::Stop) return RuleEnd::Last;
    return has_run_ ? RuleEnd::Completed : RuleEnd::Skipped;
  }

 private:
  /// The foreach clauses from `depth` on; `is_last` tells whether all outer ones are at their last
  /// item.
  Flow loop(size_t depth, bool is_last) {
    if (depth == rule_.foreach.size()) return run_body(is_last);
    const Foreach& clause = rule_.foreach[depth];
    const Value items = clause.expression->evaluate(frame_);
    if (items.is_array()) return loop_array(clause, items.array(), depth, is_last);
    if (items.is_map()) return loop_map(clause, items.map(), depth, is_last);
    if (items.is_string()) return loop_string(clause, items.string(), depth, is_last);
    return Flow::Continue;
  }

  Flow round(const Foreach& clause, Value value, Value key, size_t depth, bool is_last) {
    frame_.evaluation.poll();
    enter_cells(clause.cells, frame_);
    std::array<Value, 2> bound = {std::move(value), std::move(key)};
    for (size_t i = 0; i < clause.setting.size(); ++i) {
      store(frame_, clause.setting[i], i < bound.size() ? std::move(bound[i]) : Value());
    }
    return loop(depth + 1, is_last);
  }

  Flow loop_array(const Foreach& clause, const Array& array, size_t depth, bool is_last) {
    for (size_t i = 0; i < array.size(); ++i) {
      const bool last = is_last && i + 1 == array.size();
      if (round(clause, array[i], static_cast<double>(i), depth, last) == Flow::Stop) {
        return Flow::Stop;
      }
    }
    return Flow::Continue;
  }

  Flow loop_map(const Foreach& clause, const Map& map, size_t depth, bool is_last) {
    const MapObject::Entries& entries = map.entries();
    for (size_t i = 0; i < entries.size(); ++i) {
      const bool last = is_last && i + 1 == entries.size();
      if (round(clause, entries[i].value, entries[i].key, depth, last) == Flow::Stop) {
        return Flow::Stop;
      }
    }
    return Flow::Continue;
  }

  /// A String gives its UTF-16 units with String keys.
  Flow loop_string(const Foreach& clause, const String& string, size_t depth, bool is_last) {
    const std::u16string units = to_utf16(string.view());
    for (size_t i = 0; i < units.size(); ++i) {
      const std::string unit = to_utf8(std::u16string_view(units).substr(i, 1));
      const bool last = is_last && i + 1 == units.size();
      if (round(clause, std::string_view(unit), std::string_view(std::to_string(i)), depth, last) ==
          Flow::Stop) {
        return Flow::Stop;
      }
    }
    return Flow::Continue;
  }

  Flow run_body(bool is_last) {
    has_run_ = true;
    is_last_ = is_last;
    host_.rule_body(&rule_.name);
    log_trace("rule selected", true);
    run_block(rule_.prelude, frame_);
    const bool fired = !rule_.actions || run_actions(*rule_.actions, frame_);
    log_trace(fired ? "fired" : "not fired", false);
    const std::optional<Statements>& chosen = fired ? rule_.fired : rule_.notfired;
    Flow flow = Flow::Continue;
    if (chosen) flow = run_statements(*chosen);
    if (flow == Flow::Continue && rule_.always) flow = run_statements(*rule_.always);
    host_.rule_body(nullptr);
    return flow;
  }

  void log_trace(std::string_view message, bool with_name) {
    if (!host_.logs(LogLevel::Debug)) return;
    Map data;
    if (with_name) data.set("rule_name", rule_.name);
    host_.log(LogLevel::Debug, message, data, &frame_.instance);
  }

  // Postlude -------------------------------------------------------------------------------------

  Flow run_statements(const Statements& statements) {
    for (const Statement& statement : statements) {
      try {
        if (applies(statement) && run_statement(statement) == Flow::Stop) return Flow::Stop;
      } catch (Error& error) {
        locate(error, frame_, statement.span);
        throw;
      }
    }
    return Flow::Continue;
  }

  bool applies(const Statement& statement) {
    switch (statement.guard) {
      case Statement::Guard::None:
        return true;
      case Statement::Guard::If:
        return statement.condition->test(frame_);
      case Statement::Guard::OnFinal:
        return is_last_;
    }
    return true;
  }

  Flow run_statement(const Statement& statement) {
    return std::visit([this](const auto& each) { return perform(each); }, statement.action);
  }

  Flow perform(const Assignment& assignment) {
    store(frame_, assignment.slot, assignment.value->evaluate(frame_));
    return Flow::Continue;
  }

  Flow perform(const EntityAssignment& assignment) {
    if (!assignment.path) {
      host_.set_entity(frame_.instance, assignment.name, assignment.value->evaluate(frame_));
      return Flow::Continue;
    }
    const Value path = assignment.path->evaluate(frame_);
    host_.set_entity_at(frame_.instance, assignment.name, path, assignment.value->evaluate(frame_));
    return Flow::Continue;
  }

  Flow perform(const EntityClear& clear) {
    if (clear.path) {
      host_.clear_entity_at(frame_.instance, clear.name, clear.path->evaluate(frame_));
    } else {
      host_.clear_entity(frame_.instance, clear.name);
    }
    return Flow::Continue;
  }

  Value evaluate_or_null(const NodePtr& node) { return node ? node->evaluate(frame_) : Value(); }

  /// Domain and name; the dynamic form is cut at its first colon, blanks removed (spec 10.2).
  std::pair<Value, Value> event_target(const EventTarget& target) {
    Value name = target.name->evaluate(frame_);
    if (target.domain) return {*target.domain, std::move(name)};
    const std::string text = without_spaces(to_string(name).view());
    const size_t colon = text.find(':');
    if (colon == std::string::npos) return {std::string_view(text), Value()};
    return {std::string_view(text).substr(0, colon), std::string_view(text).substr(colon + 1)};
  }

  Flow perform(const RaiseStatement& raise) {
    RaisedEvent event;
    std::tie(event.domain, event.name) = event_target(raise.target);
    if (raise.for_rids) event.for_rids = raise.for_rids->evaluate(frame_);
    event.attributes = evaluate_or_null(raise.attributes);
    host_.raise(std::move(event));
    return Flow::Continue;
  }

  Flow perform(const ScheduleStatement& schedule) {
    ScheduledEvent event;
    event.attributes = evaluate_or_null(schedule.attributes);
    std::tie(event.domain, event.name) = event_target(schedule.target);
    event.repeats = schedule.repeats;
    event.time = schedule.time->evaluate(frame_);
    Value job = host_.schedule(std::move(event));
    if (schedule.setting) store(frame_, *schedule.setting, std::move(job));
    return Flow::Continue;
  }

  Flow perform(const LogStatement& log) {
    host_.log(static_cast<LogLevel>(log.level), log.message->evaluate(frame_), Map(),
              &frame_.instance);
    return Flow::Continue;
  }

  Flow perform(const ErrorStatement& error) {
    const auto level = static_cast<LogLevel>(error.level);
    host_.raise_error(level, error.data->evaluate(frame_));
    return level == LogLevel::Error ? Flow::Stop : Flow::Continue;
  }

  Flow perform(const LastStatement&) { return Flow::Stop; }

  const Rule& rule_;
  Frame& frame_;
  Host& host_;
  bool has_run_ = false;
  bool is_last_ = true;
};

/// A frame for expressions of a rule outside of its body.
template <class Work>
auto in_rule_frame(const Rule& rule, const Instance& instance, Evaluation& evaluation, Span span,
                   Work work) {
  const Slots slots(alloca(rule.slot_count * sizeof(Value)), rule.slot_count);
  Frame frame{slots.data(), nullptr, instance, evaluation};
  enter_cells(rule.select_cells, frame);
  try {
    return work(frame);
  } catch (Error& error) {
    locate(error, frame, span);
    error.locate_rule(rule.name.view());
    throw;
  }
}

}  // namespace

bool evaluate_where(const Rule& rule, const EventBase& base, const Map& bindings,
                    const Instance& instance, Evaluation& evaluation) {
  return in_rule_frame(rule, instance, evaluation, base.where->span, [&](Frame& frame) {
    for (const SelectVariable& variable : rule.select_variables) {
      const Value* value = bindings.find(variable.name);
      store(frame, variable.slot, value != nullptr ? *value : Value());
    }
    return base.where->test(frame);
  });
}

bool evaluate_select_where(const Rule& rule, const Instance& instance, Evaluation& evaluation) {
  const Node& where = *rule.select.where;
  return in_rule_frame(rule, instance, evaluation, where.span, [&](Frame& frame) {
    const Value value = where.evaluate(frame);
    return value.is(Kind::Boolean) && value.boolean();
  });
}

double evaluate_within(const Rule& rule, const Instance& instance, Evaluation& evaluation) {
  const Node& within = *rule.select.within;
  return in_rule_frame(rule, instance, evaluation, within.span, [&](Frame& frame) {
    const Value value = within.evaluate(frame);
    const double count =
        value.is_array() || value.is_map() ? std::nan("") : to_number(value).value_or(std::nan(""));
    const double limit = count * rule.select.period_ms;
    if (std::isfinite(limit)) return limit;
    throw type_error(
        "within timeLimit must be a number (ms) or a function that returns the limit.");
  });
}

RuleEnd run_rule(const Rule& rule, const Map& settings, const Instance& instance,
                 Evaluation& evaluation) {
  const Slots slots(alloca(rule.slot_count * sizeof(Value)), rule.slot_count);
  Frame frame{slots.data(), nullptr, instance, evaluation};
  try {
    return RuleRun(rule, frame).run(settings);
  } catch (Error& error) {
    locate(error, frame, Span{});
    error.locate_rule(rule.name.view());
    throw;
  }
}

}  // namespace pico::krl
