// SPDX-License-Identifier: MIT
//
// Comparing: see expectation.hpp.
#include "engine/test/expectation.hpp"

#include <fmt/format.h>

#include <array>

#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/json.hpp"
#include "krl/value/memory.hpp"
#include "krl/value/operators.hpp"
#include "krl/value/regexp.hpp"

namespace pico::engine {

namespace {

constexpr size_t kLongest = 300;  // bytes of a value that are shown
constexpr size_t kMost = 20;      // mismatches that are noted: more help nobody

bool is_plain_key(std::string_view key) {
  return !key.empty() && key.find_first_of(".[]\"\n ") == std::string_view::npos;
}

std::string member_of(const std::string& where, std::string_view key) {
  if (is_plain_key(key)) return fmt::format("{}.{}", where, key);
  return fmt::format("{}[{}]", where, shown(key));
}

}  // namespace

std::string shown(const krl::Value& value) {
  std::string text =
      value.is(krl::Kind::RegExp) || value.is_callable() || value.is_undefined()
          ? std::string(value.is_undefined() ? "nothing" : krl::to_string(value).view())
          : krl::encode(value);
  if (text.size() <= kLongest) return text;
  size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text + "…";
}

void Expectation::compare(const krl::Value& expected, const krl::Value& found,
                          const std::string& where) {
  krl::check_stack();
  evaluation_.poll();
  if (mismatches_.size() == kMost) return;
  switch (expected.kind()) {
    case krl::Kind::Map:
      return compare_maps(expected.map(), found, where);
    case krl::Kind::Array:
      return compare_arrays(expected.array(), found, where);
    case krl::Kind::RegExp:
      return match(expected, found, where);
    case krl::Kind::Function:
    case krl::Kind::ActionFunction:
      return satisfy(expected, found, where);
    default:
      if (expected.is_null() && found.is_null()) return;
      if (!krl::equals(expected, found)) note(where, shown(expected), found);
  }
}

void Expectation::compare_maps(const krl::Map& expected, const krl::Value& found,
                               const std::string& where) {
  if (!found.is_map()) return note(where, shown(expected), found);
  for (const krl::MapEntry& entry : expected) {
    const krl::Value* member = found.map().find(entry.key);
    compare(entry.value, member != nullptr ? *member : krl::Value(),
            member_of(where, entry.key.view()));
  }
}

void Expectation::compare_arrays(const krl::Array& expected, const krl::Value& found,
                                 const std::string& where) {
  if (!found.is_array()) return note(where, shown(expected), found);
  const krl::Array& elements = found.array();
  if (elements.size() != expected.size())
    return note(where, fmt::format("{} elements, {}", expected.size(), shown(expected)), found);
  for (size_t i = 0; i < expected.size(); ++i)
    compare(expected[i], elements[i], fmt::format("{}[{}]", where, i));
}

void Expectation::match(const krl::Value& expected, const krl::Value& found,
                        const std::string& where) {
  const bool matches =
      found.is_string() && expected.regexp().pattern().search(found.string().view(), 0);
  if (!matches) note(where, "text that matches " + shown(expected), found);
}

void Expectation::satisfy(const krl::Value& expected, const krl::Value& found,
                          const std::string& where) {
  try {
    std::array arguments{found};
    if (krl::is_true(evaluation_.call(expected, arguments, nullptr))) return;
    note(where, "what the function is true for", found);
  } catch (const krl::Error& error) {
    if (error.code() == krl::ErrorCode::LimitExceeded) throw;
    mismatches_.push_back(
        fmt::format("{}: the function failed with {} for {}", where, error.text(), shown(found)));
  }
}

void Expectation::note(const std::string& where, const std::string& expected,
                       const krl::Value& found) {
  mismatches_.push_back(fmt::format("{}: expected {}, found {}", where, expected, shown(found)));
}

}  // namespace pico::engine
