// SPDX-License-Identifier: MIT
//
// The translation of regular expressions: see pattern_translation.hpp. One pass finds the groups,
// which escapes refer to, a second one parses and writes.
//
// Known differences that remain: each alternative of a lookbehind must have a fixed length; a
// reference that ignores case does so for ASCII only, and within a repeated group it still sees
// what the turn before captured.
#include "krl/value/pattern_translation.hpp"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <optional>

#include "krl/value/unicode.hpp"
#include "krl/value/unit_set.hpp"

namespace pico::krl {

namespace {

// Deeper than anybody writes; it bounds the recursion here and in PCRE2.
constexpr size_t kMaxNesting = 200;
// What PCRE2 can count to. More repetitions than that are as good as any number.
constexpr size_t kMaxRepetitions = 65535;
constexpr size_t kUnbounded = ~size_t{0};

constexpr std::string_view kTooLarge = "Regular expression too large";
constexpr std::string_view kNothingToRepeat = "Nothing to repeat";

struct Quantifier {
  size_t least;
  size_t most;
};

bool is_digit(char16_t c) { return c >= u'0' && c <= u'9'; }
bool is_octal(char16_t c) { return c >= u'0' && c <= u'7'; }
bool is_letter(char16_t c) { return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z'); }
std::optional<unsigned> hex_digit(char16_t c) {
  if (is_digit(c)) return c - u'0';
  if (c >= u'a' && c <= u'f') return c - u'a' + 10u;
  if (c >= u'A' && c <= u'F') return c - u'A' + 10u;
  return std::nullopt;
}

bool is_name(std::string_view name) {
  for (size_t i = 0; i < name.size();) {
    const bool is_first = i == 0;
    const auto c = static_cast<UChar32>(next_code_point(name, i));
    const bool is_extra = c == '$' || c == '_' || (!is_first && (c == 0x200C || c == 0x200D));
    const UProperty property = is_first ? UCHAR_ID_START : UCHAR_ID_CONTINUE;
    if (!is_extra && !u_hasBinaryProperty(c, property)) return false;
  }
  return !name.empty();
}

class Translator {
 public:
  Translator(std::string_view source, bool ignore_case, UnitWidth width)
      : text_(source),
        source_(to_utf16(source)),
        ignore_case_(ignore_case),
        last_unit_(width == UnitWidth::Narrow ? 0x7F : 0xFFFF) {}

  Translation translate() {
    find_groups();
    alternatives();
    if (!at_end()) fail("Unmatched ')'");
    result_.group_count = group_count_;
    result_.names = std::move(names_);
    return std::move(result_);
  }

 private:
  [[noreturn]] void fail(std::string_view reason) const { throw pattern_error(text_, reason); }

  // ---- The source ------------------------------------------------------------------------------

  [[nodiscard]] bool at_end() const { return at_ == source_.size(); }
  [[nodiscard]] bool sees(char16_t c) const { return !at_end() && source_[at_] == c; }
  [[nodiscard]] bool sees(std::u16string_view text) const {
    return std::u16string_view(source_).substr(at_, text.size()) == text;
  }
  template <class Text>
  bool accept(Text text) {
    if (!sees(text)) return false;
    if constexpr (std::is_same_v<Text, char16_t>) {
      ++at_;
    } else {
      at_ += std::u16string_view(text).size();
    }
    return true;
  }

  /// The first pass: counts the groups and collects their names.
  void find_groups() {
    bool in_class = false;
    for (size_t i = 0; i < source_.size(); ++i) {
      const char16_t c = source_[i];
      if (c == u'\\') {
        ++i;
      } else if (in_class) {
        in_class = c != u']';
      } else if (c == u'[') {
        in_class = true;
      } else if (c == u'(') {
        at_ = i + 1;
        if (!accept(u'?')) {
          ++group_total_;
        } else if (sees(u"<") && !sees(u"<=") && !sees(u"<!")) {
          ++group_total_;
          ++at_;
          names_.push_back({take_name(), group_total_});
        }
      }
    }
    at_ = 0;
  }

  /// The text up to a `>`, which is taken too; empty where there is none.
  std::string take_name() {
    const size_t end = source_.find(u'>', at_);
    if (end == std::u16string::npos) return {};
    std::string name = to_utf8(std::u16string_view(source_).substr(at_, end - at_));
    at_ = end + 1;
    return name;
  }

  // ---- Structure -------------------------------------------------------------------------------

  void alternatives() {
    while (!at_end() && !sees(u')')) {
      if (accept(u'|')) {
        out_.push_back('|');
      } else {
        term();
      }
    }
  }

  void term() {
    switch (source_[at_]) {
      case u'^':
        ++at_;
        out_.append("\\A");
        return;
      case u'$':
        ++at_;
        out_.append("\\z");
        return;
      case u'(':
        ++at_;
        group();
        return;
      case u'*':
      case u'+':
      case u'?':
        fail(kNothingToRepeat);
      case u'{':
        if (interval()) fail(kNothingToRepeat);
        literal(source_[at_++]);
        break;
      case u'[':
        ++at_;
        write_set(character_class());
        break;
      case u'.': {
        ++at_;
        UnitSet set = UnitSet::line_ends();
        set.complement(last_unit_);
        write_set(set);
        break;
      }
      case u'\\':
        ++at_;
        if (assertion_escape()) return;
        atom_escape();
        break;
      default:
        literal(source_[at_++]);
    }
    if (const std::optional<Quantifier> quantifier = take_quantifier()) {
      write_quantifier(*quantifier);
    }
  }

  void group() {
    if (++nesting_ > kMaxNesting) fail(kTooLarge);
    const size_t first_inside = captured_.size();
    size_t number = 0;
    bool is_lookbehind = false;
    if (!accept(u'?')) {
      number = open_capture();
    } else if (accept(u':')) {
      out_.append("(?:");
    } else if (accept(u'=')) {
      out_.append("(?=");
    } else if (accept(u'!')) {
      out_.append("(?!");
    } else if (accept(u"<=")) {
      out_.append("(?<=");
      is_lookbehind = true;
    } else if (accept(u"<!")) {
      out_.append("(?<!");
      is_lookbehind = true;
    } else if (accept(u'<')) {
      name();
      number = open_capture();
    } else {
      fail("Invalid group");
    }
    const size_t body = out_.size();
    lookbehinds_ += is_lookbehind ? 1 : 0;
    alternatives();
    lookbehinds_ -= is_lookbehind ? 1 : 0;
    if (!accept(u')')) fail("Unterminated group");
    --nesting_;

    const std::optional<Quantifier> quantifier = take_quantifier();
    if (quantifier && is_lookbehind) fail("Invalid quantifier");
    if (quantifier && quantifier->most > 1 && captured_.size() > first_inside) {
      mark_turns(body, first_inside);
    }
    out_.push_back(')');
    if (number != 0) close_capture(number);
    if (quantifier) write_quantifier(*quantifier);
  }

  size_t open_capture() {
    const size_t number = ++group_count_;
    out_.append("(?<").append(name_of_group(number)).append(">");
    open_.push_back(number);
    return number;
  }

  void close_capture(size_t number) {
    open_.pop_back();
    // What a lookbehind captures lies before the turn in which it does.
    if (lookbehinds_ == 0) captured_.push_back(number);
  }

  /// The name of a group, after `(?<`.
  void name() {
    const std::string name = take_name();
    if (!is_name(name)) fail("Invalid capture group name");
    const auto is_named = [&](const Translation::Name& known) { return known.name == name; };
    if (std::count_if(names_.begin(), names_.end(), is_named) > 1) {
      fail("Duplicate capture group name");
    }
  }

  /// Makes the body of a group, from `body` to the end, tell where its last turn began.
  void mark_turns(size_t body, size_t first_inside) {
    const std::string marker = "m" + std::to_string(result_.loops.size());
    out_.insert(body, "(?<" + marker + ">)(?:");
    out_.push_back(')');
    result_.loops.push_back(
        {marker, {captured_.begin() + static_cast<ptrdiff_t>(first_inside), captured_.end()}});
  }

  // ---- Quantifiers -----------------------------------------------------------------------------

  std::optional<Quantifier> take_quantifier() {
    std::optional<Quantifier> quantifier;
    if (accept(u'*')) {
      quantifier = {0, kUnbounded};
    } else if (accept(u'+')) {
      quantifier = {1, kUnbounded};
    } else if (accept(u'?')) {
      quantifier = {0, 1};
    } else {
      quantifier = interval();
    }
    if (quantifier && quantifier->least > quantifier->most) {
      fail("numbers out of order in {} quantifier");
    }
    return quantifier;
  }

  /// `{2}`, `{2,}` or `{2,3}`; nothing is taken where there is none, for a brace may be literal.
  std::optional<Quantifier> interval() {
    const size_t start = at_;
    if (accept(u'{')) {
      if (const std::optional<size_t> least = number()) {
        size_t most = *least;
        if (accept(u',')) most = number().value_or(kUnbounded);
        if (accept(u'}')) return Quantifier{*least, most};
      }
    }
    at_ = start;
    return std::nullopt;
  }

  std::optional<size_t> number() {
    constexpr size_t kLargest = size_t{1} << 32;  // large enough for all purposes
    if (at_end() || !is_digit(source_[at_])) return std::nullopt;
    size_t value = 0;
    for (; !at_end() && is_digit(source_[at_]); ++at_) {
      value = std::min(kLargest, value * 10 + (source_[at_] - u'0'));
    }
    return value;
  }

  void write_quantifier(const Quantifier& quantifier) {
    const auto [least, most] = quantifier;
    if (least > kMaxRepetitions) fail(kTooLarge);
    if (least == 0 && most == 1) {
      out_.push_back('?');
    } else if (least == 0 && most == kUnbounded) {
      out_.push_back('*');
    } else if (least == 1 && most == kUnbounded) {
      out_.push_back('+');
    } else {
      out_.append("{").append(std::to_string(least)).append(",");
      if (most <= kMaxRepetitions) out_.append(std::to_string(most));
      out_.append("}");
    }
    if (accept(u'?')) out_.push_back('?');
  }

  // ---- Escapes ---------------------------------------------------------------------------------

  /// `\b` and `\B`, which no quantifier may follow.
  bool assertion_escape() {
    if (accept(u'b')) {
      out_.append("\\b");
    } else if (accept(u'B')) {
      out_.append("\\B");
    } else {
      return false;
    }
    return true;
  }

  void atom_escape() {
    if (at_end()) fail("\\ at end of pattern");
    if (std::optional<UnitSet> set = set_escape()) {
      write_set(*set);
    } else if (!reference()) {
      literal(unit_escape(false));
    }
  }

  /// `\d \D \s \S \w \W`.
  std::optional<UnitSet> set_escape() {
    UnitSet set;
    switch (source_[at_]) {
      case u'd':
      case u'D':
        set = UnitSet::digits();
        break;
      case u's':
      case u'S':
        set = UnitSet::spaces();
        break;
      case u'w':
      case u'W':
        set = UnitSet::word_units();
        break;
      default:
        return std::nullopt;
    }
    const bool is_negated = source_[at_++] < u'a';
    set.clip(last_unit_);
    if (is_negated) set.complement(last_unit_);
    return set;
  }

  /// `\3` or `\k<name>`; nothing is taken where it means something else.
  bool reference() {
    const size_t start = at_;
    if (!names_.empty() && accept(u'k')) {
      write_reference(named_group());
      return true;
    }
    if (source_[at_] != u'0') {
      const std::optional<size_t> group = number();
      if (group && *group <= group_total_) {
        write_reference(*group);
        return true;
      }
    }
    at_ = start;
    return false;
  }

  size_t named_group() {
    if (!accept(u'<')) fail("Invalid named reference");
    const std::string wanted = take_name();
    if (!is_name(wanted)) fail("Invalid named reference");
    for (const Translation::Name& known : names_) {
      if (known.name == wanted) return known.group;
    }
    fail("Invalid named capture referenced");
  }

  void write_reference(size_t group) {
    const bool is_open = std::find(open_.begin(), open_.end(), group) != open_.end();
    if (is_open || group > group_count_) {
      // What is not finished, or not even begun, has captured nothing.
      out_.append("(?:)");
    } else {
      // In a group, for PCRE2 10.42 fails to repeat an unset reference in machine code.
      out_.append("(?:\\k{").append(name_of_group(group)).append("})");
    }
  }

  /// The unit that an escape stands for; what is not special stands for itself.
  char16_t unit_escape(bool in_class) {
    const char16_t c = source_[at_++];
    switch (c) {
      case u'f':
        return u'\f';
      case u'n':
        return u'\n';
      case u'r':
        return u'\r';
      case u't':
        return u'\t';
      case u'v':
        return u'\v';
      case u'b':
        return in_class ? u'\b' : c;
      case u'x':
        return hex_escape(2).value_or(c);
      case u'u':
        return hex_escape(4).value_or(c);
      case u'c':
        return control_escape(in_class);
      default:
        return is_octal(c) ? octal_escape(c) : c;
    }
  }

  std::optional<char16_t> hex_escape(size_t digits) {
    unsigned unit = 0;
    for (size_t i = 0; i < digits; ++i) {
      const std::optional<unsigned> digit =
          at_ + i < source_.size() ? hex_digit(source_[at_ + i]) : std::nullopt;
      if (!digit) return std::nullopt;
      unit = unit << 4 | *digit;
    }
    at_ += digits;
    return static_cast<char16_t>(unit);
  }

  /// `\cA`; without a letter the backslash stands for itself and the `c` is taken again.
  char16_t control_escape(bool in_class) {
    constexpr char16_t kControlBits = 0x1F;
    if (!at_end()) {
      const char16_t c = source_[at_];
      if (is_letter(c) || (in_class && (is_digit(c) || c == u'_'))) {
        ++at_;
        return c & kControlBits;
      }
    }
    --at_;
    return u'\\';
  }

  /// One to three octal digits, the first of which is taken already, up to 0377.
  char16_t octal_escape(char16_t first) {
    unsigned unit = first - u'0';
    for (int i = 0; i < 2 && !at_end() && is_octal(source_[at_]); ++i) {
      const unsigned longer = unit * 8 + (source_[at_] - u'0');
      if (longer > 0377) break;
      unit = longer;
      ++at_;
    }
    return static_cast<char16_t>(unit);
  }

  // ---- Classes ---------------------------------------------------------------------------------

  /// What follows `[`.
  UnitSet character_class() {
    const bool is_negated = accept(u'^');
    UnitSet set;
    while (!accept(u']')) {
      const ClassAtom first = class_atom();
      if (!sees(u'-') || sees(u"-]")) {
        set.add(first.set);
        continue;
      }
      ++at_;
      const ClassAtom last = class_atom();
      if (first.is_unit && last.is_unit) {
        if (first.unit > last.unit) fail("Range out of order in character class");
        set.add(first.unit, last.unit);
      } else {
        set.add(first.set);
        set.add(u'-');
        set.add(last.set);
      }
    }
    set.clip(last_unit_);
    if (ignore_case_) set.add_other_case();
    if (is_negated) set.complement(last_unit_);
    return set;
  }

  struct ClassAtom {
    UnitSet set;
    bool is_unit = false;
    char16_t unit = 0;
  };

  ClassAtom class_atom() {
    if (at_end()) fail("Unterminated character class");
    char16_t unit = source_[at_++];
    if (unit == u'\\') {
      if (at_end()) fail("\\ at end of pattern");
      if (std::optional<UnitSet> set = set_escape()) return {std::move(*set)};
      unit = unit_escape(true);
    }
    return {{unit}, true, unit};
  }

  // ---- Output ----------------------------------------------------------------------------------

  void literal(char16_t unit) {
    const bool is_ascii = unit < 0x80;
    if (is_ascii || (!ignore_case_ && unit <= last_unit_)) {
      // PCRE2 is told to ignore the case of ASCII itself.
      append_pattern_unit(out_, unit);
      return;
    }
    UnitSet set{unit};
    set.clip(last_unit_);
    if (ignore_case_) set.add_other_case();
    write_set(set);
  }

  void write_set(const UnitSet& set) { out_.append(set.to_pattern(last_unit_)); }

  std::string_view text_;
  std::u16string source_;
  bool ignore_case_;
  char16_t last_unit_;

  size_t at_ = 0;
  size_t nesting_ = 0;
  size_t lookbehinds_ = 0;
  size_t group_total_ = 0;        // in all of the source
  size_t group_count_ = 0;        // up to here
  std::vector<size_t> open_;      // groups that the place is in
  std::vector<size_t> captured_;  // groups that are closed and no lookbehind's
  std::vector<Translation::Name> names_;
  Translation result_;
  std::string& out_ = result_.pattern;
};

}  // namespace

std::string name_of_group(size_t group) { return "g" + std::to_string(group); }

Translation translate_pattern(std::string_view source, bool ignore_case, UnitWidth width) {
  return Translator(source, ignore_case, width).translate();
}

Error pattern_error(std::string_view source, std::string_view reason) {
  std::string message = "Invalid regular expression: /";
  message.append(source).append("/: ").append(reason);
  return {ErrorClass::SyntaxError, std::move(message)};
}

}  // namespace pico::krl
