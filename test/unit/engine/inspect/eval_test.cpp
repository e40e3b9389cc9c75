// SPDX-License-Identifier: MIT
//
// Evaluating expressions in the context of a pico and a ruleset.
#include <gtest/gtest.h>

#include "engine/memory_environment.hpp"
#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

constexpr std::string_view kGarden =
    "ruleset garden {\n"
    "  meta {\n"
    "    use module seeds alias s  configure using unit = \"cm\"\n"
    "    keys shed \"1234\"  shares size\n"
    "  }\n"
    "  global {\n"
    "    secret = 40\n"
    "    rows = function(n) { n * s:per_row }\n"
    "    size = function() { ent:size }\n"
    "    broken = function() {\n"
    "      [1].map(secret)\n"
    "    }\n"
    "    water = defaction(n) { send_directive(\"water\", {\"n\": n}) }\n"
    "  }\n"
    "  rule grow { select when garden grow always { ent:size := {\"height\": 7} } }\n"
    "}\n";

class Eval : public ::testing::Test {
 protected:
  Eval() {
    image.install("ruleset seeds { meta { provides per_row } global { per_row = 3 } }");
    image.install(kGarden);
    image.raise("garden:grow");
  }

  std::string eval(std::string_view source, const std::optional<std::string>& rid = "garden") {
    return krl::to_json_or_null(image.engine().eval(image.root(), source, rid));
  }
  krl::Error error(std::string_view source, const std::optional<std::string>& rid = "garden") {
    try {
      eval(source, rid);
    } catch (const krl::Error& thrown) {
      return thrown;
    }
    return krl::Error(krl::ErrorClass::Error, "no error");
  }

  Image image;
};

TEST_F(Eval, GivesTheValueOfDeclarationsAndAnExpression) {
  EXPECT_EQ(eval("n = 20; double = function(x) { x * 2 }; double(n) + 2", std::nullopt), "42");
  EXPECT_EQ(eval("return 1;", std::nullopt), "1");
  EXPECT_EQ(eval("math:abs(-3)", std::nullopt), "3");
}

TEST_F(Eval, SeesWhatTheRulesetSees) {
  EXPECT_EQ(eval("secret + rows(2)"), "46");
  EXPECT_EQ(eval("[s:per_row, keys:shed]"), "[3,\"1234\"]");
  EXPECT_EQ(eval("[unit, ent:size{\"height\"}, ent:none, size()]"),
            "[\"cm\",7,null,{\"height\":7}]");
  EXPECT_EQ(eval("[meta:rid, meta:inQuery, ctx:rid, meta:picoId == ctx:picoId]"),
            "[\"garden\",true,\"garden\",true]");
}

TEST_F(Eval, MayUseANameOfTheRulesetAnew) { EXPECT_EQ(eval("secret = 1; rows(secret)"), "3"); }

TEST_F(Eval, CapturesAndRecursionWork) {
  EXPECT_EQ(eval("f = function(n) { n == 0 => 0 | secret + f(n - 1) }; f(2)"), "80");
}

TEST_F(Eval, HasNoJsonForFunctions) {
  EXPECT_EQ(eval("rows"), "null");
  EXPECT_EQ(eval("function(x) { x }"), "null");
}

TEST_F(Eval, ChangesNothing) {
  const auto before = image.entity("garden", "size");
  eval("size().put(\"height\", 8)");
  EXPECT_EQ(image.entity("garden", "size"), before);
  EXPECT_EQ(error("water(1)").text(), "Error: Not a function: Action");
  EXPECT_EQ(error("send_directive(\"x\")").text(), "Error: Not a function: Action");
  EXPECT_EQ(error("event:send({})").text(), "TypeError: [Action] is not a function");
}

TEST_F(Eval, TellsTheLineAndColumnOfErrorsInTheSource) {
  const krl::Error compiling = error("a = 1\n  missing");
  EXPECT_EQ(compiling.text(), "Error: Undefined id: missing");
  EXPECT_EQ(compiling.code(), krl::ErrorCode::KrlCompile);
  EXPECT_EQ(compiling.place().line, 2U);
  EXPECT_EQ(compiling.place().column, 3U);

  const krl::Error running = error("a = 1;\n [1].map(a)");
  EXPECT_EQ(running.text(), "TypeError: iter is not a function");
  EXPECT_EQ(running.place().line, 2U);
  EXPECT_EQ(running.place().rid, "");
}

TEST_F(Eval, TellsTheRulesetOfErrorsInItsFunctions) {
  const krl::Error running = error("broken()");
  EXPECT_EQ(running.place().rid, "garden");
  EXPECT_EQ(running.place().line, 11U);
}

TEST_F(Eval, RefusesWhatIsNoBody) {
  EXPECT_EQ(error("").text(), "ParseError: Expected the function return expression");
  EXPECT_EQ(error("1 2").text(), "ParseError: Expected `(end)` but was NUMBER");
  EXPECT_EQ(error("a = 1").text(), "ParseError: Expected the function return expression");
  EXPECT_EQ(error("1 }; global { 2").code(), krl::ErrorCode::KrlCompile);
  EXPECT_EQ(error("ruleset x {}").code(), krl::ErrorCode::KrlCompile);
  EXPECT_EQ(error("\"open").text(), "ParseError: Missing close \"");
  EXPECT_EQ(error("\xFF").text(), "ParseError: The source is not valid UTF-8");
}

TEST_F(Eval, HasNoEntityVariablesWithoutARuleset) {
  EXPECT_EQ(error("ent:size", std::nullopt).text(),
            "Error: ent:size belongs to a ruleset in a pico, and there is none here");
  EXPECT_EQ(error("ent:size{\"a\"}", std::nullopt).code(), krl::ErrorCode::KrlCompile);
}

TEST_F(Eval, IsBoundedAsQueriesAre) {
  EXPECT_EQ(error("f = function(n) { f(n + 1) + 1 }; f(1)").text(),
            "RangeError: Maximum call stack size exceeded");
  image.environment().limits().result_bytes = 100;
  EXPECT_EQ(error("1.range(1000)").code(), krl::ErrorCode::LimitExceeded);
  image.environment().limits().ruleset_bytes = 3;
  EXPECT_EQ(error("1 + 1").text(), "Error: the source exceeds 3 bytes");
}

TEST_F(Eval, NeedsARulesetThatThePicoHas) {
  EXPECT_EQ(error("1", "nowhere").text(), "Error: Pico doesn't have nowhere installed.");
  EXPECT_EQ(error_of([&] { image.engine().eval("nobody", "1", std::nullopt); }),
            "Error: Pico not found nobody");
}

TEST_F(Eval, IsForTheOwner) {
  image.environment().set_caller("somebody");
  EXPECT_EQ(error("1").code(), krl::ErrorCode::NotOwner);
}

}  // namespace
}  // namespace pico::engine
