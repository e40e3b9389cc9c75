// SPDX-License-Identifier: MIT
//
// Collecting and showing diagnostics.
#include "krl/text/diagnostic.hpp"

#include <gtest/gtest.h>

namespace pico::krl {
namespace {

TEST(DiagnosticTest, shows_file_place_severity_line_and_caret) {
  const Source source("a.krl", "ab\n\tcd ef\n");
  Diagnostics diagnostics(source);
  diagnostics.add_error(Phase::Parse, "ParseError", "Expected `x`", {7, 9});

  EXPECT_EQ(format(diagnostics.all()[0], source),
            "a.krl:2:5: error: Expected `x`\n"
            "\tcd ef\n"
            "\t   ^\n");
}

TEST(DiagnosticTest, leaves_out_the_file_when_it_has_no_name) {
  const Source source("", "ab");
  Diagnostics diagnostics(source);
  diagnostics.add_warning(Phase::Compile, "old", {0, 2});

  EXPECT_EQ(format(diagnostics.all()[0], source), "1:1: warning: old\nab\n^\n");
}

TEST(DiagnosticTest, shows_a_hint_last) {
  const Source source("", "ab");
  Diagnostics diagnostics(source);
  diagnostics.add_error(Phase::Parse, "ParseError", "bad", {0, 2}, "write `c`");

  EXPECT_EQ(format(diagnostics.all()[0], source), "1:1: error: bad\nab\n^\nhint: write `c`\n");
}

TEST(DiagnosticTest, counts_characters_not_bytes_before_the_caret) {
  const Source source("", "\u00e9\u00e9 x");
  Diagnostics diagnostics(source);
  diagnostics.add_error(Phase::Parse, "ParseError", "bad", {5, 6});

  EXPECT_EQ(format(diagnostics.all()[0], source), "1:4: error: bad\n\u00e9\u00e9 x\n   ^\n");
}

TEST(DiagnosticTest, shows_only_the_surroundings_in_a_very_long_line) {
  const Source source("", std::string(100000, 'a') + "?" + std::string(100000, 'b'));
  Diagnostics diagnostics(source);
  diagnostics.add_error(Phase::Parse, "ParseError", "bad", {100000, 100001});

  const std::string text = format(diagnostics.all()[0], source);

  EXPECT_LT(text.size(), 500u);
  EXPECT_NE(text.find("aaa?bbb"), std::string::npos);
}

TEST(DiagnosticsTest, tells_errors_from_warnings) {
  const Source source("", "ab");
  Diagnostics diagnostics(source);
  diagnostics.add_warning(Phase::Compile, "old", {0, 1});
  EXPECT_FALSE(diagnostics.has_errors());
  EXPECT_EQ(diagnostics.first_error(), nullptr);

  diagnostics.add_error(Phase::Compile, "Error", "one", {0, 1});
  diagnostics.add_error(Phase::Compile, "Error", "two", {1, 2});

  ASSERT_TRUE(diagnostics.has_errors());
  EXPECT_EQ(diagnostics.first_error()->message, "one");
  EXPECT_EQ(diagnostics.error_count(), 2u);
}

TEST(DiagnosticsTest, keeps_a_bounded_number_but_always_the_first_error) {
  const Source source("", "ab");
  Diagnostics diagnostics(source);
  for (std::size_t i = 0; i < 2 * Diagnostics::kMaxKept; ++i) {
    diagnostics.add_warning(Phase::Compile, "old", {0, 1});
  }
  diagnostics.add_error(Phase::Compile, "Error", "first", {0, 1});
  diagnostics.add_error(Phase::Compile, "Error", "second", {0, 1});

  EXPECT_EQ(diagnostics.all().size(), Diagnostics::kMaxKept + 1);
  ASSERT_NE(diagnostics.first_error(), nullptr);
  EXPECT_EQ(diagnostics.first_error()->message, "first");
  EXPECT_EQ(diagnostics.error_count(), 2u);
}

}  // namespace
}  // namespace pico::krl
