// SPDX-License-Identifier: MIT
//
// Programs of the engine 0.x: the renamed events and functions of io.picolabs.wrangler (spec
// system-rulesets.md 11).
#include <gtest/gtest.h>

#include "unit/engine/rulesets/system_image.hpp"

namespace pico::engine {
namespace {

class FormerWrangler : public testing::Test {
 protected:
  void raise(std::string_view event, std::string_view attributes) {
    image.environment().take_log();
    image.raise_at(image.ann_eci(), "wrangler:" + std::string(event), attributes);
  }
  /// The warnings and klogs of the last event.
  std::string warnings() {
    std::string all;
    for (const LogEntry& entry : image.environment().take_log()) {
      if (entry.level == 20 || entry.level == 40) all += krl::to_json_or_null(entry.message);
    }
    return all;
  }
  std::string children() { return image.wrangler(image.ann_eci(), "children"); }
  size_t child_count() { return image.store().child_channels(image.ann()).size(); }
  SystemImage image;
};

TEST_F(FormerWrangler, MakesChildren) {
  image.publish("ruleset app { }");
  image.publish("ruleset tool { }");
  image.watch(image.ann(), "wrangler child_initialized");

  raise("child_creation", R"({"name":"Bob","color":"#112233","rids":"app;tool","mine":1})");
  EXPECT_EQ(warnings(),
            R"("wrangler:child_creation is of pico engine 0.x: raise wrangler:new_child_request")");
  const std::string bob = image.store().picos().back().id;
  EXPECT_EQ(image.wrangler(image.open_channel(bob), "installedRIDs"),
            R"(["io.picolabs.pico-engine-ui","io.picolabs.wrangler","io.picolabs.pds",)"
            R"("io.picolabs.subscription","app","tool"])");
  EXPECT_EQ(image.entity_of(bob, "io.picolabs.pico-engine-ui", "backgroundColor"), R"("#112233")");
  const std::string log = image.log(image.ann(), image.ann_eci());
  EXPECT_NE(log.find(R"("rs_attrs":{"name":"Bob","color":"#112233","rids":"app;tool","mine":1})"),
            std::string::npos)
      << log;
}

TEST_F(FormerWrangler, DeletesChildrenByNameIdOrEci) {
  const std::string bob = image.make_full_child("Bob").id;
  const std::string eve = image.make_full_child("Eve").id;
  const std::string joe = image.make_full_child("Joe").id;

  raise("child_deletion", R"({"name":"Eve"})");
  EXPECT_EQ(warnings(), R"("wrangler:child_deletion is of pico engine 0.x: raise )"
                        R"(wrangler:child_deletion_request with an eci")");
  EXPECT_EQ(image.store().pico(eve), std::nullopt);
  raise("force_child_deletion", json_of("id", joe));
  EXPECT_EQ(image.store().pico(joe), std::nullopt);
  raise("child_deletion", R"({"name":"Nobody"})");
  EXPECT_EQ(child_count(), 1u);
  raise("child_deletion", json_of("eci", image.family_eci(bob)));
  EXPECT_EQ(child_count(), 0u);
}

TEST_F(FormerWrangler, DeletesAllChildren) {
  image.make_full_child("Bob");
  image.make_full_child("Eve");

  raise("delete_children", "{}");
  EXPECT_EQ(warnings(), R"("wrangler:delete_children is of pico engine 0.x: raise )"
                        R"(wrangler:child_deletion_request for each child")");
  EXPECT_EQ(children(), "[]");
}

TEST_F(FormerWrangler, InstallsAndUninstallsByRids) {
  image.publish("ruleset app { }");
  image.environment().publish("http://h/tool.krl", "ruleset tool { }");

  raise("install_rulesets_requested", R"({"rids":["app"],"url":"http://h/tool.krl"})");
  EXPECT_EQ(warnings(), R"("wrangler:install_rulesets_requested is of pico engine 0.x: raise )"
                        R"(wrangler:install_ruleset_request for each ruleset")");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "rulesetConfig", R"({"rid":"app"})"), "{}");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "rulesetConfig", R"({"rid":"tool"})"), "{}");

  raise("uninstall_rulesets_requested", R"({"rids":"app;tool"})");
  EXPECT_EQ(warnings(), R"("wrangler:uninstall_rulesets_requested is of pico engine 0.x: raise )"
                        R"(wrangler:uninstall_ruleset_request for each ruleset")");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "rulesetConfig", R"({"rid":"app"})"), "null");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "rulesetConfig", R"({"rid":"tool"})"), "null");
}

TEST_F(FormerWrangler, TellsRulesetsThatTheyWereAdded) {
  image.publish(R"(ruleset old { rule born { select when wrangler ruleset_added
    where event:attrs{"rids"} >< meta:rid always { ent:born := event:attrs{"rids"} } } })");
  image.publish(R"(ruleset both { rule born { select when wrangler ruleset_added
    or wrangler ruleset_installed where event:attrs{"rids"} >< meta:rid
    always { ent:count := ent:count.defaultsTo(0) + 1 } } })");

  raise("install_ruleset_request", R"({"url":"krl:old"})");
  EXPECT_EQ(warnings(), R"("old waits for wrangler:ruleset_added of pico engine 0.x: let it wait )"
                        R"(for wrangler:ruleset_installed")");
  EXPECT_EQ(image.entity_of(image.ann(), "old", "born"), R"(["old"])");
  raise("install_ruleset_request", R"({"url":"krl:both"})");
  EXPECT_EQ(warnings(), "");
  EXPECT_EQ(image.entity_of(image.ann(), "both", "count"), "1");
}

