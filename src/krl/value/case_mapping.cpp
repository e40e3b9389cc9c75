// SPDX-License-Identifier: MIT
//
// Upper and lower case of text (unicode.hpp): ASCII by hand, all else by ICU, which alone knows the
// mappings that change the length ("ß" to "SS") or depend on the neighbours (final sigma).
#include <unicode/ustring.h>

#include <algorithm>
#include <new>

#include "krl/text/error.hpp"
#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

char upper_ascii(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string map_ascii(std::string_view text, char (*map)(char)) {
  std::string mapped(text);
  std::transform(mapped.begin(), mapped.end(), mapped.begin(), map);
  return mapped;
}

using IcuMapping = decltype(&u_strToUpper);

std::string map_unicode(std::string_view text, IcuMapping map) {
  constexpr size_t kMaxUnits = size_t{1} << 30;  // ICU counts in int32_t
  constexpr const char* kRootLocale = "";
  const std::u16string units = to_utf16(text);
  if (units.size() > kMaxUnits) throw limit_error("string too long to change its case");

  std::u16string mapped(units.size(), u'\0');
  for (;;) {
    UErrorCode error = U_ZERO_ERROR;
    const int32_t length = map(mapped.data(), static_cast<int32_t>(mapped.size()), units.data(),
                               static_cast<int32_t>(units.size()), kRootLocale, &error);
    if (U_FAILURE(error) && error != U_BUFFER_OVERFLOW_ERROR) throw std::bad_alloc();
    const auto needed = static_cast<size_t>(length);
    const bool is_whole = needed <= mapped.size();
    mapped.resize(needed);
    if (is_whole) return to_utf8(mapped);
  }
}

}  // namespace

std::string to_upper(std::string_view text) {
  return is_ascii(text) ? map_ascii(text, upper_ascii) : map_unicode(text, u_strToUpper);
}

std::string to_lower(std::string_view text) {
  return is_ascii(text) ? map_ascii(text, lower_ascii) : map_unicode(text, u_strToLower);
}

}  // namespace pico::krl
