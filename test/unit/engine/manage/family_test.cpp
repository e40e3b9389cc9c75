// SPDX-License-Identifier: MIT
//
// Picos, channels and policies (spec engine.md 2, 3; modules.md 2).
#include <gtest/gtest.h>

#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

constexpr std::string_view kParent = R"(ruleset parent {
  meta { shares children, channels, parent }
  global { children = function() { ctx:children } channels = function() { ctx:channels }
           parent = function() { ctx:parent } }
  rule new { select when p new
    ctx:newPico([{"url": "krl:child", "config": {"x": 1}}]) setting(eci)
    fired { ent:eci := eci; ent:count := ctx:children.length() } }
  rule setup { select when p setup
    every {
      ctx:newPico([{"url": "krl:child"}]) setting(eci)
      ctx:eventQuery(eci, "c", "hello", {"from": "parent"}, "child", "greeting") setting(said)
    }
    fired { ent:said := said } }
  rule bad { select when p bad ctx:newPico([{"url": "krl:child"}, {"url": "krl:nosuch"}]) }
  rule broken { select when p broken ctx:newPico([{"url": "krl:broken"}]) }
  rule wrong { select when p wrong ctx:newPico("x") }
  rule del { select when p del ctx:delPico(event:attrs{"eci"}) }
})";

constexpr std::string_view kChild = R"(ruleset child {
  meta { shares greeting, config }
  global { greeting = function() { ent:greeting } config = function() { ctx:rid_config } }
  rule hello { select when c hello
    event:send({"eci": ctx:parent, "domain": "p", "name": "seen"})
    fired { ent:greeting := "hello " + event:attrs{"from"} } } })";

class FamilyTest : public testing::Test {
 protected:
  FamilyTest() {
    image.install(kParent);
    image.publish(kChild);
    image.publish(R"(ruleset broken { global { x = ctx:picoId * 2 } })");
  }
  Image image;
};

TEST_F(FamilyTest, ChildrenAreMadeWithTheirRulesets) {
  image.raise("p:new");

  const std::vector<Pico> picos = image.store().picos();
  ASSERT_EQ(picos.size(), 2u);
  EXPECT_EQ(picos[1].parent, image.root());
  EXPECT_EQ(image.query("parent", "children"), "[" + image.entity("parent", "eci") + "]");
  EXPECT_EQ(image.entity("parent", "count"), "1");
  const std::string eci = image.engine().create_channel(picos[1].id, {}, {}, {}).eci;
  EXPECT_EQ(image.query_at(eci, "child", "config"), R"({"x":1})");
}

TEST_F(FamilyTest, ANewChildCanBeAskedInTheSameEvent) {
  image.raise("p:setup");

  EXPECT_EQ(image.entity("parent", "said"), R"("hello parent")");
}

TEST_F(FamilyTest, NothingIsMadeWhenARulesetFails) {
  EXPECT_NE(error_of([&] { image.raise("p:bad"); }), "");
  EXPECT_NE(error_of([&] { image.raise("p:broken"); }), "");
  EXPECT_EQ(error_of([&] { image.raise("p:wrong"); }),
            "TypeError: ctx:newPico expects an array of {url, config}");

  EXPECT_EQ(image.store().picos().size(), 1u);
  EXPECT_EQ(image.query("parent", "children"), "[]");
}

TEST_F(FamilyTest, DeletingAChildTakesItsDescendants) {
  image.raise("p:new");
  const std::string child = image.store().picos()[1].id;
  image.engine().create_pico("grandchild", child, kBare);
  const std::string eci = image.store().child_channels(image.root())[0].eci;
  const std::string grandchild_eci = image.store().child_channels(child)[0].eci;

  EXPECT_EQ(error_of([&] { image.raise("p:del", R"({"eci":")" + grandchild_eci + "\"}"); }),
            "Error: delPico(" + grandchild_eci + ") - not found in children ECIs");
  image.raise("p:del", R"({"eci":")" + eci + "\"}");

  EXPECT_EQ(image.store().picos().size(), 1u);
  EXPECT_EQ(image.store().channels(image.root()).size(), 1u);
  EXPECT_EQ(image.query("parent", "children"), "[]");
}

TEST_F(FamilyTest, RootsHaveNoParentAndChildrenTheirOwnWayUp) {
  const std::string child = image.engine().create_pico("child", image.root(), kBare);
  image.install(child, kParent);
  const std::string eci = image.engine().create_channel(child, {}, {}, {}).eci;

  EXPECT_EQ(image.query("parent", "parent"), "null");
  EXPECT_EQ(image.query_at(eci, "parent", "parent"),
            "\"" + image.store().parent_channel(child)->eci + "\"");
}

TEST_F(FamilyTest, NothingIsDoneToPicosThatAreNot) {
  EXPECT_EQ(error_of([&] { image.engine().delete_pico("x"); }), "Error: Pico not found x");
  EXPECT_EQ(error_of([&] { image.engine().create_pico("a", "x", kBare); }),
            "Error: Pico not found x");
  EXPECT_EQ(error_of([&] { image.engine().create_channel("x", {}, {}, {}); }),
            "Error: Pico not found x");
}

// Channels ---------------------------------------------------------------------------------------

