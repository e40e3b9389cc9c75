// SPDX-License-Identifier: MIT
//
// Bodies of requests (spec http-api.md 2.2).
#include "engine/web/request_body.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

#include "engine/web/web_error.hpp"
#include "krl/value/json.hpp"

namespace pico::engine {
namespace {

constexpr std::string_view kForm = "application/x-www-form-urlencoded";

WebRules rules() {
  WebRules rules;
  rules.json_bytes = 10'000;
  rules.body_bytes = 100'000;
  return rules;
}

std::string parsed(std::string_view type, std::string body, HttpHeaders headers = {}) {
  headers.emplace_back("Content-Type", type);
  return krl::to_json_or_null(parse_body(
      {.method = "POST", .target = "/", .headers = headers, .body = std::move(body)}, rules()));
}

/// Status and text of the refusal.
std::string refusal(std::string_view type, std::string body, HttpHeaders headers = {}) {
  try {
    return "taken: " + parsed(type, std::move(body), std::move(headers));
  } catch (const WebError& error) {
    return std::to_string(error.status()) + " " + error.text();
  }
}

/// Through zlib; `window` as inflateInit2 takes it.
std::string compressed(std::string text, int window) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
  std::string bytes(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  bytes.resize(stream.total_out);
  deflateEnd(&stream);
  return bytes;
}
std::string gzip(std::string text) { return compressed(std::move(text), MAX_WBITS + 16); }

std::string wide(std::u16string_view units, bool is_big_end) {
  std::string bytes;
  for (const char16_t unit : units) {
    const char high = static_cast<char>(unit >> 8);
    const char low = static_cast<char>(unit & 0xFF);
    bytes += is_big_end ? high : low;
    bytes += is_big_end ? low : high;
  }
  return bytes;
}

TEST(RequestBody, IsJsonOfTheTypesThatAre) {
  for (const char* type :
       {"application/json", "application/octet-stream", "application/ssi-agent-wire",
        "application/didcomm-encrypted+json", "Application/JSON; x=y", "application/json;"}) {
    EXPECT_EQ(parsed(type, R"({"a":[1,true,null,"x",{"b":1.5}]})"),
              R"({"a":[1,true,null,"x",{"b":1.5}]})")
        << type;
  }
}

TEST(RequestBody, IsIgnoredOfOtherTypes) {
  for (const char* type : {"text/plain", "application/jsonp", "application/xml", "", "json",
                           "multipart/form-data; boundary=x"}) {
    EXPECT_EQ(parsed(type, R"({"a":1})"), "null") << type;
  }
  EXPECT_TRUE(parse_body({.method = "POST", .target = "/", .headers = {}, .body = "{}"}, rules())
                  .is_undefined());
}

TEST(RequestBody, IsNothingWhereItIsEmpty) {
  EXPECT_EQ(parsed("application/json", ""), "null");
  EXPECT_EQ(parsed(kForm, ""), "null");
  EXPECT_EQ(parsed("application/json", gzip(""), {{"Content-Encoding", "gzip"}}), "null");
}

TEST(RequestBody, IsAMapOrAnArrayInJson) {
  EXPECT_EQ(parsed("application/json", " \n[1,2]"), "[1,2]");
  for (const char* text : {"null", "1", "\"x\"", "true", " ", "x", "\xff"}) {
    EXPECT_EQ(refusal("application/json", text),
              "400 SyntaxError: a body in JSON must be a map or an array")
        << text;
  }
  for (const char* text : {"{", "{\"a\":}", "[1,]", "{} x", "{'a':1}", "[NaN]", "{\"a\":\"\xff\"}",
                           "{\"a\":\"\n\"}", "[01]"}) {
    EXPECT_TRUE(refusal("application/json", text).starts_with("400 SyntaxError: ")) << text;
  }
  EXPECT_TRUE(refusal("application/json", std::string("{\"a\":\0}", 7)).starts_with("400 "));
}

TEST(RequestBody, TakesTheLastOfMembersThatRepeat) {
  EXPECT_EQ(parsed("application/json", R"({"a":1,"a":2})"), R"({"a":2})");
}

TEST(RequestBody, TakesNamesOfJavaScriptForNames) {
  EXPECT_EQ(parsed("application/json", R"({"__proto__":{"x":1},"constructor":2})"),
            R"({"__proto__":{"x":1},"constructor":2})");
  EXPECT_EQ(parsed(kForm, "__proto__=1&constructor=2"), R"({"__proto__":"1","constructor":"2"})");
}

TEST(RequestBody, IsNotNestedTooDeeply) {
  const std::string deep = std::string(5'000, '[') + std::string(5'000, ']');
  const std::string outcome = refusal("application/json", deep);
  EXPECT_TRUE(outcome.starts_with("taken: ") || outcome.starts_with("400 RangeError: ")) << outcome;

  WebRules wide_rules = rules();
  wide_rules.json_bytes = wide_rules.body_bytes = size_t{4} << 20;
  const std::string deeper = std::string(size_t{1} << 20, '[') + std::string(size_t{1} << 20, ']');
  EXPECT_THROW(parse_body({.method = "POST",
                           .target = "/",
                           .headers = {{"content-type", "application/json"}},
                           .body = deeper},
                          wide_rules),
               WebError);
}

TEST(RequestBody, HasABoundInJson) {
  const std::string fits = "[" + std::string(9'998, ' ') + "]";
  EXPECT_EQ(parsed("application/json", fits), "[]");
  EXPECT_EQ(refusal("application/json", fits + " "),
            "413 PayloadTooLargeError: request entity too large");
}

TEST(RequestBody, HasABoundAsAForm) {
  EXPECT_EQ(parsed(kForm, "a=" + std::string(50'000, 'x')).size(), 50'008u);
  EXPECT_EQ(refusal(kForm, "a=" + std::string(100'000, 'x')),
            "413 PayloadTooLargeError: request entity too large");
}

TEST(RequestBody, IsAFlatForm) {
  EXPECT_EQ(parsed(kForm, "a=1&b=two+words&a=2&n[x]=1&c"),
            R"({"a":["1","2"],"b":"two words","n[x]":"1","c":""})");
  EXPECT_EQ(parsed(kForm, "&&a=1&&=x&"), R"({"a":"1","":"x"})");
  EXPECT_EQ(parsed(kForm, "a=%zz%41%"), R"({"a":"%zzA%"})");
  EXPECT_EQ(parsed(kForm, "a=%ff\xff"), "{\"a\":\"\xEF\xBF\xBD\xEF\xBF\xBD\"}");
  EXPECT_EQ(parsed("application/x-www-form-urlencoded; charset=UTF-8", "a=1"), R"({"a":"1"})");
}

TEST(RequestBody, HasAThousandPairsAsAForm) {
  std::string form = "p=1";
  for (int i = 1; i < 1000; ++i) form += "&p" + std::to_string(i) + "=1";
  EXPECT_TRUE(parsed(kForm, form).ends_with("\"p999\":\"1\"}"));
  EXPECT_EQ(refusal(kForm, form + "&q=1"), "413 PayloadTooLargeError: too many parameters");
}

TEST(RequestBody, MayComeCompressed) {
  const std::string text = R"({"a":1})";
  EXPECT_EQ(parsed("application/json", gzip(text), {{"Content-Encoding", "gzip"}}), text);
  EXPECT_EQ(parsed("application/json", gzip(text), {{"content-encoding", " GZIP "}}), text);
  EXPECT_EQ(
      parsed("application/json", compressed(text, MAX_WBITS), {{"Content-Encoding", "deflate"}}),
      text);
  EXPECT_EQ(
      parsed("application/json", gzip("{\"a\":") + gzip("1}"), {{"Content-Encoding", "gzip"}}),
      text);
  EXPECT_EQ(parsed("application/json", text, {{"Content-Encoding", "identity"}}), text);
  EXPECT_EQ(parsed(kForm, gzip("a=1"), {{"Content-Encoding", "gzip"}}), R"({"a":"1"})");
}

TEST(RequestBody, IsRefusedInOtherEncodings) {
  EXPECT_EQ(refusal("application/json", "{}", {{"Content-Encoding", "br"}}),
            "415 UnsupportedMediaTypeError: unsupported content encoding \"br\"");
  EXPECT_EQ(refusal("application/json", "{}", {{"Content-Encoding", "b\xff"}}),
            "415 UnsupportedMediaTypeError: unsupported content encoding \"b\xEF\xBF\xBD\"");
  EXPECT_EQ(refusal("application/json", gzip("{}"), {{"Content-Encoding", "gzip, gzip"}}),
            "415 UnsupportedMediaTypeError: unsupported content encoding \"gzip, gzip\"");
}

TEST(RequestBody, IsRefusedWhereItsCompressionIsBroken) {
  const std::string refused = "400 Error: the body is not what its content-encoding says";
  const std::string whole = gzip(R"({"a":1})");
  const HttpHeaders headers = {{"Content-Encoding", "gzip"}};
  EXPECT_EQ(refusal("application/json", "{}", headers), refused);
  EXPECT_EQ(refusal("application/json", whole.substr(0, whole.size() - 1), headers), refused);
  EXPECT_EQ(refusal("application/json", whole + "x", headers), refused);
  EXPECT_EQ(refusal("application/json", compressed("{}", -MAX_WBITS), headers), refused);
}

TEST(RequestBody, IsNoBomb) {
  const std::string bomb = gzip(std::string(size_t{64} << 20, ' '));
  ASSERT_LT(bomb.size(), rules().body_bytes);
  EXPECT_EQ(refusal("application/json", bomb, {{"Content-Encoding", "gzip"}}),
            "413 PayloadTooLargeError: request entity too large");
  EXPECT_EQ(refusal(kForm, bomb, {{"Content-Encoding", "gzip"}}),
            "413 PayloadTooLargeError: request entity too large");
}

TEST(RequestBody, MayBeInAnyEncodingOfUnicode) {
  const std::u16string text = u"{\"a\":\"€😀\"}";
  const std::string expected = R"({"a":"€😀"})";
  EXPECT_EQ(parsed("application/json; charset=UTF-8", expected), expected);
  EXPECT_EQ(parsed("application/json; charset=\"utf-8\"", "\xEF\xBB\xBF" + expected), expected);
  EXPECT_EQ(parsed("application/json; charset=utf-16", wide(text, false)), expected);
  EXPECT_EQ(parsed("application/json; charset=utf-16", wide(text, true)), expected);
  EXPECT_EQ(parsed("application/json; charset=utf-16", wide(u"\uFEFF" + text, true)), expected);
  EXPECT_EQ(parsed("application/json; charset=utf-16be", wide(text, true)), expected);
  EXPECT_EQ(parsed("application/json; charset=utf-16le", wide(text, false)), expected);
  EXPECT_EQ(parsed("application/json; charset=utf-32", std::string("[\0\0\0]\0\0\0", 8)), "[]");
  EXPECT_EQ(parsed("application/json; charset=utf-32", std::string("\0\0\0[\0\0\0]", 8)), "[]");
  EXPECT_EQ(parsed("application/json; charset=utf-32be", std::string("\0\0\0[\0\0\0]", 8)), "[]");
}

TEST(RequestBody, IsRefusedInOtherCharsets) {
  EXPECT_EQ(refusal("application/json; charset=latin1", "{}"),
            "415 UnsupportedMediaTypeError: unsupported charset \"LATIN1\"");
  EXPECT_EQ(refusal("application/json; charset=utf-7", "{}"),
            "415 UnsupportedMediaTypeError: unsupported charset \"UTF-7\"");
  EXPECT_EQ(refusal("application/json; charset=utf-32\xe9", "{}"),
            "415 UnsupportedMediaTypeError: unsupported charset \"UTF-32\xEF\xBF\xBD\"");
  EXPECT_EQ(refusal("application/x-www-form-urlencoded; charset=utf-16", "a=1"),
            "415 UnsupportedMediaTypeError: unsupported charset \"UTF-16\"");
  EXPECT_TRUE(refusal("application/json; charset=utf-16le", "{").starts_with("400 SyntaxError"));
}

TEST(RequestBody, GivesTheElementsOfAnArrayAsMembers) {
  EXPECT_EQ(krl::to_json_or_null(members_of(krl::parse_json("[1,[2]]"))), R"({"0":1,"1":[2]})");
  EXPECT_EQ(krl::to_json_or_null(members_of(krl::parse_json(R"({"a":1})"))), R"({"a":1})");
  EXPECT_EQ(members_of({}).size(), 0u);
}

}  // namespace
}  // namespace pico::engine
