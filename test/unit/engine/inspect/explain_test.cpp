// SPDX-License-Identifier: MIT
//
// Explaining which rules an event would select, and why the others would not.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

class Explain : public ::testing::Test {
 protected:
  /// Installs a ruleset with one rule; `body` follows its name.
  void rule(std::string_view body, std::string_view globals = "") {
    image.install(fmt::format(
        "ruleset test {{ global {{ {} }}\n  rule r {{ {}\n noop() always {{ ent:n := 1 }} }} }}",
        globals, body));
  }

  krl::Array explain(std::string_view name, std::string_view attributes = "{}") {
    return image.engine().explain_event(image.eci(), "x", name, krl::parse_json(attributes));
  }
  /// `+ reason` or `- reason` of the first rule.
  std::string why(std::string_view name, std::string_view attributes = "{}") {
    const krl::Array rows = explain(name, attributes);
    const krl::Map& row = rows[0].map();
    return fmt::format("{} {}", row.find("selects")->boolean() ? "+" : "-",
                       row.find("reason")->string().view());
  }

  Image image;
};

TEST_F(Explain, TellsOfEachRuleInItsOrder) {
  image.install("ruleset one {\n  rule a { select when x a }\n  rule b { select when x b }\n}");
  image.install("ruleset two { rule a { select when x a } }");
  EXPECT_EQ(krl::to_json_or_null(explain("a")),
            "[{\"rid\":\"one\",\"rule\":\"a\",\"line\":2,\"selects\":true,"
            "\"reason\":\"waits for x:a\"},"
            "{\"rid\":\"one\",\"rule\":\"b\",\"line\":3,\"selects\":false,"
            "\"reason\":\"waits for x:b, not for x:a\"},"
            "{\"rid\":\"two\",\"rule\":\"a\",\"line\":1,\"selects\":true,"
            "\"reason\":\"waits for x:a\"}]");
}

TEST_F(Explain, NamesTheAttributeThatDoesNotMatch) {
  rule("select when x a n re#^(\\d+)$#i setting(number)");
  EXPECT_EQ(why("a"), "- the attribute n is missing, and must match re#^(\\d+)$#i");
  EXPECT_EQ(why("a", "{\"n\": \"one\"}"),
            "- the attribute n is \"one\", which does not match re#^(\\d+)$#i");
  EXPECT_EQ(why("a", "{\"n\": 12}"), "+ waits for x:a, with {\"number\":\"12\"}");
}

TEST_F(Explain, ShowsTheConditionThatIsFalse) {
  rule("select when x a where event:attrs{\"n\"} > limit || false", "limit = 3");
  EXPECT_EQ(why("a", "{\"n\": 2}"), "- `where event:attrs{\"n\"} > limit || false` is false");
  EXPECT_EQ(why("a", "{\"n\": 4}"), "+ waits for x:a");
}

TEST_F(Explain, ShowsWhyAConditionFails) {
  rule("select when x a where [1].map(5)");
  EXPECT_EQ(why("a"),
            "- its `where` fails, and the event with it: TypeError: iter is not a function");
}

TEST_F(Explain, ShowsAConditionOnAllEvents) {
  rule("select where event:type == \"a\"");
  EXPECT_EQ(why("a"), "+ `where event:type == \"a\"` is true");
  EXPECT_EQ(why("b"), "- `where event:type == \"a\"` is not true");
}

TEST_F(Explain, SaysWhatASequenceWaitsFor) {
  rule("select when x a before x b before x c");
  EXPECT_EQ(why("b"), "- x:b does not count yet: waits for x:a first");
  EXPECT_EQ(why("q"), "- waits for x:a, not for x:q");
  EXPECT_EQ(why("a"), "- x:a is one step; then waits for x:b (at least 2 events more)");
  image.raise("x:a");
  EXPECT_EQ(why("q"), "- waits for x:b, not for x:q");
  EXPECT_EQ(why("c"), "- x:c does not count yet: waits for x:b first");
  image.raise("x:b");
  EXPECT_EQ(why("c"), "+ x:c completes its event expression");
}

TEST_F(Explain, SaysThatASequenceIsBroken) {
  rule("select when x a then x b");
  image.raise("x:a");
  EXPECT_EQ(why("a"), "- x:a does not count yet: waits for x:b first");
  EXPECT_EQ(why("b"), "+ x:b completes its event expression");
}

