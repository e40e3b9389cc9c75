// SPDX-License-Identifier: MIT
//
// Unicode's encodings: see charset.hpp.
#include "engine/web/charset.hpp"

#include <cstddef>
#include <cstdint>

#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

enum class Order : uint8_t { LittleEnd, BigEnd };

constexpr char32_t kMark = 0xFEFF;
constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kLastCodePoint = 0x10FFFF;

char32_t unit(std::string_view bytes, Order order) {
  char32_t value = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const size_t at = order == Order::BigEnd ? i : bytes.size() - 1 - i;
    value = value << 8 | static_cast<unsigned char>(bytes[at]);
  }
  return value;
}

/// As a mark says it. Without one the first unit of JSON tells: it is an ASCII character.
Order order_of(std::string_view bytes, size_t width) {
  const std::string_view first = bytes.substr(0, width);
  if (unit(first, Order::LittleEnd) == kMark) return Order::LittleEnd;
  return !first.empty() && first.front() == '\0' ? Order::BigEnd
         : unit(first, Order::BigEnd) == kMark   ? Order::BigEnd
                                                 : Order::LittleEnd;
}

std::string from_utf16(std::string_view bytes, Order order) {
  std::u16string units;
  for (size_t at = 0; at < bytes.size(); at += 2) {
    const std::string_view each = bytes.substr(at, 2);
    units.push_back(static_cast<char16_t>(each.size() == 2 ? unit(each, order) : kReplacement));
  }
  return krl::to_utf8(units);
}

std::string from_utf32(std::string_view bytes, Order order) {
  std::string text;
  for (size_t at = 0; at < bytes.size(); at += 4) {
    const std::string_view each = bytes.substr(at, 4);
    const char32_t value = each.size() == 4 ? unit(each, order) : kReplacement;
    krl::append_utf8(text, value <= kLastCodePoint ? value : kReplacement);
  }
  return text;
}

std::string without_mark(std::string text) {
  constexpr std::string_view kMarkBytes = "\xEF\xBB\xBF";
  if (text.starts_with(kMarkBytes)) text.erase(0, kMarkBytes.size());
  return text;
}

}  // namespace

std::optional<std::string> to_utf8(std::string_view bytes, std::string_view charset) {
  if (charset == "utf-8") return without_mark(std::string(bytes));
  const bool is_wide = charset.starts_with("utf-32");
  if (!is_wide && !charset.starts_with("utf-16")) return std::nullopt;
  const std::string_view suffix = charset.substr(6);
  if (!suffix.empty() && suffix != "le" && suffix != "be") return std::nullopt;
  const Order order = suffix.empty()   ? order_of(bytes, is_wide ? 4 : 2)
                      : suffix == "be" ? Order::BigEnd
                                       : Order::LittleEnd;
  return without_mark(is_wide ? from_utf32(bytes, order) : from_utf16(bytes, order));
}

}  // namespace pico::engine
