// SPDX-License-Identifier: MIT
//
// Paths of requests and of routes (spec http-api.md 1).
#include "engine/web/route.hpp"

#include <gtest/gtest.h>

#include "engine/web/web_error.hpp"

namespace pico::engine {
namespace {

using Segments = std::vector<std::string_view>;

TEST(Route, SplitsPathAndQuery) {
  EXPECT_EQ(split_target("/a/b?c=d?e").path, "/a/b");
  EXPECT_EQ(split_target("/a/b?c=d?e").query, "c=d?e");
  EXPECT_EQ(split_target("/a").query, "");
  EXPECT_EQ(split_target("/a?x#y").query, "x");
  EXPECT_EQ(split_target("/a://b?x").path, "/a://b");
  EXPECT_EQ(split_target("http://host:1/a?x").path, "/a");
  EXPECT_EQ(split_target("HTTP://host").path, "/");
  EXPECT_EQ(split_target("http://host?x").query, "x");
  EXPECT_EQ(split_target("*").path, "*");
  EXPECT_EQ(split_target("").path, "");
}

TEST(Route, MatchesFixedSegmentsWhateverTheirCase) {
  EXPECT_TRUE(match_path("/c/:eci/batch", "/C/x/BaTcH"));
  EXPECT_EQ(*match_path("/c/:eci/batch", "/c/XyZ/batch"), Segments{"XyZ"});
}

TEST(Route, MatchesOneSlashAtTheEnd) {
  EXPECT_TRUE(match_path("/c/:eci/batch", "/c/x/batch/"));
  EXPECT_FALSE(match_path("/c/:eci/batch", "/c/x/batch//"));
  EXPECT_FALSE(match_path("/c/:eci/batch", "//c/x/batch"));
  EXPECT_FALSE(match_path("/c/:eci/batch", "/c//batch"));
}

TEST(Route, MatchesAsManySegmentsAsThereAre) {
  EXPECT_FALSE(match_path("/c/:eci/batch", "/c/x"));
  EXPECT_FALSE(match_path("/c/:eci/batch", "/c/x/batch/y"));
  EXPECT_FALSE(match_path("/c/:eci/batch", "/"));
  EXPECT_FALSE(match_path("/c/:eci/batch", ""));
  EXPECT_FALSE(match_path("/c/:eci/batch", "c/x/batch"));
  EXPECT_FALSE(match_path("/health", "*"));
}

TEST(Route, TakesNoEncodedTextForAFixedSegment) {
  EXPECT_FALSE(match_path("/c/:eci/batch", "/%63/x/batch"));
  EXPECT_FALSE(match_path("/c/:eci/batch", "/c/x%2Fbatch"));
}

TEST(Route, DecodesSegments) {
  EXPECT_EQ(decode_segment("a%20b%2Fc+d"), "a b/c+d");
  EXPECT_EQ(decode_segment("%E2%82%AC"), "€");
  EXPECT_EQ(decode_segment("€"), "€");
  EXPECT_EQ(decode_segment("%2525"), "%25");
}

TEST(Route, RefusesSegmentsThatAreEncodedBadly) {
  for (const char* text : {"%", "%4", "%zz", "%ff", "\xff", "%ED%A0%80", "%C0%AF", "a%00b"}) {
    EXPECT_THROW(decode_segment(text), WebError) << text;
  }
  try {
    decode_segment("a%zz");
    FAIL();
  } catch (const WebError& error) {
    EXPECT_EQ(error.status(), 400);
    EXPECT_EQ(error.text(), "URIError: Failed to decode param 'a%zz'");
  }
}

}  // namespace
}  // namespace pico::engine
