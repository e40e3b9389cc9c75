// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "engine/test/test_picos.hpp"

namespace pico::engine {
namespace {

TEST(UrlBeside, IsRelativeForNamesOfFiles) {
  EXPECT_EQ(url_beside("file:///a/b/c_test.krl", "c.krl"), "file:///a/b/c.krl");
  EXPECT_EQ(url_beside("file:///a/b/c_test.krl", "d/c.krl"), "file:///a/b/d/c.krl");
  EXPECT_EQ(url_beside("krl:/a/b/c_test.krl", "../c.krl"), "krl:/a/c.krl");
}

TEST(UrlBeside, LeavesRidsAndUrls) {
  EXPECT_EQ(url_beside("file:///a/b/c_test.krl", "io.picolabs.wrangler"), "io.picolabs.wrangler");
  EXPECT_EQ(url_beside("file:///a/b/c_test.krl", "https://example.org/c.krl"),
            "https://example.org/c.krl");
}

}  // namespace
}  // namespace pico::engine
