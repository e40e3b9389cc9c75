// SPDX-License-Identifier: MIT
//
// Which patterns only one text matches.
#include "engine/event/literal_pattern.hpp"

#include <gtest/gtest.h>

namespace pico::engine {
namespace {

std::string text_of(std::string_view source, std::string_view flags = "") {
  return only_text_of(*krl::Pattern::compile(source, flags)).value_or("(none)");
}

TEST(LiteralPatterns, GiveTheirText) {
  EXPECT_EQ(text_of("^17$"), "17");
  EXPECT_EQ(text_of("^a b-c:d_e$"), "a b-c:d_e");
  EXPECT_EQ(text_of("^a\\.b\\/c\\$\\\\$"), "a.b/c$\\");
  EXPECT_EQ(text_of("^a/b$"), "a/b");
  EXPECT_EQ(text_of("^grün$", "g"), "grün");
}

TEST(LiteralPatterns, AreNotThoseThatMatchMoreOrLess) {
  for (const char* source : {"17", "^17", "17$", "^$", "^1.$", "^1*$", "^(1)$", "^[1]$", "^1|2$",
                             "^\\d$", "^\\n$", "^\\w$", "^1\\$", "^1{2}$", "^^1$", "^1$$"}) {
    EXPECT_EQ(text_of(source), "(none)") << source;
  }
  EXPECT_EQ(text_of("^a$", "i"), "(none)");
}

}  // namespace
}  // namespace pico::engine