constexpr std::string_view kChannels = R"(ruleset ch {
  meta { shares all, tags } global { all = function() { ctx:channels }
    tags = function() { ctx:channels.map(function(c) { c{"tags"} }) } }
  rule new { select when c new ctx:newChannel(event:attrs{"tags"}, event:attrs{"ep"}, event:attrs{"qp"}) setting(c)
    fired { ent:c := c } }
  rule put { select when c put ctx:putChannel(event:attrs{"eci"}, tags = event:attrs{"tags"}) }
  rule upsert { select when c upsert ctx:upsertChannel(event:attrs{"tags"}, event:attrs{"ep"}) }
  rule del { select when c del ctx:delChannel(event:attrs{"eci"}) } })";

class ChannelTest : public testing::Test {
 protected:
  ChannelTest() { image.install(kChannels); }
  std::string eci_attribute(std::string_view eci) {
    return R"({"eci":")" + std::string(eci) + R"(","tags":["x"]})";
  }
  Image image;
};

TEST_F(ChannelTest, AreRecordsWithCleanTagsAndOpenPolicies) {
  image.raise("c:new", R"({"tags":[" Foo  Bar!","x_y-Z"]})");

  const std::string record = image.entity("ch", "c");
  EXPECT_NE(record.find(R"("tags":["foo-bar","x_y-z"],)"
                        R"("eventPolicy":{"allow":[{"domain":"*","name":"*"}],"deny":[]},)"
                        R"("queryPolicy":{"allow":[{"rid":"*","name":"*"}],"deny":[]},)"
                        R"("familyChannelPicoID":null})"),
            std::string::npos)
      << record;
  EXPECT_EQ(image.query("ch", "tags"), R"([["system","self"],[],["foo-bar","x_y-z"]])");
}

TEST_F(ChannelTest, RefuseBadTagsAndPolicies) {
  const auto error = [&](std::string_view attributes) {
    return error_of([&] { image.raise("c:new", attributes); });
  };
  EXPECT_EQ(error(R"({"tags":"x"})"),
            "TypeError: Channel `tags` must be an array of non-empty strings.");
  EXPECT_EQ(error(R"({"tags":["!"]})"), "TypeError: Channel tag cannot be a blank string.");
  EXPECT_EQ(error(R"({"tags":[" System"]})"), "TypeError: Cannot tag channel as \"system\".");
  EXPECT_EQ(error(R"({"ep":{"allow":[]}})"),
            "TypeError: EventPolicy expects {allow: EventPolicyRule[], deny: EventPolicyRule[]}");
  EXPECT_EQ(error(R"({"qp":{"allow":[{"rid":"a"}],"deny":[]}})"),
            "TypeError: QueryPolicyRule expects {rid: string, name: string}");
}

TEST_F(ChannelTest, LetThroughWhatTheirPoliciesAllow) {
  image.raise("c:new", R"({"ep":{"allow":[{"domain":"c","name":"*"}],
                                 "deny":[{"domain":"*","name":"put"}]},
                           "qp":{"allow":[{"rid":"ch","name":" tags "}],"deny":[]}})");
  const std::string record = image.entity("ch", "c");
  const std::string eci = record.substr(7, 26);

  EXPECT_EQ(error_of([&] { image.raise_at(eci, "c:other"); }), "");
  EXPECT_EQ(error_of([&] { image.raise_at(eci, "c:put"); }), "Error: Denied by channel policy");
  EXPECT_EQ(error_of([&] { image.raise_at(eci, "d:x"); }), "Error: Not allowed by channel policy");
  EXPECT_EQ(error_of([&] { image.query_at(eci, "ch", "tags"); }), "");
  EXPECT_EQ(error_of([&] { image.query_at(eci, "ch", "all"); }),
            "Error: Not allowed by channel policy");
}

TEST_F(ChannelTest, AreChangedByTheirPicoOnly) {
  const Image::Child child = image.make_child("child");

  EXPECT_EQ(error_of([&] { image.raise("c:put", eci_attribute(child.eci)); }),
            "Error: ECI not found " + child.eci);
  EXPECT_EQ(error_of([&] { image.raise("c:put", eci_attribute(image.root())); }),
            "Error: Cannot edit the self channel.");
  const std::string family = image.store().parent_channel(child.id)->eci;
  image.raise("c:put", eci_attribute(family));
  EXPECT_EQ(image.store().channel(family)->tags[0], "system");
  EXPECT_EQ(error_of([&] { image.raise("c:del", eci_attribute(family)); }),
            "Error: Cannot delete family channels.");

  image.raise("c:put", eci_attribute(image.eci()));
  EXPECT_EQ(image.store().channel(image.eci())->tags[0], "x");
  image.raise("c:del", eci_attribute(image.eci()));
  EXPECT_EQ(error_of([&] { image.raise("c:x"); }), "Error: ECI not found " + image.eci());
}

TEST_F(ChannelTest, AreFoundByTheirSortedTagsWhenUpserted) {
  image.raise("c:upsert", R"({"tags":["b","A"]})");
  image.raise("c:upsert", R"({"tags":["a","b"],"ep":{"allow":[],"deny":[]}})");

  EXPECT_EQ(image.query("ch", "tags"), R"([["system","self"],[],["a","b"]])");
  EXPECT_TRUE(image.store().channels(image.root())[1].event_policy.allow.empty());
}

}  // namespace
}  // namespace pico::engine