TEST_F(FormerWrangler, TellsNobodyWhereRidsAreNone) {
  image.publish(R"(ruleset old { rule born { select when wrangler ruleset_added
    always { ent:born := event:attrs{"rids"} } } })");
  image.engine().install_ruleset(image.ann(), "old", {});

  for (const std::string_view rids : {"null", "5", "\"none\"", "{\"a\":1}", "[5,null,{}]"}) {
    raise("ruleset_installed", R"({"rids":)" + std::string(rids) + "}");
  }
  raise("ruleset_installed", "{}");
  EXPECT_EQ(image.entity_of(image.ann(), "old", "born"), "");
  raise("ruleset_installed", R"({"rids":"none;old"})");
  EXPECT_EQ(image.entity_of(image.ann(), "old", "born"), R"("none;old")");
}

TEST_F(FormerWrangler, MakesAndDeletesChannelsByName) {
  const size_t before = image.store().channels(image.ann()).size();

  raise("channel_creation_requested", R"({"name":"Door","channel_type":"secret"})");
  EXPECT_EQ(warnings(), R"("wrangler:channel_creation_requested is of pico engine 0.x: raise )"
                        R"(wrangler:new_channel_request")");
  EXPECT_EQ(image.store().channels(image.ann()).back().tags,
            (std::vector<std::string>{"door", "secret"}));

  raise("channel_deletion_requested", R"({"name":"Door"})");
  EXPECT_EQ(warnings(), R"("wrangler:channel_deletion_requested is of pico engine 0.x: raise )"
                        R"(wrangler:channel_deletion_request with an eci")");
  EXPECT_EQ(image.store().channels(image.ann()).size(), before);
}

TEST_F(FormerWrangler, OpensNoChannelThatAPolicyWasToGuard) {
  const size_t before = image.store().channels(image.ann()).size();

  raise("channel_creation_requested", R"({"name":"Door","policy_id":"p"})");
  EXPECT_EQ(warnings(),
            R"("wrangler:channel_creation_requested is of pico engine 0.x: raise )"
            R"(wrangler:new_channel_request. No channel was created: policy_id has no meaning any )"
            R"(more")");
  EXPECT_EQ(image.store().channels(image.ann()).size(), before);
}

TEST_F(FormerWrangler, HasFunctions) {
  EXPECT_EQ(image.wrangler(image.ann_eci(), "installedRulesets"),
            image.wrangler(image.ann_eci(), "installedRIDs"));
  EXPECT_EQ(warnings(), R"("wrangler:installedRulesets is of pico engine 0.x: use installedRIDs")");
  const std::string found = image.wrangler(image.ann_eci(), "channel", R"({"value":"engine"})");
  EXPECT_NE(found.find(R"("tags":["engine","ui"])"), std::string::npos) << found;
  EXPECT_EQ(warnings(), R"("wrangler:channel is of pico engine 0.x: use wrangler:channels")");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "channel"),
            image.wrangler(image.ann_eci(), "channels"));
}

}  // namespace
}  // namespace pico::engine
