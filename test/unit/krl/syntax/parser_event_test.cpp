// SPDX-License-Identifier: MIT
//
// Event expressions: krl-language section 3.3.
#include <gtest/gtest.h>

#include "parse_support.hpp"

namespace pico::krl {
namespace {

TEST(EventExpressionTest, reads_a_base_with_blank_or_colon) {
  EXPECT_EQ(event_outline_of("a b"), "a:b");
  EXPECT_EQ(event_outline_of("a:b"), "a:b");
  EXPECT_EQ(event_outline_of("a function"), "a:function");
  EXPECT_EQ(event_outline_of("a:null"), "a:null");
}

TEST(EventExpressionTest, reads_attributes_setting_and_where) {
  EXPECT_EQ(event_outline_of("a b x re#1# y re#2# setting(p, q) where p == q"),
            "a:b x~1 y~2 setting p q where (== p q)");
  EXPECT_EQ(event_outline_of("a b not re#1#"), "a:b not~1");
  EXPECT_EQ(event_outline_of("a b where c"), "a:b where c");
}

TEST(EventExpressionTest, marks_deprecated_forms) {
  const ParseResult early = parse_rule("select when a b x re#1# where true setting(p)");
  const ParseResult bare = parse_rule("select when a b setting(p)");
  const ParseResult modern = parse_rule("select when a b x re#1# setting(p) where true");

  const auto deprecation = [](const ParseResult& result) {
    return ast::as<ast::EventBase>(*result.rule().select->event).deprecation;
  };
  EXPECT_EQ(deprecation(early), ast::EventDeprecation::WhereBeforeSetting);
  EXPECT_EQ(deprecation(bare), ast::EventDeprecation::SettingWithoutMatches);
  EXPECT_EQ(deprecation(modern), ast::EventDeprecation::None);
}

TEST(EventExpressionTest, orders_operators_by_binding_power) {
  EXPECT_EQ(event_outline_of("a b or c d and e f before g h"),
            "(or [a:b] [(and [c:d] [(before [e:f] [g:h])])])");
  EXPECT_EQ(event_outline_of("a b then c d between(e f, g h)"),
            "(then [a:b] [(between [c:d] [e:f] [g:h])])");
  EXPECT_EQ(event_outline_of("(a b or c d) and e f"), "(and [(or [a:b] [c:d])] [e:f])");
}

TEST(EventExpressionTest, nests_infix_operators_to_the_left) {
  EXPECT_EQ(event_outline_of("a b and c d and e f"), "(and [(and [a:b] [c:d])] [e:f])");
  EXPECT_EQ(event_outline_of("a b before c d after e f"), "(after [(before [a:b] [c:d])] [e:f])");
}

TEST(EventExpressionTest, reads_not_between) {
  EXPECT_EQ(event_outline_of("a b not between(c d, e f)"), "(not between [a:b] [c:d] [e:f])");
  EXPECT_EQ(event_outline_of("a b not c d"), "Expected `between`");
}

TEST(EventExpressionTest, reads_prefix_operators_with_any_number_of_operands) {
  EXPECT_EQ(event_outline_of("or(a b, c d, e f)"), "(or [a:b] [c:d] [e:f])");
  for (const char* op : {"and", "before", "then", "after"}) {
    EXPECT_EQ(event_outline_of(std::string(op) + "(a b)"), "(" + std::string(op) + " [a:b])");
  }
  EXPECT_EQ(event_outline_of("any 2 (a b, c d, e f)"), "(any 2 [a:b] [c:d] [e:f])");
}

TEST(EventExpressionTest, reads_groups_with_aggregators) {
  EXPECT_EQ(event_outline_of("count 3 (a b)"), "(count 3 [a:b])");
  EXPECT_EQ(event_outline_of("count 0 (a b)"), "(count 0 [a:b])");
  for (const char* op : {"max", "min", "sum", "avg", "push"}) {
    EXPECT_EQ(event_outline_of("repeat 2 (a b x re#(.)#) " + std::string(op) + "(p, q)"),
              "(repeat 2 [a:b x~(.) " + std::string(op) + " p q])");
  }
}

TEST(EventExpressionTest, takes_a_count_of_any_length) {
  EXPECT_EQ(event_outline_of("count " + std::string(400, '9') + " (a b)"),
            "(count infinity [a:b])");
}

TEST(EventExpressionTest, places_a_count_at_the_token_after_it) {
  const ParseResult result = parse_rule("select when any 2 (a b, c d)");
  const auto& any = ast::as<ast::EventOperator>(*result.rule().select->event);

  const Span loc = any.count.loc;
  EXPECT_EQ(result.source->text().substr(loc.start, loc.end - loc.start), "(");
}

TEST(EventExpressionTest, reads_within_and_all_periods) {
  using enum ast::TimePeriod;
  const std::pair<const char*, ast::TimePeriod> periods[] = {
      {"second", Second}, {"minutes", Minute}, {"hour", Hour}, {"days", Day},
      {"week", Week},     {"months", Month},   {"year", Year}};
  for (const auto& [word, period] : periods) {
    const ParseResult result = parse_rule("select when a b within 1 + 2 " + std::string(word));
    ASSERT_FALSE(result.diagnostics.has_errors()) << word;
    EXPECT_EQ(result.rule().select->within->period, period) << word;
    EXPECT_EQ(outline(*result.rule().select->within->expression), "(+ 1 2)");
  }
}

TEST(EventExpressionTest, reads_select_where) {
  const ParseResult result = parse_rule("select where event:attrs{\"a\"}");

  EXPECT_EQ(result.rule().select->event, nullptr);
  EXPECT_EQ(outline(*result.rule().select->where), "(path event:attrs 'a')");
}

TEST(EventExpressionTest, reports_what_no_event_expression_can_start_with) {
  for (const char* text : {"", ":b", "()", "not a b", "function b", "like b", "between b", "1 b",
                           "a b or", "any 2 ()", "any 2 (a b,)"}) {
    EXPECT_EQ(event_outline_of(text), "Expected an event expression") << text;
  }
}

TEST(EventExpressionTest, reports_other_errors_in_the_words_of_the_reference) {
  EXPECT_EQ(event_outline_of("a"), "Expected `:`");
  EXPECT_EQ(event_outline_of("a \"b\""), "Expected `:`");
  EXPECT_EQ(event_outline_of("a:"), "Expected a bare word for the event type");
  EXPECT_EQ(event_outline_of("count 2 ((a b))"), "Expected a bare word for the event domain");
  EXPECT_EQ(event_outline_of("count 2 (or(a b))"), "Expected a bare word for the event domain");
  EXPECT_EQ(event_outline_of("any (a b)"), "Expected a positive integer");
  EXPECT_EQ(event_outline_of("any 1.5 (a b)"), "Expected a positive integer");
  EXPECT_EQ(event_outline_of("count 2 (a b or c d)"), "Expected `)`");
  EXPECT_EQ(event_outline_of("count 2 (a b) max m"), "Expected `(`");
  EXPECT_EQ(event_outline_of("a b between a c"), "Expected `(`");
  EXPECT_EQ(event_outline_of("a b between(a c)"), "Expected `,`");
}

}  // namespace
}  // namespace pico::krl
