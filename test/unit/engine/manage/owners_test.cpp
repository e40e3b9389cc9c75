// SPDX-License-Identifier: MIT
//
// Owners of picos and rulesets, as far as the engine knows them: names that are handed on, and a
// question to the environment.
#include <gtest/gtest.h>

#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

constexpr std::string_view kUrl = "https://example.org/a.krl";
constexpr std::string_view kUrlOfText = "krl:ann/b";

class OwnersTest : public testing::Test {
 protected:
  OwnersTest() {
    image.install(R"(ruleset a {
      rule grow { select when a grow  ctx:newPico([]) }
      rule fetch { select when a fetch  ctx:install(event:attrs{"url"}) }
      rule flush { select when a flush  ctx:flush(event:attrs{"url"}) } })");
    image.environment().set_caller("ann");
    id = image.engine().create_pico("of ann", std::nullopt, kBare);
    image.engine().install_ruleset(id, "a", krl::Value::null());
    eci = image.engine().create_channel(id, {}, {}, {}).eci;
  }
  std::string owner(std::string_view pico) { return image.store().pico(pico)->owner; }

  Image image;
  std::string id;
  std::string eci;
};

TEST_F(OwnersTest, ARootBelongsToTheCallerAndItsChildrenAsWell) {
  image.environment().set_caller("ben");
  image.raise_at(eci, "a:grow");
  image.environment().set_caller("");
  image.engine().create_pico("of nobody in particular", id, kBare);

  const std::vector<Pico> picos = image.store().picos();
  ASSERT_EQ(picos.size(), 4u);
  for (size_t i = 1; i < picos.size(); ++i) EXPECT_EQ(picos[i].owner, "ann");
}

TEST_F(OwnersTest, OthersManageNothing) {
  image.environment().set_caller("ben");
  Engine engine = image.engine();
  const std::string refusal = "Error: must be owner of pico " + id;

  EXPECT_EQ(error_of([&] { engine.create_pico("b", id, kBare); }), refusal);
  EXPECT_EQ(error_of([&] { engine.delete_pico(id); }), refusal);
  EXPECT_EQ(error_of([&] { engine.create_channel(id, {}, {}, {}); }), refusal);
  EXPECT_EQ(error_of([&] { engine.update_channel(eci, {}, {}, {}); }), refusal);
  EXPECT_EQ(error_of([&] { engine.delete_channel(eci); }), refusal);
  EXPECT_EQ(error_of([&] { engine.install_ruleset(id, "a", krl::Value::null()); }), refusal);
  EXPECT_EQ(error_of([&] { engine.uninstall_ruleset(id, "a"); }), refusal);
  EXPECT_EQ(image.store().picos().size(), 2u);
}

TEST_F(OwnersTest, AUrlStaysWithWhoRegisteredItFirst) {
  Engine engine = image.engine();
  engine.register_ruleset("ruleset b { }", std::string(kUrlOfText));
  image.environment().set_caller("ben");
  const auto refused = [&](std::string_view source) {
    return error_of([&] { engine.register_ruleset(source, std::string(kUrlOfText)); });
  };

  EXPECT_EQ(refused("ruleset b { meta { name \"ben's\" } }"),
            "Error: must be owner of ruleset krl:ann/b");
  EXPECT_EQ(error_of([&] { engine.flush_ruleset(kUrlOfText); }),
            "Error: must be owner of ruleset krl:ann/b");
  image.environment().set_caller("");
  EXPECT_EQ(refused("ruleset b { meta { name \"an administrator's\" } }"), "");
  EXPECT_EQ(image.store().ruleset_url(kUrlOfText)->owner, "ann");
}

