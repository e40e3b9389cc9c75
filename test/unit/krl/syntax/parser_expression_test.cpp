// SPDX-License-Identifier: MIT
//
// Expressions: krl-language section 2.
#include <gtest/gtest.h>

#include "parse_support.hpp"

namespace pico::krl {
namespace {

TEST(ExpressionTest, reads_literals) {
  EXPECT_EQ(outline_of("1.5"), "1.5");
  EXPECT_EQ(outline_of("\"a\""), "'a'");
  EXPECT_EQ(outline_of("re#a#g"), "/a/g");
  EXPECT_EQ(outline_of("true"), "true");
  EXPECT_EQ(outline_of("false"), "false");
  EXPECT_EQ(outline_of("null"), "null");
  EXPECT_EQ(outline_of("STRING"), "STRING");
}

TEST(ExpressionTest, reads_identifiers_with_and_without_domain) {
  EXPECT_EQ(outline_of("a"), "a");
  EXPECT_EQ(outline_of("a:b"), "a:b");
  EXPECT_EQ(outline_of("a :\n b"), "a:b");
  EXPECT_EQ(outline_of("ent:like"), "ent:like");
  EXPECT_EQ(outline_of("ent:null"), "Expected Identifier");
}

TEST(ExpressionTest, reads_arrays_and_maps_with_a_comma_at_the_end) {
  EXPECT_EQ(outline_of("[]"), "(array)");
  EXPECT_EQ(outline_of("[1, [2],]"), "(array 1 (array 2))");
  EXPECT_EQ(outline_of("{}"), "(map)");
  EXPECT_EQ(outline_of("{\"a\": 1, \"b\": {},}"), "(map a:1 b:(map))");
  EXPECT_EQ(outline_of("{\"a\": 1, \"a\": 2}"), "(map a:1 a:2)");
}

TEST(ExpressionTest, reads_chevrons) {
  EXPECT_EQ(outline_of("<<>>"), "(chevron)");
  EXPECT_EQ(outline_of("<<a#{b + 1}c\\>>>"), "(chevron 'a' (+ b 1) 'c>')");
  EXPECT_EQ(outline_of("<<#{<<b#{1}>>}>>"), "(chevron (chevron 'b' 1))");
}

TEST(ExpressionTest, reads_functions) {
  EXPECT_EQ(outline_of("function(){1}"), "(function () 1)");
  EXPECT_EQ(outline_of("function(a, b = 2,){c = a; d = b return c;}"),
            "(function (a b=2) (= c a) (= d b) c)");
  EXPECT_EQ(outline_of("function(like){1}"), "(function (like) 1)");
}

TEST(ExpressionTest, reads_defactions) {
  EXPECT_EQ(outline_of("defaction(){}"), "(defaction () no actions)");
  EXPECT_EQ(outline_of("defaction(){x = 1}"), "(defaction () (= x 1) no actions)");
  EXPECT_EQ(outline_of("defaction(a){noop()}"), "(defaction (a) 1 actions)");
  EXPECT_EQ(outline_of("defaction(a){every {noop() noop()} return a;}"),
            "(defaction (a) 2 actions return a)");
}

TEST(ExpressionTest, reads_applications_and_members) {
  EXPECT_EQ(outline_of("f()"), "(call f)");
  EXPECT_EQ(outline_of("f(1, b = 2, )"), "(call f 1 b=2)");
  EXPECT_EQ(outline_of("a.b"), "(. a b)");
  EXPECT_EQ(outline_of("a.b(1)"), "(call (. a b) 1)");
  EXPECT_EQ(outline_of("a.m:b()"), "(call (. a m:b))");
  EXPECT_EQ(outline_of("a.any(f)"), "(call (. a any) f)");
  EXPECT_EQ(outline_of("a[0]{\"k\"}"), "(path (index a 0) 'k')");
  EXPECT_EQ(outline_of("function(){1}()"), "(call (function () 1))");
  EXPECT_EQ(outline_of("[f][0](x)"), "(call (index (array f) 0) x)");
  EXPECT_EQ(outline_of("m{\"f\"}(x)"), "(call (path m 'f') x)");
}

TEST(ExpressionTest, tells_a_named_argument_from_a_comparison) {
  EXPECT_EQ(outline_of("f(a == 1)"), "(call f (== a 1))");
  EXPECT_EQ(outline_of("f(\"a\" = 1)"), "Expected `)`");
  EXPECT_EQ(outline_of("f(any = 1)"), "Expected an expression");
}

TEST(ExpressionTest, orders_operators_by_binding_power) {
  EXPECT_EQ(outline_of("a || b && c == d + e * f"), "(|| a (&& b (== c (+ d (* e f)))))");
  EXPECT_EQ(outline_of("a * b + c == d && e || f"), "(|| (&& (== (+ (* a b) c) d) e) f)");
  EXPECT_EQ(outline_of("(a + b) * c"), "(* (+ a b) c)");
}

TEST(ExpressionTest, associates_binary_operators_to_the_left) {
  EXPECT_EQ(outline_of("a - b - c"), "(- (- a b) c)");
  EXPECT_EQ(outline_of("a / b * c % d"), "(% (* (/ a b) c) d)");
  EXPECT_EQ(outline_of("a < b < c"), "(< (< a b) c)");
  EXPECT_EQ(outline_of("a || b || c"), "(|| (|| a b) c)");
}

TEST(ExpressionTest, knows_every_comparison) {
  for (const char* op : {"==", "!=", "<", "<=", ">", ">=", "like", "><", "<=>", "cmp"}) {
    const std::string sign = op;
    EXPECT_EQ(outline_of("a + b " + sign + " c && d"), "(&& (" + sign + " (+ a b) c) d)") << op;
  }
}

TEST(ExpressionTest, binds_prefix_operators_weaker_than_members) {
  EXPECT_EQ(outline_of("-5.abs()"), "(- (call (. 5 abs)))");
  EXPECT_EQ(outline_of("+a[0]"), "(+ (index a 0))");
  EXPECT_EQ(outline_of("- -1"), "(- (- 1))");
}

TEST(ExpressionTest, binds_prefix_operators_stronger_than_binary_ones) {
  EXPECT_EQ(outline_of("not a == b"), "(== (not a) b)");
  EXPECT_EQ(outline_of("not a || b"), "(|| (not a) b)");
  EXPECT_EQ(outline_of("-a * b"), "(* (- a) b)");
  EXPECT_EQ(outline_of("a - -b"), "(- a (- b))");
}

TEST(ExpressionTest, chains_conditionals_to_the_right) {
  EXPECT_EQ(outline_of("a => b | c"), "(=> a b c)");
  EXPECT_EQ(outline_of("a => b | c => d | e"), "(=> a b (=> c d e))");
  EXPECT_EQ(outline_of("a || b => c | d"), "(=> (|| a b) c d)");
  EXPECT_EQ(outline_of("a => b => c | d | e"), "Expected `|`");
}

TEST(ExpressionTest, continues_a_declaration_over_an_opening_bracket) {
  EXPECT_EQ(outline_of("function(){a = 1 b = a [b]}"), "Expected the function return expression");
  EXPECT_EQ(outline_of("function(){a = 1 b = a; [b]}"), "(function () (= a 1) (= b a) (array b))");
}

TEST(ExpressionTest, places_operators_at_their_sign_and_calls_at_the_whole) {
  const ParseResult result("ab + f(1)");
  const auto& statement = ast::as<ast::ExpressionStatement>(*result.parsed.statements.at(0));
  const auto& sum = ast::as<ast::InfixOperator>(*statement.expression);

  EXPECT_EQ(sum.loc, (Span{3, 4}));
  EXPECT_EQ(sum.right->loc, (Span{5, 9}));
  EXPECT_EQ(statement.loc, (Span{0, 9}));
}

TEST(ExpressionTest, places_functions_at_their_keyword) {
  const ParseResult result("function(a = 1){a}");
  const auto& statement = ast::as<ast::ExpressionStatement>(*result.parsed.statements.at(0));
  const auto& function = ast::as<ast::Function>(*statement.expression);

  EXPECT_EQ(function.loc, (Span{0, 8}));
  EXPECT_EQ(function.parameters.loc, (Span{8, 15}));
  EXPECT_EQ(function.parameters.items.at(0).name.loc, (Span{9, 10}));
}

TEST(ExpressionTest, ends_a_named_argument_at_the_first_token_of_its_value) {
  const ParseResult result("f(a = 10 + 2)");
  const auto& statement = ast::as<ast::ExpressionStatement>(*result.parsed.statements.at(0));
  const auto& call = ast::as<ast::Application>(*statement.expression);

  EXPECT_EQ(call.arguments.items.at(0).loc, (Span{2, 8}));
  EXPECT_EQ(call.arguments.loc, (Span{1, 13}));
}

TEST(ExpressionTest, reads_a_source_without_ruleset_as_statements) {
  const ParseResult result("a = 1; a + 1 b = 2");

  ASSERT_EQ(result.parsed.statements.size(), 3u);
  EXPECT_EQ(result.parsed.ruleset, nullptr);
  EXPECT_EQ(result.parsed.statements[0]->kind, ast::StatementKind::Declaration);
  EXPECT_EQ(result.parsed.statements[1]->kind, ast::StatementKind::Expression);
  EXPECT_EQ(result.parsed.statements[2]->kind, ast::StatementKind::Declaration);
}

TEST(ExpressionTest, reads_an_empty_source_as_no_statements) {
  const ParseResult result(" // nothing\n");

  EXPECT_FALSE(result.diagnostics.has_errors());
  EXPECT_TRUE(result.parsed.statements.empty());
}

TEST(ExpressionTest, refuses_repeated_flags_of_a_regular_expression) {
  const ParseResult result("re#a#gg");

  ASSERT_TRUE(result.diagnostics.has_errors());
  EXPECT_EQ(result.diagnostics.first_error()->error_class, "SyntaxError");
  EXPECT_EQ(result.diagnostics.first_error()->message,
            "Invalid flags supplied to RegExp constructor 'gg'");
}

}  // namespace
}  // namespace pico::krl
