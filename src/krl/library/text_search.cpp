// SPDX-License-Identifier: MIT
//
// Members that search text, by pattern or literally (spec krl-values-and-stdlib.md 6.1).
//
// A search that a `g` expression goes on with from its last position runs through
// RegExp::execute; all others start at the front and leave the position alone or at 0.
#include <string>

#include "krl/library/members.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/value/array.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/operators.hpp"
#include "krl/value/regexp.hpp"
#include "krl/value/subject.hpp"
#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

using Text = StringObject::Text;

/// The regular expression that an argument is, or whose source its text is.
RegExp regexp_of(const Value& value) {
  if (value.is(Kind::RegExp)) return value.regexp();
  return RegExp(Pattern::compile(to_string(value).view(), ""));
}

void append_cut(Text& result, const Subject& subject, size_t start, size_t end) {
  if (subject.is_ascii()) {
    result.append(subject.text().substr(start, end - start));
  } else {
    result.append(cut(subject.text(), start, end));
  }
}

String cut_out(const Subject& subject, size_t start, size_t end) {
  Text text;
  append_cut(text, subject, start, end);
  return String(text);
}

/// The text of a group; Null (U) where it took no part in the match.
Value group_text(const Subject& subject, const MatchRange& range) {
  return range.found ? Value(cut_out(subject, range.start, range.end)) : Value();
}

/// Calls `visit` with the first match of an expression in the text, with all if it is global, which
/// then has its position at 0.
template <class Visit>
void visit_matches(const RegExp& regexp, const Subject& subject, Evaluation& evaluation,
                   Visit visit) {
  const bool is_global = regexp.pattern().is_global();
  if (is_global) regexp.object()->last_index = 0;
  const size_t end = subject.text().size();
  for (size_t from = 0; from <= end;) {
    evaluation.poll();
    const std::optional<Match> match = regexp.pattern().search(subject, from);
    if (!match) return;
    visit(*match);
    if (!is_global) return;
    const MatchRange& whole = match->front();
    if (whole.end > whole.start) {
      from = whole.end;
    } else {
      from = whole.end < end ? next_unit(subject.text(), whole.end) : end + 1;
    }
  }
}

// Searching --------------------------------------------------------------------------------------

Value match(Call& call) {
  if (!call[1].is(Kind::RegExp) && !call[1].is_string()) return false;
  const String text = to_string(call[0]);
  return regexp_of(call[1]).execute(text.view()).has_value();
}

Value like(Call& call) { return is_like(call[0], call[1]); }

Value extract(Call& call) {
  if (call.count() < 2) return Array();
  const String text = to_string(call[0]);
  const Subject subject(text.view());
  const RegExp regexp = regexp_of(call[1]);
  const bool is_global = regexp.pattern().is_global();
  Values found;
  visit_matches(regexp, subject, call.evaluation(), [&](const Match& match) {
    const size_t first = is_global ? 0 : 1;
    const size_t last = is_global ? 1 : match.size();
    for (size_t i = first; i < last; ++i) found.push_back(group_text(subject, match[i]));
  });
  return Array(std::move(found));
}

// Splitting --------------------------------------------------------------------------------------

Values split_by_pattern(const Subject& subject, const Pattern& pattern, Evaluation& evaluation) {
  const size_t end = subject.text().size();
  Values pieces;
  if (end == 0) {
    if (!pattern.search(subject, 0)) pieces.emplace_back(String());
    return pieces;
  }
  size_t piece = 0;  // where the piece begins that is still to be ended
  size_t from = 0;
  while (from < end) {
    evaluation.poll();
    const std::optional<Match> match = pattern.search(subject, from);
    if (!match || match->front().start >= end) break;
    const MatchRange& whole = match->front();
    // An empty match at the beginning of a piece would split nothing off.
    if (whole.end == piece) {
      from = next_unit(subject.text(), from);
      continue;
    }
    pieces.emplace_back(cut_out(subject, piece, whole.start));
    for (size_t i = 1; i < match->size(); ++i) {
      pieces.push_back(group_text(subject, (*match)[i]));
    }
    piece = whole.end;
    from = piece;
  }
  pieces.emplace_back(cut_out(subject, piece, end));
  return pieces;
}

Values split_into_units(std::string_view text, Evaluation& evaluation) {
  Values units;
  for (size_t start = 0; start < text.size();) {
    evaluation.poll();
    const size_t end = next_unit(text, start);
    units.emplace_back(String(cut(text, start, end)));
    start = end;
  }
  return units;
}

Values split_literally(std::string_view text, std::string_view separator, Evaluation& evaluation) {
  if (separator.empty()) return split_into_units(text, evaluation);
  Values pieces;
  size_t start = 0;
  for (size_t at = text.find(separator); at != text.npos; at = text.find(separator, start)) {
    evaluation.poll();
    pieces.emplace_back(text.substr(start, at - start));
    start = at + separator.size();
  }
  pieces.emplace_back(text.substr(start));
  return pieces;
}

Value split(Call& call) {
  const String text = to_string(call[0]);
  Evaluation& evaluation = call.evaluation();
  if (call[1].is(Kind::RegExp)) {
    const RegExp& regexp = call[1].regexp();
    return Array(split_by_pattern(Subject(text.view()), regexp.pattern(), evaluation));
  }
  return Array(split_literally(text.view(), to_string(call[1]).view(), evaluation));
}

// Replacing by text ------------------------------------------------------------------------------

/// A replacement text, whose references (`$&`, `$1`, `$<name>` …) stand for parts of each match.
class ReplacementForm {
 public:
  /// `pattern` is null for a literal search, which has no groups.
  ReplacementForm(std::string_view form, const Subject& subject, const Pattern* pattern)
      : form_(form), subject_(subject), pattern_(pattern) {}

