// SPDX-License-Identifier: MIT
//
// Headers of requests (spec http-api.md 2, 3).
#include "engine/web/request_headers.hpp"

#include <gtest/gtest.h>

#include "engine/web/web_error.hpp"
#include "krl/value/json.hpp"

namespace pico::engine {
namespace {

TEST(RequestHeaders, AreShownAsFarAsTheyAreListed) {
  const HttpHeaders headers = {{"Host", "here"},     {"X-One", " 1 "},
                               {"Cookie", "secret"}, {"Authorization", "Bearer secret"},
                               {"x-one", "2"},       {"X-Bytes", "\xff"}};

  EXPECT_EQ(krl::to_json_or_null(headers_map(headers, {"host", "x-*"})),
            "{\"host\":\"here\",\"x-one\":\"1, 2\",\"x-bytes\":\"\xEF\xBF\xBD\"}");
  EXPECT_EQ(headers_map(headers, {}).size(), 0u);
  EXPECT_EQ(headers_map(headers, {"*"}).size(), 5u);
}

TEST(RequestHeaders, MayHaveNamesOfJavaScript) {
  EXPECT_EQ(krl::to_json_or_null(headers_map({{"__proto__", "1"}, {"constructor", "2"}}, {"*"})),
            R"({"__proto__":"1","constructor":"2"})");
}

TEST(RequestHeaders, GiveTheirOneValue) {
  EXPECT_EQ(lone_header({{"a-key", " x "}}, "A-Key", 10), "x");
  EXPECT_EQ(lone_header({{"b", "x"}}, "A-Key", 10), std::nullopt);
  EXPECT_EQ(lone_header({{"A-Key", ""}}, "A-Key", 10), "");
  EXPECT_EQ(lone_header({{"A-Key", "1234567890"}}, "A-Key", 10), "1234567890");
  EXPECT_THROW(lone_header({{"A-Key", "12345678901"}}, "A-Key", 10), WebError);
  EXPECT_THROW(lone_header({{"A-Key", "1"}, {"a-key", "1"}}, "A-Key", 10), WebError);
  EXPECT_THROW(lone_header({{"A-Key", "\xff"}}, "A-Key", 10), WebError);
}

TEST(RequestHeaders, GiveTheTokenOfABearer) {
  EXPECT_EQ(bearer_token({{"Authorization", "Bearer abc"}}), "abc");
  EXPECT_EQ(bearer_token({{"authorization", "  bearer   abc "}}), "abc");
  EXPECT_EQ(bearer_token({{"Authorization", "Basic abc"}}), "");
  EXPECT_EQ(bearer_token({{"Authorization", "Bearer"}}), "");
  EXPECT_EQ(bearer_token({}), "");
}

TEST(RequestHeaders, TellWhoPrefersHtml) {
  const auto prefers = [](const char* accept) { return prefers_html({{"Accept", accept}}); };
  EXPECT_TRUE(prefers("text/html"));
  EXPECT_TRUE(prefers("text/html,application/xhtml+xml,*/*;q=0.8"));
  EXPECT_TRUE(prefers("text/plain;q=0.5, TEXT/HTML"));
  EXPECT_TRUE(prefers("text/*;q=0.2, text/html;level=1;q=0.4"));
  EXPECT_FALSE(prefers("*/*"));
  EXPECT_FALSE(prefers("text/*"));
  EXPECT_FALSE(prefers("application/json"));
  EXPECT_FALSE(prefers("text/html;q=0, */*"));
  EXPECT_FALSE(prefers("text/plain, text/html"));
  EXPECT_FALSE(prefers(",;,q=,/;q=x"));
  EXPECT_FALSE(prefers("text/html;q=\xe9, \xf0"));
  EXPECT_FALSE(prefers_html({}));
}

}  // namespace
}  // namespace pico::engine