TEST_F(Explain, SaysThatAnEventBetweenBeginsAnew) {
  rule("select when x a not between(x b, x c)");
  image.raise("x:b");
  EXPECT_EQ(why("a"), "- x:a breaks the sequence, which begins anew: waits for x:b");
  EXPECT_EQ(why("c"), "+ x:c completes its event expression");
}

TEST_F(Explain, SaysThatARefusalLosesWhatWas) {
  rule("select when x a before x b n re#1#");
  image.raise("x:a");
  EXPECT_EQ(why("b"),
            "- the attribute n is missing, and must match re#1#; with that it begins anew");
}

TEST_F(Explain, Counts) {
  rule("select when count 3 (x a)");
  EXPECT_EQ(why("a"), "- this is 1 of 3 times x:a");
  image.raise("x:a");
  EXPECT_EQ(why("a"), "- this is 2 of 3 times x:a");
  image.raise("x:a");
  EXPECT_EQ(why("a"), "+ x:a completes its event expression");
}

TEST_F(Explain, SaysThatAWindowIsOver) {
  image.environment().set_time(1'000'000);
  rule("select when x a before x b within 5 seconds");
  image.raise("x:a");
  EXPECT_EQ(why("b"), "+ x:b completes its event expression");
  image.environment().set_time(1'006'000);
  EXPECT_EQ(
      why("b"),
      "- its window of 5 s is over, so that it begins anew: x:b does not count yet: waits for "
      "x:a first");
}

TEST_F(Explain, KnowsWhereAMachineStandsBetweenEvents) {
  image.environment().set_time(1'000'000);
  rule("select when x a before x b within 5 seconds");
  image.raise("x:a");
  EXPECT_EQ(why("q"), "- waits for x:b, not for x:q");
  image.raise("x:b");
  EXPECT_EQ(why("q"), "- waits for x:a, not for x:q");
  image.raise("x:a");
  image.environment().set_time(1'006'000);
  EXPECT_EQ(why("q"), "- waits for x:a, not for x:q");
}

TEST_F(Explain, MentionsForeach) {
  rule("select when x a foreach [] setting(n)");
  EXPECT_EQ(why("a"), "+ waits for x:a; its body runs once for each item of its foreach");
}

TEST_F(Explain, KeepsReasonsShort) {
  rule("select when x a n re#^$#");
  const std::string reason = why("a", "{\"n\": \"" + std::string(100'000, 'x') + "\"}");
  EXPECT_LT(reason.size(), 300U);
}

TEST_F(Explain, ChangesNothing) {
  rule("select when count 2 (x a)");
  explain("a");
  explain("a");
  EXPECT_EQ(image.entity("test", "n"), "");
  EXPECT_EQ(why("a"), "- this is 1 of 2 times x:a");
}

TEST_F(Explain, SaysWhenARulesetDoesNotRun) {
  image.install(
      "ruleset test {\n"
      "  global { f = ent:broken => \"a\" * 2 | function() { 1 } }\n"
      "  rule r { select when x a always { ent:broken := true } }\n"
      "}");
  image.raise("x:a");
  EXPECT_EQ(
      krl::to_json_or_null(explain("a")),
      "[{\"rid\":\"test\",\"rule\":null,\"line\":null,\"selects\":false,\"reason\":\"the ruleset "
      "does not compile, or cannot be initialised in this pico: its log says why\"}]");
}

TEST_F(Explain, AsksThePolicyOfTheChannel) {
  rule("select when x a");
  const Channel channel = image.engine().create_channel(
      image.root(), {}, krl::parse_json("{\"allow\": [], \"deny\": []}"), {});
  EXPECT_NE(error_of([&] { image.engine().explain_event(channel.eci, "x", "a", krl::Map()); }), "");
  EXPECT_NE(error_of([&] { image.engine().explain_event("nowhere", "x", "a", krl::Map()); }), "");
}

TEST_F(Explain, IsForTheOwner) {
  image.environment().set_caller("somebody");
  try {
    explain("a");
    FAIL();
  } catch (const krl::Error& error) {
    EXPECT_EQ(error.code(), krl::ErrorCode::NotOwner);
  }
}

}  // namespace
}  // namespace pico::engine
