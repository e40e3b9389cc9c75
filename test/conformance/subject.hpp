// SPDX-License-Identifier: MIT
//
// What is tested, seen through the smallest interface that the cases need. There are two subjects,
// the engine on the store in memory and the extension by SQL, and both must pass the same cases.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/json.hpp"

namespace pico::conformance {

/// What a caller of the subject is told instead of a result.
class Failure : public std::exception {
 public:
  Failure(std::string text, uint32_t line, uint32_t column)
      : text_(std::move(text)), line_(line), column_(column) {}
  explicit Failure(std::string text) : Failure(std::move(text), 0, 0) {}

  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }
  /// `CLASS: MESSAGE`.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  /// 0 while unknown.
  [[nodiscard]] uint32_t line() const noexcept { return line_; }
  [[nodiscard]] uint32_t column() const noexcept { return column_; }

 private:
  std::string text_;
  uint32_t line_;
  uint32_t column_;
};

/// Something that the compiler says about a source.
struct Finding {
  bool is_error;
  bool is_of_parser;
  std::string text;  // `CLASS: MESSAGE` of an error, the message of a warning
  uint32_t line;
  uint32_t column;
};

/// What the compiler makes of a source.
struct Verdict {
  std::string rid;  // empty where it is not accepted, or the subject does not tell
  std::vector<Finding> findings;

  /// The first error, or null.
  [[nodiscard]] const Finding* error() const noexcept {
    for (const Finding& finding : findings)
      if (finding.is_error) return &finding;
    return nullptr;
  }
};

struct LogLine {
  std::string level;
  std::string rid;
  Json message;
  std::optional<Json> value;
};

/// The ECIs between a pico and its parent; empty for a root.
struct FamilyTie {
  std::string child_eci;   // leads to the child
  std::string parent_eci;  // leads to the parent
};

/// What a new pico has.
enum class Rulesets { None, OfSystem };

/// What a subject cannot do or tell by its nature.
struct Abilities {
  bool tells_undefined;  // otherwise what has no JSON is null
};

/// All functions may throw Failure.
class Subject {
 public:
  virtual ~Subject() = default;

  [[nodiscard]] virtual Abilities abilities() const noexcept = 0;

  /// Begins with an empty image, in which `finish` leaves no trace.
  virtual void start() = 0;
  virtual void finish() = 0;

  virtual Verdict check(const std::string& krl) = 0;

  /// Makes `krl` the answer of `url` from now on.
  virtual void publish(const std::string& url, const std::string& krl) = 0;
  /// Makes the answer of `url` the version in force.
  virtual void load(const std::string& url) = 0;
  virtual void install(const std::string& pico, const std::string& url, const Json& config) = 0;
  virtual void uninstall(const std::string& pico, const std::string& rid) = 0;

  /// Its id.
  virtual std::string create_pico(const std::string& name, const std::optional<std::string>& parent,
                                  Rulesets rulesets) = 0;
  /// The record of the new channel, as `ctx:newChannel` gives it. A null policy allows everything.
  virtual Json create_channel(const std::string& pico, const Json& tags, const Json& event_policy,
                              const Json& query_policy) = 0;
  virtual FamilyTie family_tie(const std::string& pico) = 0;

  /// The directives.
  virtual Json raise_event(const std::string& eci, const Json& event) = 0;
  /// Nothing where there is no JSON. `query` and `event` are as in SCENARIOS.md, 3.
  virtual std::optional<Json> query(const std::string& eci, const Json& query) = 0;
  virtual std::optional<Json> event_query(const std::string& eci, const Json& event,
                                          const Json& query) = 0;

  /// Returns when nothing is pending.
  virtual void become_quiet() = 0;
  virtual void pass_time(int64_t milliseconds) = 0;
  /// What was logged since the last call; nothing when the subject does not tell.
  virtual std::optional<std::vector<LogLine>> take_logs() = 0;
};

/// A member that must be a text; empty when it is not.
inline std::string text_of(const Json& object, std::string_view key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// A member; `otherwise` when it is missing.
inline Json member_of(const Json& object, std::string_view key, Json otherwise) {
  const auto found = object.find(key);
  return found != object.end() ? *found : std::move(otherwise);
}

}  // namespace pico::conformance
