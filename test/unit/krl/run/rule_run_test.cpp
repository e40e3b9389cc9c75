// SPDX-License-Identifier: MIT
//
// Bodies of rules: foreach, pre, actions, postlude (spec krl-language.md 7, 9.5, 10.2, 12).
#include <gtest/gtest.h>

#include "krl/text/error.hpp"
#include "unit/krl/ruleset_under_test.hpp"

namespace pico::krl::testing {
namespace {

std::string run_body(std::string_view body, std::string_view global = "",
                     std::string_view select = "select when a b") {
  return RulesetUnderTest("ruleset t { global { " + std::string(global) + " } rule r { " +
                          std::string(select) + " " + std::string(body) + " } }")
      .run();
}

TEST(Rules, WithoutAnActionBlockCountAsFired) {
  EXPECT_EQ(run_body("fired { ent:x := 1 } else { ent:x := 2 }"), "ent:x := 1");
}

TEST(Rules, TheConditionDecidesWhichBranchRuns) {
  const char* body = " then noop() fired { ent:x := 1 } else { ent:x := 2 } finally { ent:y := 3 }";
  EXPECT_EQ(run_body(std::string("if 1") + body), "ent:x := 1; ent:y := 3");
  EXPECT_EQ(run_body(std::string("if 0") + body), "ent:x := 2; ent:y := 3");
  EXPECT_EQ(run_body("if true then noop() notfired { ent:x := 1 } else { ent:x := 2 }"),
            "ent:x := 2");
}

TEST(Rules, EverySampleAndChoosePickActions) {
  const char* actions = R"({ a => send_directive("one") b => send_directive("two") })";
  EXPECT_EQ(run_body(std::string("every ") + actions), "directive one {}; directive two {}");
  EXPECT_EQ(run_body(std::string("choose \"b\" ") + actions), "directive two {}");
  EXPECT_EQ(run_body(std::string("choose 1 ") + actions + " fired { ent:x := 1 }"), "ent:x := 1");
  EXPECT_EQ(run_body(std::string("sample ") + actions), "directive one {}");
}

TEST(Rules, ActionResultsCanBeSet) {
  EXPECT_EQ(run_body(R"(send_directive("d") setting(x) fired { ent:x := x })"),
            R"(directive d {}; ent:x := {"name":"d"})");
  EXPECT_EQ(run_body("if false then noop() setting(x) always { ent:x := [x] }"), "ent:x := [null]");
}

TEST(Rules, ForeachRepeatsTheWholeBody) {
  EXPECT_EQ(run_body(R"(foreach [1, 2] setting(v, k) foreach {"x": v} setting(w, n)
                        always { log info v; ent:last := [v, k, w, n] on final })"),
            R"(ent:last := [2,1,2,"x"])");
  EXPECT_EQ(
      run_body("foreach \"ab\" setting(u, i) always { raise d event u attributes {\"i\": i} }"),
      R"(raise d:a {"i":"0"}; raise d:b {"i":"1"})");
  EXPECT_EQ(run_body("foreach [] setting(x) always { ent:x := 1 }"), "");
  EXPECT_EQ(run_body("foreach 7 setting(x) always { ent:x := 1 }"), "");
}

TEST(Rules, ForeachSeesSelectVariables) {
  RulesetUnderTest ruleset(
      "ruleset t { rule r { select when a b n re#(.)# setting(n) "
      "foreach [n, n + n] setting(x) always { ent:x := x } } }");
  EXPECT_EQ(ruleset.run(R"({"n": "z"})"), R"(ent:x := "z"; ent:x := "zz")");
}

TEST(Rules, LastEndsTheRuleAtOnce) {
  EXPECT_EQ(run_body("foreach [1, 2] setting(x) always { ent:x := x; last; ent:y := 1 }"),
            "ent:x := 1");
}

TEST(Rules, ErrorStatementsContinueExceptForLevelError) {
  EXPECT_EQ(run_body("fired { error warn 1; ent:x := 1 } finally { ent:y := 2 }"),
            "error warn 1; ent:x := 1; ent:y := 2");
  EXPECT_EQ(run_body("fired { error error {\"a\": 1}; ent:x := 1 } finally { ent:y := 2 }"),
            R"(error error {"a":1})");
}

TEST(Rules, RaiseHasAStaticAndADynamicForm) {
  EXPECT_EQ(run_body(R"(always { raise d event "n" attributes {"k": 1} })"),
            R"(raise d:n {"k":1})");
  EXPECT_EQ(run_body(R"(always { raise event " d : n : m " })"), "raise d:n:m (nothing)");
  EXPECT_EQ(run_body(R"(always { raise d event "n" for "x.y" })"),
            R"(raise d:n (nothing) for "x.y")");
}

TEST(Rules, OlderWithFormsMeanAttributesAndOptions) {
  EXPECT_EQ(run_body(R"(send_directive("d") with a = 1 and b = 2)"),
            R"(directive d {"a":1,"b":2})");
  EXPECT_EQ(run_body(R"(always { raise d event "n" with a = 1 and b = 2 })"),
            R"(raise d:n {"a":1,"b":2})");
  EXPECT_EQ(run_body(R"(always { raise d event "n" attributes {"a": 0, "c": 3} with a = 1 })"),
            R"(raise d:n {"a":1,"c":3})");
}

TEST(Rules, EntityVariablesAreReadAndWrittenByPath) {
  EXPECT_EQ(run_body(R"(always { ent:m{["a", "b"]} := 1; ent:n := ent:m{"a"}{"b"} + 1;
                                 clear ent:m{["a", "b"]}; clear ent:n })"),
            R"(ent:m := {"a":{"b":1}}; ent:n := 2; ent:m := {"a":{}}; clear ent:n)");
}

TEST(Rules, GuardsApplyToOneStatement) {
  EXPECT_EQ(run_body("always { ent:x := 1 if 0; ent:y := 2 if \"yes\" }"), "ent:y := 2");
}

TEST(Rules, SchedulesPassTheirOperands) {
  EXPECT_EQ(run_body(R"(always { schedule d event "n" at 5 attributes {"k": 1} setting(id);
                                 ent:id := id{"id"} })"),
            R"(schedule d:n at 5 {"k":1}; ent:id := "job")");
}

