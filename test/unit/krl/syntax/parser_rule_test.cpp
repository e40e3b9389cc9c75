// SPDX-License-Identifier: MIT
//
// Rules and action blocks: krl-language section 3.2.
#include <gtest/gtest.h>

#include "parse_support.hpp"

namespace pico::krl {
namespace {

TEST(RuleTest, reads_all_parts_in_their_order) {
  const ParseResult result = parse_rule(
      "select when a b foreach x setting(v, k) foreach v setting(w) pre { p = 1; q = p } if p > 1 "
      "then noop() always { last }");

  ASSERT_FALSE(result.diagnostics.has_errors());
  const ast::Rule& rule = result.rule();
  EXPECT_EQ(rule.name.value, "r");
  EXPECT_TRUE(rule.select.has_value());
  ASSERT_EQ(rule.foreach.size(), 2u);
  EXPECT_EQ(rule.foreach[0].setting.size(), 2u);
  EXPECT_EQ(rule.prelude.size(), 2u);
  EXPECT_EQ(outline(*rule.action_block->condition), "(> p 1)");
  EXPECT_TRUE(rule.postlude->always.has_value());
}

TEST(RuleTest, may_have_no_parts_at_all) {
  const ParseResult result = parse_rule("");

  EXPECT_FALSE(result.rule().select.has_value());
  EXPECT_EQ(result.rule().action_block, nullptr);
  EXPECT_FALSE(result.rule().postlude.has_value());
}

TEST(RuleTest, reads_its_state) {
  const ParseResult result("ruleset a{rule r is active{} rule s is inactive{} rule t{}}");

  EXPECT_TRUE(result.rule(0).is_active);
  EXPECT_FALSE(result.rule(1).is_active);
  EXPECT_TRUE(result.rule(2).is_active);
}

TEST(RuleTest, places_rules_at_the_whole_and_their_names_apart) {
  const ParseResult result("ruleset a{rule r {}}");

  EXPECT_EQ(result.rule().loc, (Span{10, 19}));
  EXPECT_EQ(result.rule().name.loc, (Span{15, 16}));
}

TEST(RuleTest, ends_the_place_of_a_select_as_the_reference_does) {
  const ParseResult when = parse_rule("select when a b noop()");
  const ParseResult where = parse_rule("select where ab + 1");

  const auto select_text = [](const ParseResult& result) {
    const Span loc = result.rule().select->loc;
    return std::string(result.source->text().substr(loc.start, loc.end - loc.start));
  };
  EXPECT_EQ(select_text(when), "select when a b noop");
  EXPECT_EQ(select_text(where), "select where ab");
}

TEST(ActionBlockTest, reads_a_single_action) {
  const ParseResult result = parse_rule("m:go(1, k = 2) setting(x);");

  const ast::ActionBlock& block = *result.rule().action_block;
  EXPECT_EQ(block.type, ast::ActionBlockType::Every);
  ASSERT_EQ(block.actions.size(), 1u);
  EXPECT_EQ(outline(*block.actions[0].callee), "m:go");
  EXPECT_EQ(block.actions[0].arguments.items.size(), 2u);
  EXPECT_EQ(block.actions[0].setting.at(0).value, "x");
}

TEST(ActionBlockTest, reads_every_sample_and_choose) {
  const ParseResult every = parse_rule("every { a() b(); l => c() }");
  const ParseResult sample = parse_rule("sample {}");
  const ParseResult choose = parse_rule("if x then choose f(x) { l => a() m => b() }");

  EXPECT_EQ(every.rule().action_block->actions.size(), 3u);
  EXPECT_EQ(every.rule().action_block->actions[2].label->value, "l");
  EXPECT_EQ(sample.rule().action_block->type, ast::ActionBlockType::Sample);
  EXPECT_TRUE(sample.rule().action_block->actions.empty());
  EXPECT_EQ(choose.rule().action_block->type, ast::ActionBlockType::Choose);
  EXPECT_EQ(outline(*choose.rule().action_block->discriminant), "(call f x)");
}

TEST(ActionBlockTest, may_call_an_action_named_like_a_keyword_inside_a_list) {
  const ParseResult result = parse_rule("every { every() sample() raise() with() }");

  EXPECT_FALSE(result.diagnostics.has_errors());
  EXPECT_EQ(result.rule().action_block->actions.size(), 4u);
}

TEST(ActionBlockTest, accepts_with_pairs_and_names_the_modern_form) {
  const ParseResult result =
      parse_rule("every { send_directive(\"d\") with a = 1 and b = 2 m:go() with c = 3 }");

  ASSERT_FALSE(result.diagnostics.has_errors());
  const auto& actions = result.rule().action_block->actions;
  ASSERT_EQ(actions.size(), 2u);
  ASSERT_EQ(actions[0].with.size(), 2u);
  EXPECT_EQ(actions[0].with[1]->name.value, "b");
  EXPECT_EQ(actions[1].with.size(), 1u);
  ASSERT_EQ(result.diagnostics.all().size(), 2u);
  EXPECT_EQ(result.diagnostics.all()[0].message,
            "DEPRECATED SYNTAX - Use `send_directive(name, {\"key\": value})` instead of `with key "
            "= value`");
  EXPECT_EQ(result.diagnostics.all()[1].message,
            "DEPRECATED SYNTAX - Use named arguments `action(name = value)` instead of `with name "
            "= value`");
}

TEST(ActionBlockTest, accepts_with_pairs_before_and_after_setting) {
  EXPECT_EQ(rule_error("go() setting(x) with a = 1"), "no error");
  EXPECT_EQ(rule_error("go() with a = 1 setting(x)"), "no error");
}

TEST(RuleTest, reports_errors_in_the_words_of_the_reference) {
  EXPECT_EQ(first_error("ruleset a{rule r is asleep{}}"),
            "Expected active and inactive | asleep | 20");
  EXPECT_EQ(first_error("ruleset a{rule null{}}"), "Expected Identifier | null | 15");
  EXPECT_EQ(rule_error("select a b"), "Expected `when` or `where` | a | 7");
  EXPECT_EQ(rule_error("foreach [1] setting v"), "Expected `(` | v | 20");
  EXPECT_EQ(rule_error("foreach setting (v)"), "Reserved word | setting | 8");
  EXPECT_EQ(rule_error("pre { 1 }"), "Expected a declaration | 1 | 6");
  EXPECT_EQ(rule_error("if true noop()"), "Expected `then` | noop | 8");
  EXPECT_EQ(rule_error("if a then"), "Expected an action after `if ... then` | } | 9");
  EXPECT_EQ(rule_error("if a then every {}"), "Expected an action after `if ... then` | } | 18");
  EXPECT_EQ(rule_error("l =>"), "Expected Identifier | } | 4");
  EXPECT_EQ(rule_error("go() go()"), "Expected `}` | go | 5");
  EXPECT_EQ(rule_error("every go()"), "Expected `{` | go | 6");
  EXPECT_EQ(rule_error("every { 1 }"), "Expected Identifier | 1 | 8");
  EXPECT_EQ(rule_error("choose m{\"k\"} { x => noop() }"), "Expected Identifier | \"k\" | 9");
  EXPECT_EQ(rule_error("else {}"), "Expected `}` | else | 0");
  EXPECT_EQ(rule_error("noop() setting()"), "Expected Identifier | ) | 15");
}

TEST(RuleTest, reports_errors_in_defactions) {
  const auto error = [](const std::string& body) {
    return first_error("defaction(){" + body + "}");
  };
  EXPECT_EQ(error("return 1"), "Expected Identifier | return | 12");
  EXPECT_EQ(error("go() go()"), "Expected `return` | go | 17");
  EXPECT_EQ(error("go() returns x"), "defaction can only return one value | x | 25");
  EXPECT_EQ(error("go() return 1, 2"), "defaction can only return one value | , | 25");
  EXPECT_EQ(error("go() return"), "Expected an expression | } | 23");
}

}  // namespace
}  // namespace pico::krl
