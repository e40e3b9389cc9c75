// SPDX-License-Identifier: MIT
//
// The module `engine` of 0.x (spec system-rulesets.md 11).
#include <gtest/gtest.h>

#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

constexpr std::string_view kOld = R"(ruleset old {
  meta { shares rids, channels, parent, children, id_of }
  global {
    rids = function() { engine:listInstalledRIDs() }
    channels = function(id) { engine:listChannels(id).map(function(c) { [c{"name"}, c{"type"}] }) }
    parent = function() { engine:getParent() }
    children = function() { engine:listChildren(meta:picoId) }
    id_of = function(eci) { engine:getPicoIDByECI(eci) }
  }
  rule new_channel { select when o new_channel
    engine:newChannel(meta:picoId, event:attrs{"name"}, "t", event:attrs{"policy"}) setting(c)
    fired { ent:channel := c } }
  rule remove_channel { select when o remove_channel engine:removeChannel(ent:channel{"id"}) }
  rule new_pico { select when o new_pico engine:newPico() setting(child)
    fired { ent:child := child } }
  rule remove_pico { select when o remove_pico engine:removePico(event:attrs{"id"}) }
  rule install { select when o install engine:installRuleset(meta:picoId, rid = "other") }
  rule install_url { select when o install_url
    engine:installRuleset(meta:picoId, url = "http://x/other.krl") setting(rid)
    fired { ent:rid := rid } }
  rule uninstall { select when o uninstall engine:uninstallRuleset(meta:picoId, "other") }
  rule policy { select when o policy engine:newPolicy({}) }
})";

class EngineModuleTest : public testing::Test {
 protected:
  EngineModuleTest() { image.install(kOld); }
  std::string warnings() {
    std::string text;
    for (const LogEntry& entry : image.environment().take_log()) {
      if (entry.level == 20) text.append(entry.message.string().view()).append("\n");
    }
    return text;
  }
  Image image;
};

TEST_F(EngineModuleTest, ChannelsHaveANameAndAType) {
  image.raise("o:new_channel", R"({"name":"n"})");
  EXPECT_EQ(warnings(), "engine:newChannel is of pico engine 0.x: use ctx:newChannel\n");
  EXPECT_EQ(image.query("old", "channels"), R"([["system","self"],[null,null],["n","t"]])");

  image.raise("o:remove_channel");
  EXPECT_EQ(image.query("old", "channels"), R"([["system","self"],[null,null]])");
}

TEST_F(EngineModuleTest, PoliciesAreRefusedAndNotIgnored) {
  EXPECT_EQ(error_of([&] { image.raise("o:new_channel", R"({"name":"n","policy":"p"})"); }),
            "Error: engine:newChannel with a policy_id: use ctx:newChannel");
  EXPECT_EQ(error_of([&] { image.raise("o:policy"); }),
            "Error: engine:newPolicy is of pico engine 0.x and has no equal");
}

TEST_F(EngineModuleTest, PicosHaveIds) {
  image.raise("o:new_pico");
  const std::string child = image.store().picos()[1].id;
  const std::string eci = image.store().child_channels(image.root())[0].eci;

  EXPECT_EQ(image.entity("old", "child"), R"({"id":")" + child + R"(","parent_id":")" +
                                              image.root() + R"(","admin_eci":")" + eci + "\"}");
  EXPECT_EQ(image.query("old", "children"), "[\"" + child + "\"]");
  EXPECT_EQ(image.query("old", "id_of", R"({"eci":")" + eci + "\"}"), "\"" + child + "\"");
  EXPECT_EQ(image.query("old", "id_of", R"({"eci":"x"})"), "null");
  EXPECT_EQ(image.query("old", "parent"), "null");

  image.raise("o:remove_pico", R"({"id":")" + child + "\"}");
  EXPECT_EQ(image.store().picos().size(), 1u);
}

TEST_F(EngineModuleTest, OtherPicosAreOutOfReach) {
  const Image::Child child = image.make_child("child");
  image.install(child.id, kOld);
  const std::string root = R"({"id":")" + image.root() + "\"}";

  EXPECT_EQ(error_of([&] { image.raise_at(child.eci, "o:remove_pico", root); }),
            "Error: engine:removePico: " + image.root() + " is no child of the pico");
  EXPECT_EQ(error_of([&] { image.query_at(child.eci, "old", "channels", root); }),
            "Error: engine:listChannels works on the pico that calls it only");
}

TEST_F(EngineModuleTest, RulesetsAreInstalledByRidOrUrl) {
  image.publish("ruleset other {}");
  image.environment().publish("http://x/other.krl", "ruleset other {}");

  image.raise("o:install");
  EXPECT_EQ(image.query("old", "rids"), R"(["old","other"])");
  image.raise("o:uninstall");
  EXPECT_EQ(image.query("old", "rids"), R"(["old"])");
  image.raise("o:install_url");
  EXPECT_EQ(image.entity("old", "rid"), R"("other")");
}

}  // namespace
}  // namespace pico::engine
