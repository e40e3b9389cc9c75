// SPDX-License-Identifier: MIT
//
// Any text as the URL of a ruleset. What a text of visible characters is registered under stays as
// it is when it is looked up in turn.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/ruleset/url.hpp"
#include "krl/value/unicode.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using pico::engine::normalised_url;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!pico::krl::is_valid_utf8(text)) return 0;
  const std::string url = normalised_url(text);
  const bool is_visible = std::all_of(text.begin(), text.end(), [](char c) { return c > ' '; });
  if (is_visible && normalised_url(url) != url) std::abort();
  return 0;
}
