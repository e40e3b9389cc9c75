// SPDX-License-Identifier: MIT
//
// Placeholders and what they stand for: see bindings.hpp.
#include "conformance/bindings.hpp"

#include <algorithm>

namespace pico::conformance {
namespace {

constexpr std::string_view kOpen = "<<";
constexpr std::string_view kClose = ">>";
constexpr std::string_view kKinds[] = {"eci:", "pico:", "child_eci:", "parent_eci:", "id:", "time"};

/// Where the first placeholder of a text stands; `name` is empty when there is none.
struct Placeholder {
  size_t start = 0;
  size_t end = 0;
  std::string_view name;
};

Placeholder first_placeholder(std::string_view text) {
  for (size_t start = text.find(kOpen); start != text.npos; start = text.find(kOpen, start + 1)) {
    const size_t close = text.find(kClose, start);
    if (close == text.npos) break;
    const std::string_view name = text.substr(start + 2, close - start - 2);
    const bool is_known =
        std::any_of(std::begin(kKinds), std::end(kKinds),
                    [&](std::string_view kind) { return name.starts_with(kind); });
    if (is_known) return {start, close + kClose.size(), name};
  }
  return {text.size(), text.size(), {}};
}

bool is_of_identifier(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

/// The length of an ISO 8601 UTC time at the start of `text`; 0 when there is none.
size_t length_of_time(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:dd";
  if (text.size() <= kForm.size()) return 0;
  auto is_digit = [&](size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  for (size_t i = 0; i < kForm.size(); ++i)
    if (kForm[i] == 'd' ? !is_digit(i) : text[i] != kForm[i]) return 0;
  size_t end = kForm.size();
  if (text[end] == '.')
    for (++end; is_digit(end);) ++end;
  return end < text.size() && text[end] == 'Z' ? end + 1 : 0;
}

bool is_missing(const Json& object, const std::string& key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null();
}

}  // namespace

void Bindings::bind(const std::string& name, const std::string& text) { bound_[name] = text; }

std::optional<std::string> Bindings::compare(const Json& expected, const Json& actual) {
  return compare(expected, actual, "");
}

std::optional<std::string> Bindings::compare(const Json& expected, const Json& actual,
                                             const std::string& place) {
  const std::string at = place.empty() ? "result" : place;
  if (expected == "<<ms>>") {
    if (actual.is_number()) return std::nullopt;
    return at + " is no time in ms";
  }
  if (expected.is_string() && actual.is_string()) {
    if (matches(expected.get<std::string>(), actual.get<std::string>())) return std::nullopt;
    return at + " differs";
  }
  if (expected.is_array() && actual.is_array()) {
    if (expected.size() != actual.size()) return at + " has another length";
    for (size_t i = 0; i < expected.size(); ++i)
      if (auto difference = compare(expected[i], actual[i], place + "/" + std::to_string(i)))
        return difference;
    return std::nullopt;
  }
  if (expected.is_object() && actual.is_object()) return compare_objects(expected, actual, place);
  if (is_same(expected, actual)) return std::nullopt;
  return at + " differs";
}

std::optional<std::string> Bindings::compare_objects(const Json& expected, const Json& actual,
                                                     const std::string& place) {
  for (const auto& [key, value] : expected.items()) {
    if (value.is_null() && is_missing(actual, key)) continue;
    const auto found = actual.find(key);
    if (found == actual.end()) return place + "/" + key + " is missing";
    if (auto difference = compare(value, *found, place + "/" + key)) return difference;
  }
  for (const auto& [key, value] : actual.items())
    if (!value.is_null() && !expected.contains(key)) return place + "/" + key + " is too much";
  return std::nullopt;
}

bool Bindings::matches(std::string_view expected, std::string_view actual) {
  const Placeholder placeholder = first_placeholder(expected);
  const std::string_view literal = expected.substr(0, placeholder.start);
  if (!actual.starts_with(literal)) return false;
  actual.remove_prefix(literal.size());
  if (placeholder.name.empty()) return actual.empty();
  return matches_placeholder(placeholder.name, expected.substr(placeholder.end), actual);
}

/// `actual` begins where the placeholder stands, `expected` is what follows it.
bool Bindings::matches_placeholder(std::string_view name, std::string_view expected,
                                   std::string_view actual) {
  if (name == "time") {
    const size_t length = length_of_time(actual);
    return length > 0 && matches(expected, actual.substr(length));
  }
  if (const auto bound = bound_.find(name); bound != bound_.end())
    return actual.starts_with(bound->second) &&
           matches(expected, actual.substr(bound->second.size()));

  const auto* end = std::find_if_not(actual.begin(), actual.end(), is_of_identifier);
  // The text may go on with characters of the same kind: the longest piece that fits is taken.
  for (auto length = static_cast<size_t>(end - actual.begin()); length > 0; --length) {
    const std::string_view text = actual.substr(0, length);
    if (is_bound_to_another(text)) continue;
    const Table before = bound_;
    bind(std::string(name), std::string(text));
    if (matches(expected, actual.substr(length))) return true;
    bound_ = before;
  }
  return false;
}

bool Bindings::is_bound_to_another(std::string_view text) const {
  return std::any_of(bound_.begin(), bound_.end(),
                     [&](const auto& entry) { return entry.second == text; });
}

Json Bindings::filled(const Json& step) const {
  if (step.is_array() || step.is_object()) {
    Json result = step;
    for (Json& item : result) item = filled(item);
    return result;
  }
  if (!step.is_string()) return step;
  const std::string text = step.get<std::string>();
  const Placeholder placeholder = first_placeholder(text);
  const auto bound = bound_.find(placeholder.name);
  if (bound == bound_.end()) return step;
  return text.substr(0, placeholder.start) + bound->second +
         filled(text.substr(placeholder.end)).get<std::string>();
}

}  // namespace pico::conformance
