// SPDX-License-Identifier: MIT
//
// The table of built-in rulesets, and how the registry takes from it.
#include "engine/ruleset/builtin_rulesets.hpp"

#include <gtest/gtest.h>

#include "engine/model/hash.hpp"
#include "engine/module/builtins.hpp"
#include "engine/ruleset/compiled_ruleset.hpp"
#include "engine/ruleset/url.hpp"
#include "krl/compile/compiler.hpp"
#include "krl/text/source.hpp"
#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

constexpr std::string_view kWrangler = "pico://rulesets/io.picolabs.wrangler.krl";

TEST(BuiltinRulesets, CompileWithoutAWord) {
  ASSERT_FALSE(builtin_rulesets().empty());
  for (const BuiltinRuleset& each : builtin_rulesets()) {
    const auto source =
        std::make_shared<const krl::Source>(std::string(each.rid), std::string(each.source));
    krl::Diagnostics diagnostics(*source);
    const krl::ProgramPtr program = krl::compile(source, builtins(), diagnostics);

    for (const krl::Diagnostic& found : diagnostics.all()) {
      ADD_FAILURE() << each.rid << ":" << found.position.line << ": " << found.message;
    }
    ASSERT_NE(program, nullptr) << each.rid;
    EXPECT_EQ(program->rid, each.rid);
  }
}

TEST(BuiltinRulesets, HaveInstancesThatServeAllPicos) {
  for (const BuiltinRuleset& each : builtin_rulesets()) {
    EXPECT_TRUE(compile_ruleset(each.hash, std::string(each.source))->is_pure) << each.rid;
  }
}

TEST(BuiltinRulesets, HaveUrlsOfOneDirectory) {
  for (const BuiltinRuleset& each : builtin_rulesets()) {
    EXPECT_EQ(each.url, "pico://rulesets/" + std::string(each.rid) + ".krl");
    EXPECT_EQ(normalised_url(each.url), each.url);
    EXPECT_EQ(each.hash, sha256_text(each.source));
  }
}

class BuiltinsInImage : public testing::Test {
 protected:
  Image image;
};

TEST_F(BuiltinsInImage, AreInstalledByRidOrUrl) {
  EXPECT_FALSE(image.store().ruleset_url(kWrangler));

  image.engine().install_ruleset(image.root(), "io.picolabs.wrangler", {});
  image.engine().install_ruleset(image.root(), "pico://rulesets/io.picolabs.pico-engine-ui.krl",
                                 {});

  EXPECT_EQ(image.store().ruleset_url(kWrangler)->hash, builtin_ruleset_at(kWrangler)->hash);
  EXPECT_EQ(image.query("io.picolabs.wrangler", "installedRIDs"),
            R"(["io.picolabs.wrangler","io.picolabs.pico-engine-ui"])");
}

TEST_F(BuiltinsInImage, BelongToTheSystemAndFollowNobody) {
  image.environment().set_caller("ann");
  const std::string pico = image.engine().create_pico("of ann", std::nullopt, kBare);
  image.engine().install_ruleset(pico, "io.picolabs.wrangler", {});

  EXPECT_EQ(image.store().ruleset_url(kWrangler)->owner, "");
  EXPECT_EQ(error_of([&] { image.engine().flush_ruleset(kWrangler); }),
            "Error: must be owner of ruleset pico://rulesets/io.picolabs.wrangler.krl");
  EXPECT_EQ(
      error_of([&] { image.engine().register_ruleset("ruleset a {}", std::string(kWrangler)); }),
      "Error: pico://rulesets/io.picolabs.wrangler.krl is a URL of built-in rulesets");
  EXPECT_EQ(error_of([&] { image.engine().install_ruleset(pico, "pico://rulesets/x.krl", {}); }),
            "Error: There is no built-in ruleset pico://rulesets/x.krl");
}

TEST_F(BuiltinsInImage, ComeIntoForceByAnUpgrade) {
  image.engine().install_ruleset(image.root(), "io.picolabs.wrangler", {});
  EXPECT_EQ(image.engine().upgrade_rulesets(), 0u);
  const RulesetVersion old{.hash = sha256_text("ruleset io.picolabs.wrangler { }"),
                           .rid = "io.picolabs.wrangler",
                           .source = "ruleset io.picolabs.wrangler { }"};
  image.store().put_ruleset_version(old);
  RulesetUrl url = *image.store().ruleset_url(kWrangler);
  url.hash = old.hash;
  image.store().put_ruleset_url(url);
  image.raise("any:event");
  EXPECT_NE(error_of([&] { image.query("io.picolabs.wrangler", "name"); }), "");

  image.environment().set_caller("ann");  // who may call it is the environment's to decide
  EXPECT_EQ(image.engine().upgrade_rulesets(), 1u);
  EXPECT_EQ(image.query("io.picolabs.wrangler", "installedRIDs"), R"(["io.picolabs.wrangler"])");
}

TEST_F(BuiltinsInImage, AreNotFlushedByPicos) {
  image.environment().set_caller("ann");
  const std::string pico = image.engine().create_pico("Ann", std::nullopt, {});
  const std::string eci = image.engine().create_channel(pico, {}, {}, {}).eci;

  image.raise_at(eci, "wrangler:rulesets_need_flushing");
  image.engine().create_pico("Bob", pico, {});
  EXPECT_EQ(image.environment().take_log().size(), 0u);
}

TEST_F(BuiltinsInImage, ARulesetOfTheOwnerGoesBefore) {
  image.install("ruleset io.picolabs.wrangler { meta { shares name } global { name = \"mine\" } }");

  EXPECT_EQ(image.query("io.picolabs.wrangler", "name"), R"("mine")");
}

TEST_F(BuiltinsInImage, AreAtHandAsModules) {
  const std::string url = image.publish("ruleset a { meta { use module io.picolabs.wrangler } }");

  EXPECT_EQ(error_of([&] { image.engine().install_ruleset(image.root(), url, {}); }),
            "Error: Module not found: io.picolabs.wrangler");
}

}  // namespace
}  // namespace pico::engine
