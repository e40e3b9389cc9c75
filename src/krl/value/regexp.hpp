// SPDX-License-Identifier: MIT
//
// Regular expressions: ECMAScript's, run by PCRE2 with bounds on work.
//
// A RegExp value is a compiled Pattern (shared, cached) and, for flag `g`, a mutable position
// (spec krl-values-and-stdlib.md 6.1). A literal makes a fresh RegExp at each evaluation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "krl/value/string.hpp"
#include "krl/value/subject.hpp"
#include "krl/value/value.hpp"

namespace pico::krl {

/// The part of the subject between two positions (unicode.hpp: `cut` gives its text); absent groups
/// have `found` false.
struct MatchRange {
  size_t start = 0;
  size_t end = 0;
  bool found = false;
};

/// Element 0 is the whole match, the others are the groups.
using Match = std::vector<MatchRange>;

/// Steps of matching after which a search fails: some tenths of a second. Patterns that need more
/// are the exploding ones, and nothing can interrupt PCRE2 while it runs.
inline constexpr uint32_t kMaxSearchSteps = 5'000'000;

/// Bounds the searches of the process from here on.
void set_max_search_steps(uint32_t steps) noexcept;

/// A compiled expression, immutable.
class Pattern {
 public:
  /// Translates and compiles an ECMAScript pattern (no `u` flag); flags of `g`, `i`, `m`, of which
  /// `m` has no effect. Throws `SyntaxError: Invalid regular expression: /P/: REASON` or
  /// `Invalid flags supplied to RegExp constructor 'F'`. Compiled patterns are cached (bounded).
  static std::shared_ptr<const Pattern> compile(std::string_view source, std::string_view flags);

  virtual ~Pattern() = default;
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  /// The source as ECMAScript prints it (`/` escaped, empty is `(?:)`).
  [[nodiscard]] const std::string& source() const noexcept { return source_; }
  [[nodiscard]] bool is_global() const noexcept { return global_; }
  [[nodiscard]] bool ignores_case() const noexcept { return ignore_case_; }
  [[nodiscard]] size_t group_count() const noexcept { return group_count_; }
  /// The number of the group of that name; 0 if there is none.
  [[nodiscard]] virtual size_t group_number(std::string_view name) const = 0;
  /// Whether any group has a name.
  [[nodiscard]] virtual bool names_groups() const noexcept = 0;

  /// The first match at or after the position `from`. Throws Error{LimitExceeded} when the work
  /// exceeds the bounds.
  [[nodiscard]] virtual std::optional<Match> search(const Subject& subject, size_t from) const = 0;
  /// The same for a single search.
  [[nodiscard]] std::optional<Match> search(std::string_view subject, size_t from) const {
    return search(Subject(subject), from);
  }

 protected:
  Pattern() = default;

  std::string source_;
  size_t group_count_ = 0;
  bool global_ = false;
  bool ignore_case_ = false;
};

class RegExpObject final : public Object {
 public:
  explicit RegExpObject(std::shared_ptr<const Pattern> compiled) : pattern(std::move(compiled)) {}

  std::shared_ptr<const Pattern> pattern;
  size_t last_index = 0;  // UTF-16 units before the place where a `g` search goes on
};

class RegExp {
 public:
  explicit RegExp(std::shared_ptr<const Pattern> pattern)
      : object_(make_ref<RegExpObject>(std::move(pattern))) {}

  [[nodiscard]] const Pattern& pattern() const noexcept { return *object_->pattern; }
  [[nodiscard]] RegExpObject* object() const noexcept { return object_.get(); }

  /// ECMAScript `test`/`exec`: starts at the position of a `g` expression and leaves it behind
  /// the match, at 0 when there is none.
  [[nodiscard]] std::optional<Match> execute(const Subject& subject) const;
  [[nodiscard]] std::optional<Match> execute(std::string_view subject) const {
    return execute(Subject(subject));
  }

 private:
  friend class Value;
  Ref<RegExpObject> object_;
};

inline Value::Value(const RegExp& regexp) noexcept : kind_(Kind::RegExp), number_(0) {
  object_ = regexp.object();
  object_->retain();
}
inline const RegExp& Value::regexp() const noexcept {
  return reinterpret_cast<const RegExp&>(object_);
}

}  // namespace pico::krl
