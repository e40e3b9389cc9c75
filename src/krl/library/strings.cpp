// SPDX-License-Identifier: MIT
//
// Members for text that need no patterns (spec krl-values-and-stdlib.md 6). Each turns its subject
// into a String first; positions and lengths are UTF-16 units.
#include <algorithm>
#include <cmath>

#include "krl/library/members.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/string.hpp"
#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

/// What a function of text makes of the subject.
template <auto change>
Value changed(Call& call) {
  const String text = to_string(call[0]);
  return String(change(text.view()));
}

std::string with_capital(std::string_view text) {
  size_t rest = 0;
  // One UTF-16 unit is changed: half of a character beyond the BMP has no upper case.
  const bool has_capital = !text.empty() && next_code_point(text, rest) <= 0xFFFF;
  std::string result;
  if (has_capital) result = to_upper(text.substr(0, rest));
  return result.append(text.substr(has_capital ? rest : 0));
}

/// What a test of two texts says of subject and target.
template <bool (*test)(std::string_view text, std::string_view target)>
Value tested(Call& call) {
  return test(to_string(call[0]).view(), to_string(call[1]).view());
}

bool includes(std::string_view text, std::string_view target) {
  return text.find(target) != text.npos;
}
bool has_start(std::string_view text, std::string_view target) { return text.starts_with(target); }
bool has_end(std::string_view text, std::string_view target) { return text.ends_with(target); }

Value ord(Call& call) {
  const String text = to_string(call[0]);
  return text.empty() ? Value::null() : Value(static_cast<int>(unit_at(text.view(), 0)));
}

Value substr(Call& call) {
  const String text = to_string(call[0]);
  const std::optional<double> start = to_number(call[1]);
  if (!start) return text;
  const std::string_view view = text.view();
  const auto length = static_cast<double>(text.is_ascii() ? view.size() : utf16_length(view));
  if (*start > length) return String();

  const std::optional<double> wanted = to_number(call[2]);
  double end = length;
  if (wanted) end = *wanted > 0 ? *start + *wanted : length + *wanted;
  const auto [low, high] = std::minmax(
      {std::clamp(std::trunc(*start), 0.0, length), std::clamp(std::trunc(end), 0.0, length)});
  const auto first = static_cast<size_t>(low);
  const auto last = static_cast<size_t>(high);
  if (text.is_ascii()) return view.substr(first, last - first);
  return String(cut(view, byte_offset(view, first), byte_offset(view, last)));
}

// sprintf ----------------------------------------------------------------------------------------

/// Appends `piece` of a template with `text` for every `spec` that has no backslash before it. The
/// character before a `spec` is consumed with it: of two in a row only the first counts.
void append_filled(StringObject::Text& result, std::string_view piece, std::string_view spec,
                   std::string_view text) {
  size_t written = 0;
  if (piece.starts_with(spec)) {
    result.append(text);
    written = spec.size();
  }
  size_t at = piece.find(spec, written + 1);
  while (at != piece.npos) {
    if (piece[at - 1] == '\\') {
      at = piece.find(spec, at + 1);
      continue;
    }
    result.append(piece.substr(written, at - written)).append(text);
    written = at + spec.size();
    at = piece.find(spec, written + 1);
  }
  result.append(piece.substr(std::min(written, piece.size())));
}

/// `text` with every `\spec` turned into `spec`.
StringObject::Text unescaped(std::string_view text, std::string_view spec) {
  StringObject::Text result;
  size_t written = 0;
  for (size_t at = text.find(spec); at != text.npos; at = text.find(spec, at + 1)) {
    if (at == written || text[at - 1] != '\\') continue;
    result.append(text.substr(written, at - 1 - written)).append(spec);
    written = at + spec.size();
  }
  return result.append(text.substr(written));
}

Value fill_template(Call& call) {
  constexpr std::string_view kEscapedBackslash = "\\\\";
  if (call[1].is_null()) return String();
  const String form = to_string(call[1]);
  if (!call[0].is_number() && !call[0].is_string()) return form;
  const std::string_view spec = call[0].is_number() ? "%d" : "%s";
  const String text = to_string(call[0]);

  StringObject::Text filled;
  std::string_view rest = form.view();
  for (size_t at = rest.find(kEscapedBackslash); at != rest.npos;
       at = rest.find(kEscapedBackslash)) {
    append_filled(filled, rest.substr(0, at), spec, text.view());
    filled.push_back('\\');
    rest.remove_prefix(at + kEscapedBackslash.size());
  }
  append_filled(filled, rest, spec, text.view());
  return std::string_view(unescaped(filled, spec));
}

constexpr NativeMember kMembers[] = {
    {"capitalize", MemberKind::Function, parameters<"val">, changed<with_capital>},
    {"contains", MemberKind::Function, parameters<"val", "target">, tested<includes>},
    {"endsWith", MemberKind::Function, parameters<"val", "target">, tested<has_end>},
    {"lc", MemberKind::Function, parameters<"val">, changed<to_lower>},
    {"ord", MemberKind::Function, parameters<"val">, ord},
    {"sprintf", MemberKind::Function, parameters<"val", "template">, fill_template},
    {"startsWith", MemberKind::Function, parameters<"val", "target">, tested<has_start>},
    {"substr", MemberKind::Function, parameters<"val", "start", "len">, substr},
    {"trim", MemberKind::Function, parameters<"val">, changed<trim>},
    {"trimLeading", MemberKind::Function, parameters<"val">, changed<trim_leading>},
    {"trimTrailing", MemberKind::Function, parameters<"val">, changed<trim_trailing>},
    {"uc", MemberKind::Function, parameters<"val">, changed<to_upper>},
};

}  // namespace

std::span<const NativeMember> string_members() { return kMembers; }

}  // namespace pico::krl
