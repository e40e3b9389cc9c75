// SPDX-License-Identifier: MIT
//
// The printed tree: krl-language section 13.
#include "krl/syntax/ast_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "parse_support.hpp"

namespace pico::krl {
namespace {

nlohmann::json tree(const std::string& text) {
  const ParseResult result(text);
  return nlohmann::json::parse(to_json(result.parsed, *result.source));
}

nlohmann::json rule_tree(const std::string& body) {
  return tree("ruleset a{rule r{" + body + "}}")["rules"][0];
}

TEST(AstJsonTest, is_indented_text_with_type_and_place) {
  const ParseResult result("1");

  EXPECT_EQ(to_json(result.parsed, *result.source),
            "[\n"
            "  {\n"
            "    \"type\": \"Number\",\n"
            "    \"loc\": {\"start\": 0, \"end\": 1},\n"
            "    \"value\": 1\n"
            "  }\n"
            "]\n");
}

TEST(AstJsonTest, prints_an_empty_source_as_an_empty_list) {
  EXPECT_EQ(tree(""), nlohmann::json::array());
}

TEST(AstJsonTest, counts_places_in_utf16_units) {
  const auto json = tree("\"\U0001F600\" + a");

  EXPECT_EQ(json[0]["left"]["loc"], (nlohmann::json{{"start", 0}, {"end", 4}}));
  EXPECT_EQ(json[0]["right"]["loc"], (nlohmann::json{{"start", 7}, {"end", 8}}));
}

TEST(AstJsonTest, escapes_what_json_demands) {
  EXPECT_EQ(tree("\"a\\\"b\\\\\n\t\"")[0]["value"], "a\"b\\\n\t");
}

TEST(AstJsonTest, prints_each_kind_of_expression) {
  const auto type = [](const std::string& text) { return tree(text)[0]["type"]; };
  EXPECT_EQ(type("null"), "Null");
  EXPECT_EQ(type("true"), "Boolean");
  EXPECT_EQ(tree("re#a#i")[0]["value"], "/a/i");
  EXPECT_EQ(tree("<<a#{b}>>")[0]["value"].size(), 2u);
  EXPECT_EQ(tree("[1, 2]")[0]["value"].size(), 2u);
  EXPECT_EQ(tree("{\"a\": 1}")[0]["value"][0]["type"], "MapKeyValuePair");
  EXPECT_EQ(tree("a:b")[0]["domain"], "a");
  EXPECT_EQ(tree("not a")[0]["op"], "not");
  EXPECT_EQ(type("a => b | c"), "ConditionalExpression");
  EXPECT_EQ(tree("a{b}")[0]["method"], "path");
  EXPECT_EQ(tree("f(1, a = 2)")[0]["args"]["args"][1]["type"], "NamedArgument");
  EXPECT_EQ(tree("function(a = 1){b = 2 b}")[0]["params"]["params"][0]["default"]["value"], 1);
  EXPECT_EQ(tree("defaction(){noop()}")[0]["action_block"]["actions"][0]["type"], "Action");
  EXPECT_EQ(tree("a = 1")[0]["left"]["type"], "Identifier");
}

TEST(AstJsonTest, prints_null_for_absent_parts) {
  const auto json = tree("ruleset a{rule r{}}");

  EXPECT_TRUE(json["version"].is_null());
  EXPECT_TRUE(json["meta"].is_null());
  EXPECT_EQ(json["global"], nlohmann::json::array());
  EXPECT_EQ(json["rules"][0]["rule_state"], "active");
  EXPECT_TRUE(json["rules"][0]["select"].is_null());
  EXPECT_TRUE(json["rules"][0]["action_block"].is_null());
  EXPECT_TRUE(json["rules"][0]["postlude"].is_null());
}

TEST(AstJsonTest, prints_meta_properties) {
  const auto meta = tree(
      "ruleset a{meta{name \"n\" logging on use module b alias c share d provides keys e to f "
      "errors "
      "to g configure using h = 1 keys i 2}}")["meta"]["properties"];

  EXPECT_EQ(meta[0]["value"]["value"], "n");
  EXPECT_EQ(meta[1]["value"]["value"], true);
  EXPECT_EQ(meta[2]["value"]["rid"]["value"], "b");
  EXPECT_TRUE(meta[2]["value"]["with"].is_null());
  EXPECT_EQ(meta[3]["key"]["value"], "shares");
  EXPECT_EQ(meta[4]["value"]["operator"]["value"], "keys");
  EXPECT_EQ(meta[5]["value"]["rid"]["value"], "g");
  EXPECT_EQ(meta[6]["value"]["declarations"].size(), 1u);
  EXPECT_EQ(meta[7]["value"][0]["type"], "Keyword");
}

TEST(AstJsonTest, prints_selects) {
  const auto select = rule_tree(
      "select when any 2 (a b x re#1# setting(v), count 3 (c d) max(m)) within 1 hour")["select"];

  EXPECT_EQ(select["kind"], "when");
  EXPECT_EQ(select["within"]["time_period"]["value"], "hour");
  const auto args = select["event"]["args"];
  EXPECT_EQ(args[0]["value"], 2);
  EXPECT_EQ(args[1]["event_attrs"][0]["type"], "AttributeMatch");
  EXPECT_EQ(args[2]["n"]["value"], 3);
  EXPECT_EQ(args[2]["event"]["aggregator"]["op"], "max");
  EXPECT_EQ(rule_tree("select where a")["select"]["kind"], "where");
}

TEST(AstJsonTest, prints_statements) {
  const auto statements = rule_tree(
      "always{ent:a := 1 clear ent:a{\"k\"} raise d event \"t\" schedule event \"d:t\" at 1 log "
      "info "
      "1 error warn 2 last on final x = 1}")["postlude"]["always"];

  EXPECT_EQ(statements[0]["type"], "PersistentVariableAssignment");
  EXPECT_EQ(statements[1]["path_expression"]["value"], "k");
  EXPECT_EQ(statements[2]["event_domain"]["value"], "d");
  EXPECT_EQ(statements[3]["event_domainAndType"]["value"], "d:t");
  EXPECT_EQ(statements[4]["level"], "info");
  EXPECT_EQ(statements[5]["type"], "ErrorStatement");
  EXPECT_EQ(statements[6]["condition"], "on final");
  EXPECT_EQ(statements[7]["type"], "Declaration");
}

TEST(AstJsonTest, prints_deep_trees_and_huge_numbers) {
  const auto repeated = [](const std::string& text) {
    std::string result;
    for (int i = 0; i < 495; ++i) result += text;
    return result;
  };
  EXPECT_EQ(tree("1" + repeated("+1+1"))[0]["op"], "+");
  EXPECT_EQ(tree("a" + repeated(".b()"))[0]["type"], "Application");
  EXPECT_EQ(tree(repeated("defaction(){f(") + "1" + repeated(")}"))[0]["type"], "DefAction");
  EXPECT_EQ(tree(repeated("function(){x = ") + "1" + repeated(" x}"))[0]["type"], "Function");
  EXPECT_TRUE(tree(std::string(400, '9'))[0]["value"].is_null());
}

}  // namespace
}  // namespace pico::krl
