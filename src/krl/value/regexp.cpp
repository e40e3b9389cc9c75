// SPDX-License-Identifier: MIT
//
// Regular expressions: see regexp.hpp. A pattern is compiled for ASCII subjects at once, which
// finds its errors, and for others when the first of them comes. The cache is process-wide, like
// the memory meter: patterns are immutable, and a literal would else be compiled at each
// evaluation.
#include "krl/value/regexp.hpp"

#include <algorithm>
#include <list>
#include <unordered_map>

#include "krl/text/error.hpp"
#include "krl/value/pattern_program.hpp"
#include "krl/value/pattern_translation.hpp"
#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

// Longer ones are no work of people, and PCRE2's own bound is near.
constexpr size_t kMaxSourceBytes = size_t{32} << 10;
// More patterns than that one evaluation in a loop will hardly use in turn.
constexpr size_t kMaxCachedPatterns = 256;

/// The source as ECMAScript prints it: what could not stand between slashes is escaped.
std::string printed_source(std::string_view source) {
  constexpr std::string_view kLineSeparator = "\u2028";
  constexpr std::string_view kParagraphSeparator = "\u2029";
  if (source.empty()) return "(?:)";
  std::string printed;
  bool in_class = false;
  bool is_escaped = false;
  for (size_t i = 0; i < source.size(); ++i) {
    const char c = source[i];
    const std::string_view rest = source.substr(i);
    std::string_view line_end;
    if (c == '\n') line_end = "n";
    if (c == '\r') line_end = "r";
    if (rest.substr(0, kLineSeparator.size()) == kLineSeparator) line_end = "u2028";
    if (rest.substr(0, kParagraphSeparator.size()) == kParagraphSeparator) line_end = "u2029";

    const bool needs_escape = !line_end.empty() || (c == '/' && !in_class);
    if (needs_escape && !is_escaped) printed.push_back('\\');
    if (line_end.empty()) {
      printed.push_back(c);
    } else {
      printed.append(line_end);
      if (line_end[0] == 'u') i += kLineSeparator.size() - 1;
    }
    if (!is_escaped && c == '[') in_class = true;
    if (!is_escaped && c == ']') in_class = false;
    is_escaped = c == '\\' && !is_escaped;
  }
  return printed;
}

struct Flags {
  bool is_global = false;
  bool ignores_case = false;
};

Flags parse_flags(std::string_view text) {
  constexpr std::string_view kKnown = "gim";
  for (const char flag : text) {
    if (kKnown.find(flag) == kKnown.npos || std::count(text.begin(), text.end(), flag) > 1) {
      std::string message = "Invalid flags supplied to RegExp constructor '";
      message.append(text).append("'");
      throw Error(ErrorClass::SyntaxError, std::move(message));
    }
  }
  return {text.find('g') != text.npos, text.find('i') != text.npos};
}

class CompiledPattern final : public Pattern {
 public:
  CompiledPattern(std::string_view source, std::string_view flag_text) : raw_source_(source) {
    if (source.size() > kMaxSourceBytes) {
      throw pattern_error(source.substr(0, 0), "Regular expression too large");
    }
    const Flags flags = parse_flags(flag_text);
    global_ = flags.is_global;
    ignore_case_ = flags.ignores_case;
    const Translation translation = translate_pattern(source, ignore_case_, UnitWidth::Narrow);
    narrow_ = std::make_unique<PatternProgram<char>>(translation, ignore_case_, source);
    group_count_ = translation.group_count;
    names_ = translation.names;
    source_ = printed_source(source);
  }

  [[nodiscard]] size_t group_number(std::string_view name) const override {
    const auto found = std::find_if(names_.begin(), names_.end(),
                                    [&](const auto& known) { return known.name == name; });
    return found == names_.end() ? 0 : found->group;
  }

  [[nodiscard]] bool names_groups() const noexcept override { return !names_.empty(); }

  [[nodiscard]] std::optional<Match> search(const Subject& subject, size_t from) const override {
    if (from > subject.text().size()) return std::nullopt;
    const std::optional<UnitMatch> units =
        subject.is_ascii()
            ? narrow_->search(subject.text(), from, raw_source_)
            : wide().search(subject.units(), subject.units_before(from), raw_source_);
    if (!units) return std::nullopt;
    Match match(units->size());
    for (size_t i = 0; i < match.size(); ++i) {
      if (const std::optional<UnitRange>& range = (*units)[i]) {
        match[i] = {subject.position_of(range->start), subject.position_of(range->end), true};
      }
    }
    return match;
  }

 private:
  const PatternProgram<char16_t>& wide() const {
    if (!wide_) {
      wide_ = std::make_unique<PatternProgram<char16_t>>(
          translate_pattern(raw_source_, ignore_case_, UnitWidth::Wide), ignore_case_, raw_source_);
    }
    return *wide_;
  }

  std::string raw_source_;
  std::vector<Translation::Name> names_;
  std::unique_ptr<PatternProgram<char>> narrow_;
  mutable std::unique_ptr<PatternProgram<char16_t>> wide_;
};

/// The patterns used last, the latest first.
class PatternCache {
 public:
  std::shared_ptr<const Pattern> compile(std::string_view source, std::string_view flags) {
    std::string key(flags);
    key.append("/").append(source);
    if (const auto known = index_.find(key); known != index_.end()) {
      entries_.splice(entries_.begin(), entries_, known->second);
      return known->second->pattern;
    }
    entries_.push_front({key, std::make_shared<CompiledPattern>(source, flags)});
    index_.emplace(entries_.front().key, entries_.begin());
    if (entries_.size() > kMaxCachedPatterns) {
      index_.erase(entries_.back().key);
      entries_.pop_back();
    }
    return entries_.front().pattern;
  }

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const Pattern> pattern;
  };
  std::list<Entry> entries_;
  std::unordered_map<std::string_view, std::list<Entry>::iterator> index_;  // keys are the entries'
};

}  // namespace

std::shared_ptr<const Pattern> Pattern::compile(std::string_view source, std::string_view flags) {
  static PatternCache cache;
  return cache.compile(source, flags);
}

std::optional<Match> RegExp::execute(const Subject& subject) const {
  const bool is_global = pattern().is_global();
  const size_t from = is_global ? object_->last_index : 0;
  std::optional<Match> match;
  if (from <= subject.size_units()) match = pattern().search(subject, subject.position_of(from));
  if (is_global) object_->last_index = match ? subject.units_before((*match)[0].end) : 0;
  return match;
}

}  // namespace pico::krl
