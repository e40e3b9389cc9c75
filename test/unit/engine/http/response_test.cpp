// SPDX-License-Identifier: MIT
//
// Responses as programs see them.
#include "engine/http/response.hpp"

#include <gtest/gtest.h>

#include "krl/value/json.hpp"

namespace pico::engine {
namespace {

std::string content(std::string_view body, bool parses_json) {
  const HttpResponse response{
      .status = 200, .reason = "OK", .headers = {}, .body = std::string(body)};
  return krl::to_json_or_null(*response_map(response, parses_json).find("content"));
}

TEST(HttpResponses, HaveAllMembers) {
  const HttpResponse response{.status = 404,
                              .reason = "Not Found",
                              .headers = {{"content-type", "text/plain"},
                                          {"content-length", "4"},
                                          {"set-cookie", "a=1, b=2"}},
                              .body = "none"};
  EXPECT_EQ(krl::to_json_or_null(response_map(response, false)),
            R"({"content":"none","content_type":"text/plain","content_length":4,)"
            R"("headers":{"content-type":"text/plain","content-length":"4",)"
            R"("set-cookie":"a=1, b=2"},"status_code":404,"status_line":"Not Found"})");
}

TEST(HttpResponses, MayLackThem) {
  EXPECT_EQ(krl::to_json_or_null(
                response_map({.status = 204, .reason = "", .headers = {}, .body = ""}, false)),
            R"({"content":"","content_type":null,"content_length":0,"headers":{},)"
            R"("status_code":204,"status_line":""})");
  const HttpResponse odd{
      .status = 200, .reason = "", .headers = {{"content-length", "x"}}, .body = ""};
  EXPECT_EQ(krl::to_json_or_null(*response_map(odd, false).find("content_length")), "0");
}

TEST(HttpResponses, AreTextAtLeast) {
  EXPECT_EQ(content("\xC3\xA4\xFF", false), "\"\xC3\xA4\xEF\xBF\xBD\"");
  EXPECT_EQ(content(std::string_view("a\0b", 3), false), R"("a\u0000b")");
  EXPECT_EQ(content(R"({"a":1})", false), R"("{\"a\":1}")");
}

TEST(HttpResponses, AreParsedWhereTheyCanBe) {
  EXPECT_EQ(content(R"({"a":1})", true), R"({"a":1})");
  EXPECT_EQ(content("null", true), "null");
  EXPECT_EQ(content("{bad", true), R"("{bad")");
  EXPECT_EQ(content("", true), R"("")");
  const std::string deep(1'000'000, '[');
  EXPECT_EQ(content(deep, true), '"' + deep + '"');
}

}  // namespace
}  // namespace pico::engine