  void append_to(Text& result, const Match& match) const {
    std::string_view rest = form_;
    for (size_t dollar = rest.find('$'); dollar != rest.npos; dollar = rest.find('$')) {
      result.append(rest.substr(0, dollar));
      rest.remove_prefix(dollar + 1);
      const size_t length = append_reference(result, rest, match);
      // What is no reference is meant as it stands.
      if (length == 0) result.push_back('$');
      rest.remove_prefix(length);
    }
    result.append(rest);
  }

 private:
  void append_group(Text& result, const MatchRange& range) const {
    if (range.found) append_cut(result, subject_, range.start, range.end);
  }

  /// Appends what the reference at the front of `rest`, after its `$`, stands for; gives its length
  /// or 0 where there is none.
  size_t append_reference(Text& result, std::string_view rest, const Match& match) const {
    if (rest.empty()) return 0;
    const MatchRange& whole = match.front();
    switch (rest.front()) {
      case '$':
        result.push_back('$');
        return 1;
      case '&':
        append_group(result, whole);
        return 1;
      case '`':
        append_cut(result, subject_, 0, whole.start);
        return 1;
      case '\'':
        append_cut(result, subject_, whole.end, subject_.text().size());
        return 1;
      case '<':
        return append_named(result, rest, match);
      default:
        return append_numbered(result, rest, match);
    }
  }

  size_t append_numbered(Text& result, std::string_view rest, const Match& match) const {
    constexpr size_t kMaxDigits = 2;
    size_t length = 0;
    size_t number = 0;
    size_t read = 0;
    for (size_t i = 0; i < std::min(rest.size(), kMaxDigits); ++i) {
      if (rest[i] < '0' || rest[i] > '9') break;
      read = read * 10 + static_cast<size_t>(rest[i] - '0');
      // The second digit counts only if there is such a group.
      if (read == 0 || read >= match.size()) continue;
      number = read;
      length = i + 1;
    }
    if (length > 0) append_group(result, match[number]);
    return length;
  }

  size_t append_named(Text& result, std::string_view rest, const Match& match) const {
    const size_t close = rest.find('>');
    if (pattern_ == nullptr || !pattern_->names_groups() || close == rest.npos) return 0;
    const size_t number = pattern_->group_number(rest.substr(1, close - 1));
    if (number > 0) append_group(result, match[number]);
    return close + 1;
  }

  std::string_view form_;
  const Subject& subject_;
  const Pattern* pattern_;
};

Value replace_matches(const Subject& subject, const RegExp& regexp, std::string_view replacement,
                      Evaluation& evaluation) {
  const ReplacementForm form(replacement, subject, &regexp.pattern());
  Text result;
  size_t written = 0;
  visit_matches(regexp, subject, evaluation, [&](const Match& match) {
    append_cut(result, subject, written, match.front().start);
    form.append_to(result, match);
    written = match.front().end;
  });
  append_cut(result, subject, written, subject.text().size());
  return std::string_view(result);
}

Value replace_literally(const Subject& subject, std::string_view searched,
                        std::string_view replacement) {
  const std::string_view text = subject.text();
  const size_t at = text.find(searched);
  if (at == text.npos) return text;
  const Match match = {{at, at + searched.size(), true}};
  Text result(text.substr(0, at));
  ReplacementForm(replacement, subject, nullptr).append_to(result, match);
  result.append(text.substr(at + searched.size()));
  return std::string_view(result);
}

// Replacing by a function ------------------------------------------------------------------------

/// What a callback makes of a match: its arguments are the match, the groups, where and in what.
Value call_replacer(const Call& call, const String& text, const Subject& subject,
                    const Match& match) {
  Values arguments;
  for (const MatchRange& range : match) arguments.push_back(group_text(subject, range));
  arguments.emplace_back(static_cast<double>(subject.units_before(match.front().start)));
  arguments.emplace_back(text);
  return call.evaluation().call(call[2], arguments, call.caller());
}

Value replace_by_callback(const Call& call, const String& text) {
  const Subject subject(text.view());
  const RegExp regexp = regexp_of(call[1]);
  const bool is_global = regexp.pattern().is_global();
  Text result;
  size_t written = 0;
  while (const std::optional<Match> match = regexp.execute(subject)) {
    const MatchRange& whole = match->front();
    // A callback that searches with the same expression can send it back.
    if (whole.start >= written) {
      append_cut(result, subject, written, whole.start);
      written = whole.end;
    }
    result.append(javascript_text(call_replacer(call, text, subject, *match)));
    if (!is_global) break;
    if (whole.start == whole.end) ++regexp.object()->last_index;
  }
  append_cut(result, subject, written, text.size_bytes());
  return std::string_view(result);
}

Value replace(Call& call) {
  if (call.count() < 2) return call.take(0);
  const String text = to_string(call[0]);
  if (call[2].is_function()) return replace_by_callback(call, text);

  const Subject subject(text.view());
  const String replacement = call[2].is_null() ? String() : to_string(call[2]);
  if (call[1].is(Kind::RegExp)) {
    return replace_matches(subject, call[1].regexp(), replacement.view(), call.evaluation());
  }
  return replace_literally(subject, to_string(call[1]).view(), replacement.view());
}

constexpr NativeMember kMembers[] = {
    {"extract", MemberKind::Function, parameters<"val", "regex">, extract},
    {"like", MemberKind::Function, parameters<"left", "right">, like},
    {"match", MemberKind::Function, parameters<"val", "regex">, match},
    {"replace", MemberKind::Function, parameters<"val", "regex", "replacement">, replace},
    {"split", MemberKind::Function, parameters<"val", "splitOn">, split},
};

}  // namespace

std::span<const NativeMember> search_members() { return kMembers; }

}  // namespace pico::krl
