// SPDX-License-Identifier: MIT
//
// The meta block, exports and `__testing` (spec krl-language.md 3.1, 8, 11).
#include <gtest/gtest.h>

#include "krl/value/json.hpp"
#include "unit/krl/ruleset_under_test.hpp"

namespace pico::krl::testing {
namespace {

using Lines = std::vector<std::string>;

TEST(Meta, ConstantsAreKept) {
  const auto compiled = compile_text(
      "ruleset t { meta { name \"N\" version \"1\" author <<A>> logging on shares f "
      "provides f configure using k = 1 use module m.n alias x with a = 2 and b = 3 use module o } "
      "global { f = function(){1} } }");
  ASSERT_TRUE(compiled.program);
  EXPECT_EQ(encode(compiled.program->meta),
            R"({"name":"N","version":"1","author":"A","logging":true,"shares":["f"],)"
            R"("provides":["f"],"configure":["k"],)"
            R"("use":[{"kind":"module","rid":"m.n","alias":"x","with":["a","b"]},)"
            R"({"kind":"module","rid":"o","alias":"o"}]})");
}

TEST(Meta, AValueMustBeAConstant) {
  EXPECT_EQ(compile_text("ruleset t { meta { name 1 + 2 } }").errors,
            Lines{"1:27 A value in `meta` must be a constant"});
  EXPECT_EQ(compile_text("ruleset t { meta { name who } }").errors,
            Lines{"1:25 Undefined id: who"});
}

TEST(Meta, APropertyStandsOnce) {
  EXPECT_EQ(compile_text("ruleset t { meta { author \"a\" author \"b\" } }").errors,
            Lines{"1:31 only 1 meta.author allowed"});
}

TEST(Meta, UnsupportedPropertiesAreNamed) {
  EXPECT_EQ(compile_text("ruleset t { meta { errors to a.b } }").errors,
            Lines{"1:20 RulesetMetaProperty not supported: errors"});
}

TEST(Meta, AnActionCannotBeShared) {
  EXPECT_EQ(
      compile_text("ruleset t { meta { shares a } global { a = defaction(){ noop() } } }").errors,
      Lines{"1:27 Actions must not be shared: a"});
}

TEST(Meta, WhatIsAlsoAFunctionCanBeShared) {
  EXPECT_EQ(compile_text("ruleset t { meta { shares noop } }").errors, Lines{});
}

TEST(Meta, KeysOfOlderProgramsAreReachable) {
  RulesetUnderTest ruleset(
      "ruleset t { meta { key api {\"id\": \"x\"} shares q } "
      "global { q = function() { [keys:api, keys:api{\"id\"}, keys:api(\"id\")] } } }");
  EXPECT_EQ(ruleset.query("q"), R"([{"id":"x"},"x","x"])");
}

TEST(Meta, ModulesAreConfiguredAndKeepTheirOwnScope) {
  const std::string module =
      "ruleset units { meta { configure using system = \"metric\" provides name, twice, plain }"
      " global { plain = 7 name = function() { system } twice = function(x) { x * 2 } } }";
  RulesetUnderTest ruleset(
      "ruleset t { meta { use module units alias u with system = \"imperial\" "
      "use module units alias v shares q } global { q = function() { "
      "[u:name(), v:name(), 4.u:twice(), u:plain, [1].map(u:twice)] } } }",
      {module});
  EXPECT_EQ(ruleset.query("q"), R"(["imperial","metric",8,7,[2]])");
}

TEST(Meta, TestingListsQueriesAndEvents) {
  RulesetUnderTest ruleset(
      "ruleset t { meta { shares f, v } global { f = function(a, b = 1) { a } v = 1 } "
      "rule r { select when d n x re#(.)# or d m y re#(.)# } }");
  EXPECT_EQ(ruleset.query("__testing"),
            R"({"queries":[{"name":"f","args":["a","b"]},{"name":"v","args":[]}],)"
            R"("events":[{"domain":"d","name":"n","attrs":["x","y"]},)"
            R"({"domain":"d","name":"m","attrs":["y"]}]})");
}

}  // namespace
}  // namespace pico::krl::testing
