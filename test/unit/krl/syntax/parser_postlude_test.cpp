// SPDX-License-Identifier: MIT
//
// Postludes: krl-language section 3.2.
#include <gtest/gtest.h>

#include "parse_support.hpp"

namespace pico::krl {
namespace {

/// The statement of `always { TEXT }`.
struct ParsedStatement {
  explicit ParsedStatement(const std::string& text) : result(parse_rule("always{" + text + "}")) {}

  const ast::Statement& get(std::size_t index = 0) const {
    return *result.rule().postlude->always->at(index);
  }

  template <class T>
  const T& as() const {
    return ast::as<T>(get());
  }

  ParseResult result;
};

std::string statement_error(const std::string& text) {
  const ParseResult result = parse_rule("always{" + text + "}");
  const Diagnostic* error = result.diagnostics.first_error();
  return error == nullptr ? "no error" : error->message;
}

TEST(PostludeTest, reads_fired_notfired_and_finally) {
  const ParseResult fired = parse_rule("fired {} else { last } finally {}");
  const ParseResult notfired = parse_rule("notfired {} else { last }");

  ASSERT_FALSE(fired.diagnostics.has_errors());
  EXPECT_TRUE(fired.rule().postlude->fired->empty());
  EXPECT_EQ(fired.rule().postlude->notfired->size(), 1u);
  EXPECT_TRUE(fired.rule().postlude->always.has_value());
  EXPECT_TRUE(notfired.rule().postlude->notfired->empty());
  EXPECT_EQ(notfired.rule().postlude->fired->size(), 1u);
  EXPECT_FALSE(notfired.rule().postlude->always.has_value());
}

TEST(PostludeTest, separates_statements_by_at_most_one_semicolon) {
  const ParsedStatement parsed("last; last last");

  ASSERT_FALSE(parsed.result.diagnostics.has_errors());
  EXPECT_EQ(parsed.result.rule().postlude->always->size(), 3u);
  EXPECT_EQ(statement_error("last;; last"), "Expected a declaration");
}

TEST(PostludeTest, reads_assignments) {
  const ParsedStatement plain("ent:a := 1");
  const ParsedStatement path("ent:a{[\"k\", 0]} := 1");

  const auto& assignment = plain.as<ast::PersistentVariableAssignment>();
  EXPECT_EQ(assignment.variable->value, "a");
  EXPECT_EQ(assignment.path, nullptr);
  EXPECT_EQ(assignment.loc.end - assignment.loc.start, 2u);
  EXPECT_EQ(outline(*path.as<ast::PersistentVariableAssignment>().path), "(array 'k' 0)");
}

TEST(PostludeTest, reads_clear) {
  const ParsedStatement plain("clear ent:a");
  const ParsedStatement path("clear ent:a{\"k\"}");

  EXPECT_EQ(plain.as<ast::ClearPersistentVariable>().variable->domain, "ent");
  EXPECT_EQ(plain.as<ast::ClearPersistentVariable>().path, nullptr);
  EXPECT_EQ(outline(*path.as<ast::ClearPersistentVariable>().path), "'k'");
}

TEST(PostludeTest, reads_raise) {
  const ParsedStatement plain("raise d event \"t\" for \"r\" attributes {}");
  const ParsedStatement dynamic("raise event \"d:t\"");

  const auto& raise = plain.as<ast::RaiseEvent>();
  EXPECT_EQ(raise.target.domain->value, "d");
  EXPECT_EQ(outline(*raise.target.type), "'t'");
  EXPECT_EQ(outline(*raise.for_rid), "'r'");
  EXPECT_EQ(outline(*raise.attributes), "(map)");
  EXPECT_FALSE(dynamic.as<ast::RaiseEvent>().target.domain.has_value());
  EXPECT_EQ(outline(*dynamic.as<ast::RaiseEvent>().target.domain_and_type), "'d:t'");
}

TEST(PostludeTest, accepts_with_pairs_on_raise_and_names_the_modern_form) {
  const ParsedStatement parsed("raise d event \"t\" attributes m with a = 1 and b = 2 x = 3");

  ASSERT_FALSE(parsed.result.diagnostics.has_errors());
  EXPECT_EQ(parsed.as<ast::RaiseEvent>().with.size(), 2u);
  EXPECT_EQ(parsed.get(1).kind, ast::StatementKind::Declaration);
  ASSERT_EQ(parsed.result.diagnostics.all().size(), 1u);
  EXPECT_EQ(parsed.result.diagnostics.all()[0].message,
            "DEPRECATED SYNTAX - Use `attributes {\"key\": value}` instead of `with key = value`");
}

TEST(PostludeTest, may_declare_a_variable_named_with) {
  const ParsedStatement parsed("raise d event \"t\" with = 1");

  ASSERT_FALSE(parsed.result.diagnostics.has_errors());
  EXPECT_EQ(ast::as<ast::Declaration>(parsed.get(1)).name.value, "with");
}

TEST(PostludeTest, reads_schedule) {
  const ParsedStatement at("schedule d event \"t\" at x attributes m setting(id)");
  const ParsedStatement repeat("schedule event \"d:t\" repeat \"* * * * *\"");

  EXPECT_EQ(outline(*at.as<ast::ScheduleEvent>().at), "x");
  EXPECT_EQ(outline(*at.as<ast::ScheduleEvent>().attributes), "m");
  EXPECT_EQ(at.as<ast::ScheduleEvent>().setting->value, "id");
  EXPECT_EQ(repeat.as<ast::ScheduleEvent>().at, nullptr);
  EXPECT_EQ(outline(*repeat.as<ast::ScheduleEvent>().timespec), "'* * * * *'");
}

TEST(PostludeTest, reads_log_error_last_and_declarations) {
  const ParsedStatement log("log warn \"a\" + b");
  const ParsedStatement error("error debug x");
  const ParsedStatement last("last");
  const ParsedStatement declaration("x = 1");

  EXPECT_EQ(log.as<ast::Log>().level, ast::LogLevel::Warn);
  EXPECT_EQ(error.as<ast::Error>().level, ast::LogLevel::Debug);
  EXPECT_EQ(last.get().kind, ast::StatementKind::Last);
  EXPECT_EQ(declaration.as<ast::Declaration>().name.value, "x");
}

TEST(PostludeTest, reads_guards) {
  const ParsedStatement condition("last if a == 1");
  const ParsedStatement on_final("raise d event \"t\" on final");

  EXPECT_EQ(outline(*condition.as<ast::GuardCondition>().condition), "(== a 1)");
  EXPECT_EQ(on_final.as<ast::GuardCondition>().condition, nullptr);
  EXPECT_EQ(on_final.as<ast::GuardCondition>().statement->kind, ast::StatementKind::RaiseEvent);
}

TEST(PostludeTest, takes_on_for_a_guard_only_before_final) {
  const ParsedStatement parsed("last on = 1");

  ASSERT_FALSE(parsed.result.diagnostics.has_errors());
  EXPECT_EQ(parsed.result.rule().postlude->always->size(), 2u);
}

TEST(PostludeTest, reports_errors_in_the_words_of_the_reference) {
  EXPECT_EQ(statement_error("log \"m\""), "Expected error or warn or info or debug");
  EXPECT_EQ(statement_error("error x"), "Expected error or warn or info or debug");
  EXPECT_EQ(statement_error("clear = 1"), "Expected Identifier");
  EXPECT_EQ(statement_error("ent:null := 1"), "Expected Identifier");
  EXPECT_EQ(statement_error("ent:a[0] := 1"), "Expected `:=`");
  EXPECT_EQ(statement_error("raise null event \"t\""), "Expected `event`");
  EXPECT_EQ(statement_error("raise d:t event"), "Expected `event`");
  EXPECT_EQ(statement_error("schedule d event \"t\""), "Expected `at` or `repeat`");
  EXPECT_EQ(statement_error("schedule d event \"t\" at 1 setting()"), "Expected Identifier");
  EXPECT_EQ(statement_error("null = 1"), "Expected a declaration");
  EXPECT_EQ(statement_error("last on"), "Expected a declaration");
  EXPECT_EQ(statement_error("noop()"), "Expected a declaration");
}

}  // namespace
}  // namespace pico::krl
