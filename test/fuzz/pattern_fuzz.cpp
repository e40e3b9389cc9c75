// SPDX-License-Identifier: MIT
//
// Any text up to the first line end as a regular expression, the rest as what it searches.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "krl/text/error.hpp"
#include "krl/value/regexp.hpp"
#include "krl/value/unicode.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pico::krl;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!is_valid_utf8(text)) return 0;
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view subject = text.substr(std::min(end + 1, text.size()));
  for (const char* flags : {"", "gi"}) {
    try {
      const auto pattern = Pattern::compile(text.substr(0, end), flags);
      const std::optional<Match> match = pattern->search(subject, 0);
      if (!match) continue;
      if (match->size() != pattern->group_count() + 1) std::abort();
      for (const MatchRange& range : *match)
        if (range.found) cut(subject, range.start, range.end);
    } catch (const Error&) {
      // Not a pattern, or too much work.
    }
  }
  return 0;
}