TEST(Rules, DefactionsRunTheirOwnBlock) {
  const char* global =
      "act = defaction(n) { m = n * 2; if m > 2 then every { send_directive(\"d\", {\"m\": m})"
      " noop() } return m + 1 }";
  EXPECT_EQ(run_body("act(3) setting(x) fired { ent:x := x }", global),
            R"(directive d {"m":6}; ent:x := 7)");
  EXPECT_EQ(run_body("act(1) setting(x) fired { ent:x := x }", global), "ent:x := 3");
}

TEST(Rules, ACalleeThatIsNoActionIsAnError) {
  RulesetUnderTest ruleset(
      "ruleset t { global { f = function() { 1 } g = {\"f\": f}{\"f\"} }\n"
      "rule r { select when a b g() } }");
  EXPECT_EQ(ruleset.run_error(), "TypeError: [Function] is not an action at r 2:26");
}

TEST(Rules, ErrorsNameTheRule) {
  RulesetUnderTest ruleset(
      "ruleset t {\nrule broken { select when a b\nalways { ent:x := \"a\" - 1 } } }");
  EXPECT_EQ(ruleset.run_error(), "TypeError: 1 cannot be subtracted from a at broken 3:23");
}

TEST(Rules, EachIterationHasItsOwnVariables) {
  EXPECT_EQ(run_body("foreach [1, 2] setting(x) pre { f = function() { x } }"
                     " always { ent:fs := [ent:fs, f()] }"),
            "ent:fs := [null,1]; ent:fs := [[null,1],2]");
}

TEST(Rules, WhereSeesTheBindingsOfItsBase) {
  RulesetUnderTest ruleset(
      "ruleset t { rule r { select when a b n re#(.)# setting(n) where n > 4 } }");
  const Rule& rule = ruleset.program->rules.front();
  const EventBase& base = *rule.select.when->base;
  const auto holds = [&](const char* n) {
    return evaluate_where(rule, base, Map{{"n", n}}, *ruleset.instance, ruleset.evaluation);
  };
  EXPECT_TRUE(holds("5"));
  EXPECT_FALSE(holds("3"));
}

TEST(Rules, SelectWhereTakesOnlyTrue) {
  const auto selects = [](const char* expression) {
    RulesetUnderTest ruleset(std::string("ruleset t { rule r { select where ") + expression +
                             " } }");
    return evaluate_select_where(ruleset.program->rules.front(), *ruleset.instance,
                                 ruleset.evaluation);
  };
  EXPECT_TRUE(selects("1 == 1"));
  EXPECT_FALSE(selects("1"));
}

TEST(Rules, WithinIsANumberOfPeriods) {
  const auto within = [](const char* expression) {
    RulesetUnderTest ruleset(std::string("ruleset t { rule r { select when a b within ") +
                             expression + " } }");
    return evaluate_within(ruleset.program->rules.front(), *ruleset.instance, ruleset.evaluation);
  };
  EXPECT_EQ(within("2 minutes"), 120000);
  EXPECT_EQ(within("\"3\" seconds"), 3000);
  EXPECT_THROW(within("\"x\" seconds"), Error);
}

}  // namespace
}  // namespace pico::krl::testing
