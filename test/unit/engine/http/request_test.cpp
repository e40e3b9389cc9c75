// SPDX-License-Identifier: MIT
//
// Requests made from what a program gives: URL, query, headers, body.
#include "engine/http/request.hpp"

#include <gtest/gtest.h>

#include <string>

#include "engine/http/credentials.hpp"
#include "engine/http/form.hpp"
#include "engine/http/headers.hpp"
#include "engine/http/web_url.hpp"
#include "krl/text/error.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {
namespace {

krl::Value json(std::string_view text) { return krl::parse_json(text); }

/// `arguments` as a JSON map.
HttpRequest make(std::string_view verb, std::string_view arguments) {
  const krl::Value map = json(arguments);
  const auto member = [&](std::string_view name) {
    const krl::Value* found = map.map().find(name);
    return found != nullptr ? *found : krl::Value();
  };
  return make_request(verb, {.url = member("url"),
                             .qs = member("qs"),
                             .headers = member("headers"),
                             .body = member("body"),
                             .auth = member("auth"),
                             .json = member("json"),
                             .form = member("form"),
                             .dont_follow_redirect = member("dontFollowRedirect")});
}

std::string error(std::string_view verb, std::string_view arguments) {
  try {
    make(verb, arguments);
    return "";
  } catch (const krl::Error& thrown) {
    return thrown.text();
  }
}

std::string header(const HttpRequest& request, std::string_view name) {
  const std::string* found = find_header(request.headers, name);
  return found != nullptr ? *found : "(none)";
}

TEST(HttpRequests, NeedAnAbsoluteUrl) {
  EXPECT_EQ(error("get", "{}"), "Error: http:get needs a url string");
  EXPECT_EQ(error("post", R"({"url": ""})"), "Error: http:post needs a url string");
  EXPECT_EQ(error("get", R"({"url": null})"),
            "TypeError: http:get was given null instead of a url string");
  EXPECT_EQ(error("get", R"({"url": ["a"]})"),
            "TypeError: http:get was given [Array] instead of a url string");
  const std::string not_absolute = "TypeError: Only absolute URLs are supported";
  for (const char* url : {"/path", "example.org/a", "http://", "http:///a", "mailto:a@b"})
    EXPECT_EQ(error("get", std::string(R"({"url": ")") + url + "\"}"), not_absolute) << url;
  EXPECT_EQ(error("get", R"({"url": "ftp://h/a"})"),
            "TypeError: Only HTTP(S) protocols are supported");
  for (const char* url : {R"(http://h/a\r\nX: y)", R"(http://h/\u0000)", R"(http://h\u007f/)"})
    EXPECT_EQ(error("get", std::string(R"({"url": ")") + url + "\"}"),
              "TypeError: A url cannot hold control characters")
        << url;
}

TEST(HttpRequests, SendTheUrlInAscii) {
  EXPECT_EQ(web_url(" HTTP://H/a b?c=\"ä#f "), "HTTP://H/a%20b?c=\"%C3%A4#f");
  EXPECT_EQ(web_url("https://user:pw@h:1/a%20b"), "https://user:pw@h:1/a%20b");
}

TEST(HttpRequests, PutTheQueryBehindAnyThatIsThere) {
  EXPECT_EQ(with_query("http://h/a", ""), "http://h/a");
  EXPECT_EQ(with_query("http://h/a", "b=1"), "http://h/a?b=1");
  EXPECT_EQ(with_query("http://h/a?c=2", "b=1"), "http://h/a?c=2&b=1");
  EXPECT_EQ(with_query("http://h/a?", "b=1"), "http://h/a?b=1");
  EXPECT_EQ(with_query("http://h/a?c&", "b=1"), "http://h/a?c&b=1");
  EXPECT_EQ(with_query("http://h/a#f?g", "b=1"), "http://h/a?b=1#f?g");
  EXPECT_EQ(make("get", R"({"url": "http://h/x?y=1", "qs": {"a": 1}})").url, "http://h/x?y=1&a=1");
  EXPECT_EQ(make("get", R"({"url": "http://h/", "qs": "a=1"})").url, "http://h/");
}

TEST(HttpRequests, EncodeForms) {
  EXPECT_EQ(form_of(json(R"({"a b": "c&d=é~", "n": 1.5, "t": true, "e": null})")),
            "a%20b=c%26d%3D%C3%A9~&n=1.5&t=true&e=");
  EXPECT_EQ(form_of(json(R"({"a": [1, [2, {"c": 3}]], "m": {"d": {"e": 4}}})")),
            "a%5B0%5D=1&a%5B1%5D%5B0%5D=2&a%5B1%5D%5B1%5D%5Bc%5D=3&m%5Bd%5D%5Be%5D=4");
  EXPECT_EQ(form_of(json(R"({"a": [], "b": {}, "c": [[]]})")), "");
  EXPECT_EQ(form_of(json(R"(["a"])")), "");
  EXPECT_EQ(form_of(krl::Value()), "");
}

TEST(HttpRequests, HaveDefaultHeaders) {
  const HttpRequest request = make("get", R"({"url": "http://h/"})");
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(header(request, "user-agent"), "pico-engine-core-http");
  EXPECT_EQ(header(request, "accept"), "*/*");
  EXPECT_EQ(header(request, "content-type"), "(none)");
  EXPECT_TRUE(request.follows_redirects);
  EXPECT_FALSE(make("get", R"({"url": "http://h/", "dontFollowRedirect": 1})").follows_redirects);
}

TEST(HttpRequests, TakeTheProgramsHeadersInAnyCase) {
  const HttpRequest request =
      make("post", R"({"url": "http://h/", "json": 1, "auth": {"username": "u"},
                       "headers": {"User-Agent": "mine", "CONTENT-TYPE": "text/x", "A": [1, "b"],
                                   "B": null, "a": 2, "Authorization": "Bearer t"}})");
  EXPECT_EQ(header(request, "user-agent"), "mine");
  EXPECT_EQ(header(request, "content-type"), "text/x");
  EXPECT_EQ(header(request, "authorization"), "Bearer t");
  EXPECT_EQ(header(request, "a"), "2");
  EXPECT_EQ(header(request, "b"), "null");
  EXPECT_EQ(request.headers.size(), 6U);
  EXPECT_EQ(header(make("get", R"({"url": "http://h/", "headers": {"A": [1, "b"]}})"), "a"), "1,b");
  EXPECT_EQ(make("get", R"({"url": "http://h/", "headers": "a: b"})").headers.size(), 2U);
}

TEST(HttpRequests, RefuseHeadersThatWouldBeginOthers) {
  EXPECT_EQ(error("get", R"({"url": "http://h/", "headers": {"a": "b\r\nc: d"}})"),
            "TypeError: The HTTP header a holds a control character");
  EXPECT_EQ(error("get", R"({"url": "http://h/", "headers": {"a": "b\u0000"}})"),
            "TypeError: The HTTP header a holds a control character");
  EXPECT_EQ(error("get", R"({"url": "http://h/", "headers": {"a\nb": "c"}})"),
            R"(TypeError: "a\nb" is not a legal HTTP header name)");
  EXPECT_EQ(error("get", R"({"url": "http://h/", "headers": {"": "c"}})"),
            R"(TypeError: "" is not a legal HTTP header name)");
  EXPECT_EQ(error("get", R"({"url": "http://h/", "headers": {"a:b": "c"}})"),
            R"(TypeError: "a:b" is not a legal HTTP header name)");
}

TEST(HttpRequests, Authorise) {
  EXPECT_EQ(
      header(make("get", R"({"url": "http://h/", "auth": {"username": "u", "password": "p"}})"),
             "authorization"),
      "Basic dTpw");
  EXPECT_EQ(
      header(make("get", R"({"url": "http://h/", "auth": {"username": "u"}})"), "authorization"),
      "Basic dTo=");
  EXPECT_EQ(header(make("get", R"({"url": "http://h/", "auth": "u:p"})"), "authorization"),
            "(none)");
}

TEST(HttpRequests, TakeTheFirstBodyThatIsTrue) {
  const auto body = [](std::string_view members) {
    const HttpRequest request =
        make("put", R"({"url": "http://h/", )" + std::string(members) + "}");
    return header(request, "content-type") + "|" + request.body;
  };
  EXPECT_EQ(body(R"("body": "b", "json": {"a": 1}, "form": {"a": 1})"),
            "text/plain;charset=UTF-8|b");
  EXPECT_EQ(body(R"("body": {"a": 1})"), "text/plain;charset=UTF-8|[Map]");
  EXPECT_EQ(body(R"("body": "", "json": {"a": [1, "\u0000"]}, "form": {"a": 1})"),
            R"(application/json|{"a":[1,"\u0000"]})");
  EXPECT_EQ(body(R"("json": null, "form": {"a": [1]})"),
            "application/x-www-form-urlencoded|a%5B0%5D=1");
  EXPECT_EQ(body(R"("body": false, "json": 0, "form": "")"), "(none)|");
  EXPECT_EQ(error("get", R"({"url": "http://h/", "json": 1})"),
            "TypeError: Request with GET/HEAD method cannot have body");
  EXPECT_EQ(error("head", R"({"url": "http://h/", "body": "b"})"),
            "TypeError: Request with GET/HEAD method cannot have body");
  EXPECT_EQ(error("get", R"({"url": "http://h/", "form": ""})"), "");
}

TEST(HttpRequests, GoToHostsWithNamesOfABoundedLength) {
  const auto url = [](size_t length) {
    return R"({"url": "http://u:)" + std::string(2000, 'p') + "@" + std::string(length, 'h') + "/" +
           std::string(3000, 'a') + "\"}";
  };
  EXPECT_EQ(error("get", url(990)), "");
  EXPECT_EQ(error("get", url(991)), "TypeError: The host of a url may take 1000 bytes");
}

TEST(HttpRequests, ShowNoCredentials) {
  EXPECT_EQ(without_credentials("http://u:p@h/a@b"), "http://h/a@b");
  EXPECT_EQ(without_credentials("http://u:p/@h"), "http://u:p/@h");
  EXPECT_EQ(without_credentials("http:\\\\u:p@h"), "http:\\\\h");
  EXPECT_EQ(without_credentials("http://h?a@b"), "http://h?a@b");
  EXPECT_EQ(without_credentials("no url"), "no url");
}

TEST(HttpRequests, AreToldApartByOrigin) {
  EXPECT_EQ(origin_of("HTTP://u:p@H/a"), "http://h:80");
  EXPECT_EQ(origin_of("https://h?a:b"), "https://h:443");
  EXPECT_EQ(origin_of("http://h:81#a"), "http://h:81");
  EXPECT_EQ(origin_of("http://[::1]/"), "http://[::1]:80");
  EXPECT_EQ(origin_of("http://[::1]:8/"), "http://[::1]:8");
}

}  // namespace
}  // namespace pico::engine
