// SPDX-License-Identifier: MIT
//
// What a running program asks of its surroundings: entity variables, effects of rules, logs and
// interrupts. The engine implements it; a bare expression runs on a Host that refuses effects.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "krl/value/map.hpp"
#include "krl/value/string.hpp"
#include "krl/value/value.hpp"

namespace pico::krl {

class Instance;

/// Spec errors.md 7; the codes are those of log entries.
enum class LogLevel : uint8_t { Error = 10, Warn = 20, Info = 30, Klog = 40, Debug = 50 };
/// "error", "warn", …
std::string_view name_of(LogLevel level) noexcept;

/// An event that a rule raises (spec krl-language.md 10.2), not yet checked.
struct RaisedEvent {
  Value domain;
  Value name;
  Value attributes;
  std::optional<Value> for_rids;  // `for e`: a String or an Array of them
};

/// A `schedule` statement (spec krl-language.md 10.4), not yet checked.
struct ScheduledEvent {
  Value domain;
  Value name;
  Value attributes;
  bool repeats;
  Value time;  // the operand of `at` or `repeat`
};

class Host {
 public:
  virtual ~Host() = default;

  // Entity variables of the instance's ruleset on its pico (spec krl-language.md 12).
  /// Null (N) when unset.
  virtual Value entity(const Instance& instance, const String& name) = 0;
  virtual Value entity_at(const Instance& instance, const String& name, const Value& path) = 0;
  virtual void set_entity(const Instance& instance, const String& name, Value value) = 0;
  virtual void set_entity_at(const Instance& instance, const String& name, const Value& path,
                             Value value) = 0;
  virtual void clear_entity(const Instance& instance, const String& name) = 0;
  virtual void clear_entity_at(const Instance& instance, const String& name, const Value& path) = 0;

  /// The rule whose body runs from now on; null at its end. Effects below are that rule's.
  virtual void rule_body(const String* name) = 0;
  virtual void raise(RaisedEvent event) = 0;
  /// The job, which `setting(x)` binds.
  virtual Value schedule(ScheduledEvent event) = 0;
  /// `error LEVEL data` without its control flow, which is the caller's (spec 9.5).
  virtual void raise_error(LogLevel level, Value data) = 0;
  /// The directive made (spec krl-language.md 7.3).
  virtual Value send_directive(Value name, Value options) = 0;

  /// Whether entries of this level are recorded, for callers that would only make them in vain.
  [[nodiscard]] virtual bool logs(LogLevel level) const = 0;
  /// One log entry; `data` are further members, before the message. `instance` may be null.
  virtual void log(LogLevel level, const Value& message, const Map& data,
                   const Instance* instance) = 0;

  /// Uniform in [0, 1): picks the action of `sample`.
  virtual double random() = 0;
  /// Called often by everything that loops; throws to stop the evaluation (cancel, time-out).
  virtual void poll() = 0;
};

}  // namespace pico::krl
