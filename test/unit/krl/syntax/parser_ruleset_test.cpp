// SPDX-License-Identifier: MIT
//
// Rulesets and meta: krl-language section 3.1.
#include <gtest/gtest.h>

#include "parse_support.hpp"

namespace pico::krl {
namespace {

ParseResult parse_meta(const std::string& properties) {
  return ParseResult("ruleset a{meta{" + properties + "}}");
}

template <class T>
const T& property(const ParseResult& result, std::size_t index = 0) {
  return ast::as<T>(*result.parsed.ruleset->meta->properties.at(index));
}

TEST(RulesetTest, reads_ids_of_any_words) {
  for (const char* id : {"a", "io.picolabs.some-thing", "function.null", "a-b.c_1"}) {
    const ParseResult result("ruleset " + std::string(id) + " {}");
    ASSERT_NE(result.parsed.ruleset, nullptr) << id;
    EXPECT_EQ(result.parsed.ruleset->rid.value, id);
  }
}

TEST(RulesetTest, reads_all_sections_in_their_order) {
  const ParseResult result(
      "ruleset a { version \"1\" meta { name \"n\" } global { a = 1; b = 2 } rule r { select when "
      "a "
      "b } rule s {} }");

  ASSERT_NE(result.parsed.ruleset, nullptr);
  const ast::Ruleset& ruleset = *result.parsed.ruleset;
  EXPECT_EQ(ruleset.version->value, "1");
  EXPECT_EQ(ruleset.meta->properties.size(), 1u);
  EXPECT_EQ(ruleset.global.size(), 2u);
  EXPECT_EQ(ruleset.rules.size(), 2u);
}

TEST(RulesetTest, reads_meta_texts) {
  const ParseResult result =
      parse_meta("name \"n\" description <<d>> author \"a\" version \"1\" logging off");

  EXPECT_EQ(property<ast::MetaText>(result, 0).key, "name");
  EXPECT_EQ(outline(*property<ast::MetaText>(result, 1).value), "(chevron 'd')");
  EXPECT_EQ(property<ast::MetaText>(result, 3).key, "version");
  EXPECT_FALSE(property<ast::MetaLogging>(result, 4).on);
}

TEST(RulesetTest, reads_use_module) {
  const ParseResult result = parse_meta("use module x.y use module z alias w with k = 1 and l = 2");

  EXPECT_EQ(property<ast::MetaUseModule>(result, 0).rid.value, "x.y");
  EXPECT_FALSE(property<ast::MetaUseModule>(result, 0).alias.has_value());
  const auto& use = property<ast::MetaUseModule>(result, 1);
  EXPECT_EQ(use.alias->value, "w");
  ASSERT_EQ(use.with.size(), 2u);
  EXPECT_EQ(use.with[1]->name.value, "l");
}

TEST(RulesetTest, separates_with_declarations_by_and_or_nothing) {
  const ParseResult result = parse_meta("use module z with k = 1 l = 2 and m = 3");

  EXPECT_EQ(property<ast::MetaUseModule>(result).with.size(), 3u);
}

TEST(RulesetTest, reads_configure_errors_provides_and_shares) {
  const ParseResult result = parse_meta(
      "configure using k = 1; l = 2 errors to x.y provides p, q provide r provides keys s to t.u, "
      "v shares w share x configure using");

  ASSERT_FALSE(result.diagnostics.has_errors());
  EXPECT_EQ(property<ast::MetaConfigure>(result, 0).declarations.size(), 2u);
  EXPECT_EQ(property<ast::MetaErrors>(result, 1).rid.value, "x.y");
  EXPECT_EQ(property<ast::MetaProvides>(result, 2).ids.size(), 2u);
  EXPECT_EQ(property<ast::MetaProvides>(result, 3).ids.at(0).value, "r");
  EXPECT_EQ(property<ast::MetaProvidesKeys>(result, 4).rulesets.at(0).value, "t.u");
  EXPECT_EQ(property<ast::MetaShares>(result, 5).ids.at(0).value, "w");
  EXPECT_EQ(property<ast::MetaShares>(result, 6).ids.at(0).value, "x");
  EXPECT_TRUE(property<ast::MetaConfigure>(result, 7).declarations.empty());
}

TEST(RulesetTest, accepts_keys_with_a_warning) {
  const ParseResult result = parse_meta("key tok \"abc\"");

  EXPECT_EQ(property<ast::MetaKeys>(result).name.value, "tok");
  ASSERT_EQ(result.diagnostics.all().size(), 1u);
  EXPECT_EQ(result.diagnostics.all()[0].severity, Severity::Warning);
  EXPECT_EQ(result.diagnostics.all()[0].message,
            "DEPRECATED SYNTAX - Use `configure using tok = value` instead of `key tok value`");
}

TEST(RulesetTest, places_properties_at_their_key) {
  const ParseResult result = parse_meta("shares f");

  EXPECT_EQ(property<ast::MetaShares>(result).loc, (Span{15, 21}));
  EXPECT_EQ(property<ast::MetaShares>(result).ids.at(0).loc, (Span{22, 23}));
}

TEST(RulesetTest, reports_bad_properties_in_the_words_of_the_reference) {
  const auto error = [](const std::string& properties) {
    const ParseResult result = parse_meta(properties);
    return result.diagnostics.first_error()->message;
  };
  EXPECT_EQ(error("Name \"n\""), "Unsupported meta key: Name");
  EXPECT_EQ(error("\"name\" \"n\""), "Expected `}`");
  EXPECT_EQ(error("logging \"on\""), "Expected `on` or `off`");
  EXPECT_EQ(error("key \"abc\""), "Expected key name");
  EXPECT_EQ(error("errors a.b"), "Expected `to`");
  EXPECT_EQ(error("provides keys a"), "Expected `to`");
  EXPECT_EQ(error("use a.b"), "Expected `module`");
  EXPECT_EQ(error("configure a = 1"), "Expected `using`");
  EXPECT_EQ(error("use module \"a.b\""), "Expected RulesetID");
  EXPECT_EQ(error("use module a alias null"), "Expected Identifier");
  EXPECT_EQ(error("use module a with"), "Expected declarations after `with`");
  EXPECT_EQ(error("use module a with x"), "Expected declarations after `with`");
  EXPECT_EQ(error("use module a with x = 1 and"), "Expected a declaration");
  EXPECT_EQ(error("shares f,"), "Expected Identifier");
  EXPECT_EQ(error("name"), "Expected an expression");
}

}  // namespace
}  // namespace pico::krl
