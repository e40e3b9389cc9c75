// SPDX-License-Identifier: MIT
//
// Any text is formatted: what has no errors keeps its tree and its comments, and does not change
// when it is formatted again. The text is also taken with a comment or a line end between two of
// its tokens.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "format_check.hpp"
#include "krl/value/memory.hpp"

namespace {

void check(const std::string& text) {
  const std::string flaw = pico::fuzz::flaw_of_format(text);
  if (flaw.empty()) return;
  std::fprintf(stderr, "%s\n", flaw.c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string text(reinterpret_cast<const char*>(data + 2), size - 2);
  const pico::krl::StackScope stack(size_t{4} << 20);
  check(text);

  constexpr const char* kBetween[] = {" // c\n",       " /* c */ ", "\n\n// c\n\n",
                                      "\n/* c\n c */", "\n",        ","};
  const auto tokens = pico::krl::lex(text);
  const size_t place = tokens[data[0] % tokens.size()].span.start;
  check(std::string(text).insert(place, kBetween[data[1] % std::size(kBetween)]));
  return 0;
}
