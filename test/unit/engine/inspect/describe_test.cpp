// SPDX-License-Identifier: MIT
#include "engine/inspect/describe.hpp"

#include <gtest/gtest.h>

#include <string>

#include "engine/ruleset/builtin_rulesets.hpp"
#include "krl/text/error.hpp"
#include "krl/value/json.hpp"

namespace pico::engine {
namespace {

/// The JSON of a member of the description of a ruleset `r` with this body.
std::string described(const std::string& body, std::string_view member) {
  const krl::Map description = describe("ruleset r { " + body + " }");
  return krl::to_json_or_null(*description.find(member));
}

std::string in_rule(const std::string& body, std::string_view member) {
  return described("rule a { select when x y " + body + " }", member);
}

TEST(Describe, TellsWhatTheMetaBlockSays) {
  const std::string body =
      "meta { name \"R\" description <<Text>> use module a.b alias c use module d shares f, v "
      "provides g } global { f = function(x, y = 1) { x } v = 1 g = defaction() {} }";

  EXPECT_EQ(described(body, "rid"), R"("r")");
  EXPECT_EQ(described(body, "meta"), R"({"name":"R","description":"Text"})");
  EXPECT_EQ(described(body, "uses"), R"([{"rid":"a.b","alias":"c"},{"rid":"d","alias":"d"}])");
  EXPECT_EQ(described(body, "shares"),
            R"([{"name":"f","parameters":["x","y"]},{"name":"v","parameters":null}])");
  EXPECT_EQ(described(body, "provides"), R"([{"name":"g","parameters":[]}])");
}

TEST(Describe, FindsEventsInEachPartOfAnExpression) {
  const std::string rules =
      "rule a { select when a:b p re#x# or count 2 (c d) before any 1 (e f, a:b q re#y#) } "
      "rule b { select when a:b }";

  EXPECT_EQ(described(rules, "listens"),
            R"([{"domain":"a","name":"b","attributes":["p","q"],"by":["a","b"]},)"
            R"({"domain":"c","name":"d","attributes":[],"by":["a"]},)"
            R"({"domain":"e","name":"f","attributes":[],"by":["a"]}])");
}

TEST(Describe, FindsAttributesThatTheRuleReads) {
  EXPECT_EQ(in_rule("where event:attrs{\"one\"} pre { a = event:attrs{[\"two\", \"x\"]} "
                    "b = event:attr(\"three\") c = event:attrs{a} d = event:attrs[\"four\"] }",
                    "listens"),
            R"([{"domain":"x","name":"y","attributes":["one","two","three","four"],"by":["a"]}])");
}

TEST(Describe, SaysNullForWhatIsComputed) {
  const std::string postlude =
      "always { raise a event \"b\" raise a event \"b\" + 1 raise event \"c:d\" "
      "raise event event:domain + \":e\" raise event \"f\" }";

  EXPECT_EQ(in_rule(postlude, "raises"), R"([{"domain":"a","name":"b","by":["a"]},)"
                                         R"({"domain":"a","name":null,"by":["a"]},)"
                                         R"({"domain":"c","name":"d","by":["a"]},)"
                                         R"({"domain":null,"name":null,"by":["a"]}])");
  EXPECT_EQ(described("rule a { select where true }", "listens"),
            R"([{"domain":null,"name":null,"attributes":[],"by":["a"]}])");
}

TEST(Describe, FindsWhatIsSentAndScheduled) {
  const std::string body =
      "global { tell = defaction(type) { "
      "event:send({\"eci\": 1, \"domain\": \"a\", \"type\": type}) } } "
      "rule s { select when x y every { event:send({\"domain\": \"a\", \"type\": \"b\"}) "
      "ctx:event(eci, \"c\", \"d\") ctx:eventQuery(eci, name = \"f\", domain = \"e\") "
      "event:send(event:attrs) } "
      "fired { schedule g event \"h\" at 1 schedule event \"i:j\" repeat \"* * * * *\" } }";

  EXPECT_EQ(described(body, "sends"), R"([{"domain":"a","name":null,"by":["tell"]},)"
                                      R"({"domain":"a","name":"b","by":["s"]},)"
                                      R"({"domain":"c","name":"d","by":["s"]},)"
                                      R"({"domain":"e","name":"f","by":["s"]},)"
                                      R"({"domain":null,"name":null,"by":["s"]}])");
  EXPECT_EQ(described(body, "schedules"), R"([{"domain":"g","name":"h","by":["s"]},)"
                                          R"({"domain":"i","name":"j","by":["s"]}])");
}

TEST(Describe, FindsWhoReadsAndWritesEntityVariables) {
  const std::string body =
      "global { f = function() { [ent:a, <<#{ent:b{\"c\"}}>>] } } "
      "rule r { select when x y fired { ent:a := ent:a + 1 if ent:d; clear ent:b{\"c\"} } }";

  EXPECT_EQ(described(body, "stores"), R"([{"name":"a","readers":["f","r"],"writers":["r"]},)"
                                       R"({"name":"b","readers":["f"],"writers":["r"]},)"
                                       R"({"name":"d","readers":["r"],"writers":[]}])");
}

TEST(Describe, DescribesTheBundledRulesets) {
  for (const BuiltinRuleset& ruleset : builtin_rulesets())
    EXPECT_EQ(krl::to_json_or_null(*describe(ruleset.source).find("rid")),
              "\"" + std::string(ruleset.rid) + "\"");
}

TEST(Describe, RefusesWhatIsNoRuleset) {
  EXPECT_THROW(describe("1 + 1"), krl::Error);
  EXPECT_THROW(describe("ruleset r {"), krl::Error);
}

}  // namespace
}  // namespace pico::engine