TEST_F(OwnersTest, APicoFetchesForItsOwner) {
  image.environment().publish(kUrl, "ruleset b { }");
  image.raise_at(eci, "a:fetch", R"({"url": "https://example.org/a.krl"})");
  EXPECT_EQ(image.store().ruleset_url(kUrl)->owner, "ann");

  image.environment().publish(kUrl, R"(ruleset b { meta { name "second" } })");
  image.environment().set_caller("");
  const std::string first = image.store().ruleset_url(kUrl)->hash;
  image.environment().take_log();
  image.raise("a:flush", R"({"url": "https://example.org/a.krl"})");
  EXPECT_EQ(krl::to_json_or_null(image.environment().take_log().at(0).message),
            R"("not flushed: must be owner of ruleset https://example.org/a.krl")");
  EXPECT_EQ(image.store().ruleset_url(kUrl)->hash, first);
  image.raise_at(eci, "a:flush", R"({"url": "https://example.org/a.krl"})");
  EXPECT_NE(image.store().ruleset_url(kUrl)->hash, first);
}

TEST_F(OwnersTest, OnesOwnRulesetGoesBeforeThatOfOthersWithTheSameRid) {
  Engine engine = image.engine();
  engine.register_ruleset("ruleset b { }", std::string(kUrlOfText));
  image.environment().set_caller("ben");
  engine.register_ruleset("ruleset b { }", std::nullopt);

  image.environment().set_caller("ann");
  engine.install_ruleset(id, "b", krl::Value::null());
  EXPECT_EQ(image.store().installed_rulesets(id).back().url, kUrlOfText);
  engine.install_ruleset(id, "krl:b", krl::Value::null());
  EXPECT_EQ(image.store().installed_rulesets(id).back().url, "krl:b");
}

TEST_F(OwnersTest, NobodyMakesUpWhatAHostHolds) {
  const auto refused = [&](std::string_view url) {
    return error_of([&] { image.engine().register_ruleset("ruleset b { }", std::string(url)); });
  };

  EXPECT_EQ(refused("https://example.org/a.krl"),
            "Error: only an administrator may register text as https://example.org/a.krl: use a "
            "URL that begins with krl:, or install what is fetched from there");
  for (const char* url : {"example.org", "http://example.org/", "file:///b.krl", "FILE:///b.krl"})
    EXPECT_TRUE(refused(url).starts_with("Error: only an administrator may register text")) << url;
  image.environment().publish(kUrl, "ruleset b { }");
  image.engine().install_ruleset(id, kUrl, {});
  EXPECT_TRUE(refused(kUrl).starts_with("Error: only an administrator"));  // though it is ann's
  image.environment().set_caller("");
  EXPECT_EQ(refused("https://example.org/other.krl"), "");
}

TEST_F(OwnersTest, TheRulesetsOfOthersCloseNoCycle) {
  Engine engine = image.engine();
  engine.register_ruleset("ruleset b { }", std::nullopt);
  engine.register_ruleset("ruleset x { meta { use module b } }", std::nullopt);
  image.environment().set_caller("ben");
  const std::string bens = engine.create_pico("of ben", std::nullopt, kBare);
  const auto put = [&](std::string_view source) { engine.register_ruleset(source, "krl:ben/b"); };
  put("ruleset b { }");
  engine.install_ruleset(bens, "b", {});
  engine.install_ruleset(bens, "x", {});

  put("ruleset b { meta { use module x } }");
  image.send(engine.create_channel(bens, {}, {}, {}).eci, "a:a");

  EXPECT_EQ(image.store().installation(bens, "b")->error,
            "Error: Dependency Cycle Found: b -> x -> b");  // which it is in this pico alone
}

TEST_F(OwnersTest, OnesOwnAndTheBuiltInRulesetsCloseCycles) {
  const auto put = [&](std::string_view source, std::string_view url) {
    return error_of([&] { image.engine().register_ruleset(source, std::string(url)); });
  };
  constexpr std::string_view user =
      "ruleset io.picolabs.wrangler { meta { use module io.picolabs.subscription } }";

  EXPECT_EQ(put(user, "krl:ann/wrangler"),
            "Error: Dependency Cycle Found: io.picolabs.wrangler -> io.picolabs.subscription -> "
            "io.picolabs.wrangler");
  EXPECT_EQ(put("ruleset io.picolabs.subscription { }", "krl:ann/subscription"), "");
  EXPECT_EQ(put(user, "krl:ann/wrangler"), "");
  EXPECT_EQ(put("ruleset io.picolabs.subscription { meta { use module io.picolabs.wrangler } }",
                "krl:ann/subscription"),
            "Error: Dependency Cycle Found: io.picolabs.subscription -> io.picolabs.wrangler -> "
            "io.picolabs.subscription");
}

}  // namespace
}  // namespace pico::engine
