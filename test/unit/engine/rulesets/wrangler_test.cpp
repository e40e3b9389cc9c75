// SPDX-License-Identifier: MIT
//
// io.picolabs.wrangler (spec system-rulesets.md 4, 9): identity, children, channels, rulesets.
#include <gtest/gtest.h>

#include <algorithm>

#include "unit/engine/rulesets/system_image.hpp"

namespace pico::engine {
namespace {

class WranglerTest : public testing::Test {
 protected:
  SystemImage image;
};

// Identity ---------------------------------------------------------------------------------------

TEST_F(WranglerTest, KnowsWhoARootIs) {
  const std::string self = "\"" + image.ann() + "\"";

  EXPECT_EQ(image.wrangler(image.ann_eci(), "name"), R"("Ann")");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "id"), self);
  EXPECT_EQ(image.wrangler(image.ann_eci(), "parent_eci"), "null");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "myself"),
            R"({"name":"Ann","id":)" + self + R"(,"eci":)" + self + "}");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "children"), "[]");
}

TEST_F(WranglerTest, KnowsChildAndParent) {
  const Image::Child bob = image.make_full_child("Bob");
  const std::string eci = "\"" + image.family_eci(bob.id) + "\"";
  const std::string up = "\"" + image.store().parent_channel(bob.id)->eci + "\"";

  EXPECT_EQ(image.wrangler(bob.eci, "myself"),
            R"({"name":"Bob","id":")" + bob.id + R"(","eci":)" + eci + "}");
  EXPECT_EQ(image.wrangler(bob.eci, "parent_eci"), up);
  EXPECT_EQ(image.wrangler(image.ann_eci(), "children"),
            R"([{"eci":)" + eci + R"(,"name":"Bob","parent_eci":)" + up + "}]");
}

TEST_F(WranglerTest, KnowsWhoAPicoIsWhoseRulesetsWereChosen) {
  const RulesetNames chosen = {"io.picolabs.wrangler", "io.picolabs.subscription"};
  const std::string eve = image.engine().create_pico("Eve", std::nullopt, chosen);
  const std::string bob = image.engine().create_pico("Bob", image.ann(), chosen);
  const std::string joe = image.engine().create_pico("", std::nullopt, chosen);

  const std::string eve_eci = image.open_channel(eve);
  EXPECT_EQ(image.wrangler(eve_eci, "myself"),
            R"({"name":"Eve","id":")" + eve + R"(","eci":")" + eve + R"("})");
  EXPECT_NE(image.query_at(eve_eci, "io.picolabs.subscription", "wellKnown_Rx"), "null");
  EXPECT_EQ(image.wrangler(image.open_channel(bob), "myself"),
            R"({"name":"Bob","id":")" + bob + R"(","eci":")" + image.family_eci(bob) + R"("})");
  EXPECT_EQ(image.wrangler(image.open_channel(joe), "name"), R"("Pico")");
}

TEST_F(WranglerTest, KeepsTheNameInStepWithTheUi) {
  image.raise_at(image.ann_eci(), "wrangler:name_changed", R"({"name":"Anna"})");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "name"), R"("Anna")");
  EXPECT_EQ(image.ui(image.ann_eci(), "name"), R"("Anna")");

  image.watch(image.ann(), "wrangler name_changed");
  image.raise_at(image.ann_eci(), "engine_ui:box", R"({"name":"Annie"})");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "name"), R"("Annie")");
  EXPECT_EQ(image.ui(image.ann_eci(), "name"), R"("Annie")");
  EXPECT_EQ(image.log(image.ann(), image.ann_eci()), R"([["name_changed",{"name":"Annie"}]])");

  image.raise_at(image.ann_eci(), "wrangler:name_changed", R"({"name":""})");
  image.raise_at(image.ann_eci(), "wrangler:name_changed", R"({"name":null})");
  image.raise_at(image.ann_eci(), "engine_ui:box", R"({"name":null})");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "name"), R"("Annie")");
}

// Children ---------------------------------------------------------------------------------------

/// The tags of a pico's channels, its rulesets, and its variables with the names of what they hold.
std::string shape_of(SystemImage& image, std::string_view pico) {
  std::string shape;
  for (const Channel& channel : image.store().channels(pico)) {
    for (const std::string& tag : channel.tags) shape += tag + " ";
    shape += "/ ";
  }
  for (const InstalledRuleset& each : image.store().installed_rulesets(pico)) {
    shape += each.url + " ";
  }
  for (const auto& [rid, name] : {std::pair{"io.picolabs.wrangler", "name"},
                                  {"io.picolabs.pico-engine-ui", "name"},
                                  {"io.picolabs.pico-engine-ui", "backgroundColor"}}) {
    shape += image.entity_of(pico, rid, name) + " ";
  }
  return shape;
}

TEST_F(WranglerTest, MakesTheSameChildByEventAndByCall) {
  const Image::Child called = image.make_full_child("Bob");
  image.raise_at(image.ann_eci(), "wrangler:new_child_request", R"({"name":"Bob"})");
  const std::string raised = image.store().picos().back().id;

  image.engine().delete_channel(called.eci);
  EXPECT_EQ(shape_of(image, called.id), shape_of(image, raised));
  EXPECT_EQ(
      shape_of(image, raised),
      "system child / engine ui / pds / wellknown_rx tx_rx / "
      "pico://rulesets/io.picolabs.pico-engine-ui.krl pico://rulesets/io.picolabs.wrangler.krl "
      "pico://rulesets/io.picolabs.pds.krl pico://rulesets/io.picolabs.subscription.krl "
      R"("Bob" "Bob" "#87CEFA" )");
}

TEST_F(WranglerTest, ReportsANewChildWithTheAttributesOfTheRequest) {
  image.watch(image.ann(), "wrangler new_child_created or wrangler child_initialized");
  image.raise_at(image.ann_eci(), "wrangler:new_child_request",
                 R"({"name":"Bob","token":[1],"_headers":{"cookie":"secret"}})");

  const std::string child = image.store().picos().back().id;
  const std::string eci = image.family_eci(child);
  const std::string ui = image.ui(image.open_channel(child), "uiECI");
  EXPECT_EQ(image.log(image.ann(), image.ann_eci()),
            R"([["new_child_created",{"name":"Bob","token":[1],"eci":")" + eci + R"(","uiEci":)" +
                ui + R"(}],["child_initialized",{"name":"Bob","token":[1],"eci":")" + eci +
                R"("}]])");
}

TEST_F(WranglerTest, MakesNoChildWithoutAName) {
  image.raise_at(image.ann_eci(), "wrangler:new_child_request");
  image.raise_at(image.ann_eci(), "wrangler:new_child_request", R"({"name":""})");
  image.raise_at(image.ann_eci(), "wrangler:new_child_request", R"({"name":null})");

  EXPECT_EQ(image.wrangler(image.ann_eci(), "children"), "[]");
  EXPECT_EQ(image.wrangler(image.make_full_child("").eci, "name"), R"("Pico")");
}

TEST_F(WranglerTest, MakesChildrenWithoutAUiRuleset) {
  image.raise_at(image.ann_eci(), "wrangler:uninstall_ruleset_request",
                 R"({"rid":"io.picolabs.pico-engine-ui"})");
  const Image::Child bob = image.make_full_child("Bob");

  EXPECT_EQ(image.wrangler(bob.eci, "name"), R"("Bob")");
  EXPECT_EQ(image.wrangler(bob.eci, "installedRIDs"),
            R"(["io.picolabs.wrangler","io.picolabs.pds","io.picolabs.subscription"])");
}

TEST_F(WranglerTest, ChildrenOfBarePicosAreToBeBare) {
  EXPECT_EQ(error_of([&] { image.engine().create_pico("Bob", image.root(), {}); }),
            "Error: The pico " + image.root() +
                " has no io.picolabs.wrangler, which makes its children: name the rulesets of the "
                "child, none for a bare one");
}

TEST_F(WranglerTest, DeletesAChildAndSaysSo) {
  const Image::Child bob = image.make_full_child("Bob");
  image.watch(image.ann(), "wrangler child_deleted");
  const std::string request = json_of("eci", image.family_eci(bob.id));

  image.raise_at(image.ann_eci(), "wrangler:child_deletion_request", request);
  EXPECT_EQ(image.store().pico(bob.id), std::nullopt);
  EXPECT_EQ(image.log(image.ann(), image.ann_eci()), R"([["child_deleted",)" + request + "]]");

  EXPECT_EQ(error_of([&] {
              image.raise_at(image.ann_eci(), "wrangler:child_deletion_request", R"({"eci":"x"})");
            }),
            "Error: delPico(x) - not found in children ECIs");
}

TEST_F(WranglerTest, DeletesAChildThatIsReady) {
  const Image::Child bob = image.make_full_child("Bob");

  image.raise_at(image.ann_eci(), "wrangler:ready_for_deletion");
  EXPECT_NE(image.store().pico(image.ann()), std::nullopt);
  image.raise_at(bob.eci, "wrangler:ready_for_deletion");
  EXPECT_EQ(image.store().pico(bob.id), std::nullopt);
}

TEST_F(WranglerTest, TellsChildrenThatTheSystemIsOnline) {
  const Image::Child bob = image.make_full_child("Bob");
  image.watch(bob.id, "system online");

  image.raise_at(image.ann_eci(), "system:online", R"({"since":1})");
  EXPECT_EQ(image.log(bob.id, bob.eci), R"([["online",{"since":1}]])");
}

// Channels ---------------------------------------------------------------------------------------

TEST_F(WranglerTest, FindsChannelsByTheirSetOfTags) {
  image.engine().create_channel(image.ann(), krl::Array{"b", "a"}, {}, {});

  const std::string found = image.wrangler(image.ann_eci(), "channels", R"({"tags":"A,b"})");
  EXPECT_NE(found.find(R"("tags":["b","a"])"), std::string::npos) << found;
  EXPECT_EQ(image.wrangler(image.ann_eci(), "channels", R"({"tags":["a","b"]})"), found);
  EXPECT_EQ(image.wrangler(image.ann_eci(), "channels", R"({"tags":["a"]})"), "[]");
  EXPECT_NE(image.wrangler(image.ann_eci(), "channels").find(found.substr(1, found.size() - 2)),
            std::string::npos);
}

TEST_F(WranglerTest, MakesAndDeletesChannels) {
  image.watch(image.ann(), "wrangler channel_created or wrangler channel_deleted");
  const std::string open = R"("eventPolicy":{"allow":[{"domain":"x","name":"*"}],"deny":[]},)"
                           R"("queryPolicy":{"allow":[],"deny":[]})";

  image.raise_at(image.ann_eci(), "wrangler:new_channel_request", R"({"tags":["t"]})");
  EXPECT_EQ(image.log(image.ann(), image.ann_eci()), "");
  image.raise_at(image.ann_eci(), "wrangler:new_channel_request", R"({"tags":["t"],)" + open + "}");
  const std::string eci = image.store().channels(image.ann()).back().eci;
  EXPECT_EQ(image.log(image.ann(), image.ann_eci()),
            R"([["channel_created",{"tags":["t"],)" + open + R"(,"channel":{"id":")" + eci +
                R"(","tags":["t"],)" + open + R"(,"familyChannelPicoID":null}}]])");

  image.raise_at(image.ann_eci(), "wrangler:channel_deletion_request", json_of("eci", eci));
  EXPECT_EQ(image.log(image.ann(), image.ann_eci()),
            R"([["channel_deleted",)" + json_of("eci", eci) + "]]");
  EXPECT_EQ(image.store().channel(eci), nullptr);
}

TEST_F(WranglerTest, IsAModuleWithActions) {
  image.install(image.ann(), R"(ruleset app {
    meta { use module io.picolabs.wrangler alias wrangler }
    rule open { select when app open wrangler:createChannel(["app"]) setting(channel)
      fired { ent:channel := channel } }
    rule close { select when app close wrangler:deleteChannel(ent:channel{"id"}) } })");

  image.raise_at(image.ann_eci(), "app:open");
  EXPECT_EQ(image.store().channels(image.ann()).back().tags, std::vector<std::string>{"app"});
  image.raise_at(image.ann_eci(), "app:close");
  EXPECT_NE(image.store().channels(image.ann()).back().tags, std::vector<std::string>{"app"});
}

// Rulesets ---------------------------------------------------------------------------------------

class WranglerRulesets : public WranglerTest {
 protected:
  WranglerRulesets() {
    image.environment().publish("http://h/p/app.krl", R"(ruleset app {
      meta { name "App" shares born }
      global { born = function() { ent:born } }
      rule born { select when wrangler ruleset_installed where event:attrs{"rids"} >< meta:rid
        always { ent:born := event:attrs } } })");
  }
  std::string born() { return image.query_at(image.ann_eci(), "app", "born"); }
};

TEST_F(WranglerRulesets, AreInstalledByUrl) {
  image.raise_at(image.ann_eci(), "wrangler:install_ruleset_request",
                 R"({"url":"http://h/p/app.krl","config":{"k":1},"tag":"x"})");

  EXPECT_EQ(born(), R"({"url":"http://h/p/app.krl","config":{"k":1},"tag":"x","rids":["app"]})");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "rulesetConfig", R"({"rid":"app"})"), R"({"k":1})");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "rulesetMeta", R"({"rid":"app"})"),
            R"({"name":"App","shares":["born"]})");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "rulesetConfig", R"({"rid":"none"})"), "null");
}

TEST_F(WranglerRulesets, AreInstalledByTheUrlOfASibling) {
  image.raise_at(image.ann_eci(), "wrangler:install_ruleset_request",
                 R"({"absoluteURL":"http://h/p/other.krl","rid":"app"})");

  EXPECT_EQ(born(), R"({"rid":"app","url":"http://h/p/app.krl","rids":["app"]})");
}

TEST_F(WranglerRulesets, AreInstalledBesideOneThatHasOnlyItsRid) {
  image.publish("ruleset shop { }");
  image.publish("ruleset till { }");

  image.raise_at(image.ann_eci(), "wrangler:install_ruleset_request",
                 R"({"absoluteURL":"krl:shop","rid":"till"})");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "rulesetConfig", R"({"rid":"till"})"), "{}");
}

TEST_F(WranglerRulesets, AreReadAnewWhenInstalled) {
  image.engine().install_ruleset(image.ann(), "http://h/p/app.krl", {});
  image.environment().publish("http://h/p/app.krl", R"(ruleset app { meta { name "New" } })");

  image.raise_at(image.ann_eci(), "wrangler:install_ruleset_request",
                 R"({"url":"http://h/p/app.krl"})");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "rulesetMeta", R"({"rid":"app"})"),
            R"({"name":"New"})");
}

TEST_F(WranglerRulesets, AreFlushedAllAtOnce) {
  image.engine().install_ruleset(image.ann(), "http://h/p/app.krl", {});
  image.environment().publish("http://h/p/app.krl", R"(ruleset app { meta { name "New" } })");
  image.watch(image.ann(), "wrangler rulesets_flushed");

  image.raise_at(image.ann_eci(), "wrangler:rulesets_need_flushing", R"({"x":1})");
  EXPECT_EQ(image.log(image.ann(), image.ann_eci()), R"([["rulesets_flushed",{}]])");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "rulesetMeta", R"({"rid":"app"})"),
            R"({"name":"New"})");
}

TEST_F(WranglerRulesets, AreUninstalledUnlessNeeded) {
  image.engine().install_ruleset(image.ann(), "http://h/p/app.krl", {});
  image.watch(image.ann(), "wrangler ruleset_uninstalled");
  const auto uninstall = [&](std::string_view rid) {
    image.raise_at(image.ann_eci(), "wrangler:uninstall_ruleset_request", json_of("rid", rid));
  };

  uninstall("app");
  EXPECT_EQ(image.log(image.ann(), image.ann_eci()), R"([["ruleset_uninstalled",{"rid":"app"}]])");
  uninstall("app");
  EXPECT_EQ(error_of([&] { uninstall("io.picolabs.wrangler"); }),
            "Error: Cannot uninstall io.picolabs.wrangler because io.picolabs.subscription and "
            "io.picolabs.pds depends on it");
}

TEST_F(WranglerRulesets, ThatCannotBeInstalledAreReportedWhereNobodyWaits) {
  const Image::Child bob = image.make_full_child("Bob");
  image.watch(bob.id, "wrangler ruleset_install_failed or wrangler channel_creation_failed");
  image.install(image.ann(), R"(ruleset app { rule ask { select when app ask
    event:send({"eci": event:attrs{"eci"}, "domain": "wrangler", "name": event:attrs{"name"},
      "attrs": event:attrs{"request"}}) } })");
  const auto ask = [&](std::string_view name, std::string_view request) {
    image.raise_at(image.ann_eci(), "app:ask",
                   R"({"eci":")" + bob.eci + R"(","name":")" + std::string(name) +
                       R"(","request":)" + std::string(request) + "}");
  };

  ask("install_ruleset_request", R"({"url":"http://h/none.krl","tag":"x"})");
  EXPECT_EQ(image.log(bob.id, bob.eci),
            R"([["ruleset_install_failed",{"url":"http://h/none.krl","tag":"x",)"
            R"("error":"Error: Got a statusCode=404 for: http://h/none.krl"}]])");
  ask("new_channel_request", R"({"tags":["system"],"eventPolicy":1,"queryPolicy":1})");
  EXPECT_EQ(image.log(bob.id, bob.eci),
            R"([["channel_creation_failed",{"tags":["system"],"eventPolicy":1,"queryPolicy":1,)"
            R"("error":"TypeError: Cannot tag channel as \"system\"."}]])");
}

TEST_F(WranglerRulesets, ThatCannotBeInstalledFailTheEventFromOutside) {
  EXPECT_EQ(error_of([&] {
              image.raise_at(image.ann_eci(), "wrangler:install_ruleset_request",
                             R"({"url":"http://h/none.krl"})");
            }),
            "Error: Got a statusCode=404 for: http://h/none.krl");
}

// Queries of other picos -------------------------------------------------------------------------

class WranglerQueries : public WranglerTest {
 protected:
  std::string ask(std::string_view function, std::string_view eci, std::string_view more = "") {
    return image.wrangler(image.ann_eci(), function,
                          R"({"eci":")" + std::string(eci) +
                              R"(","mod":"io.picolabs.wrangler","func":"name")" +
                              std::string(more) + "}");
  }
};

TEST_F(WranglerQueries, GoStraightToPicosOfTheImage) {
  const Image::Child bob = image.make_full_child("Bob");

  EXPECT_EQ(ask("picoQuery", bob.eci), R"("Bob")");
  EXPECT_EQ(ask("picoQuery", image.family_eci(bob.id)), R"("Bob")");
  EXPECT_EQ(ask("picoQuery", bob.eci, R"(,"_host":"http://localhost:3000")"), R"("Bob")");
  EXPECT_EQ(error_of([&] { ask("picoQuery", "bogus"); }), "Error: ECI not found bogus");
}

TEST_F(WranglerQueries, AreNotForThePicoItself) {
  EXPECT_EQ(ask("picoQuery", image.ann()),
            R"({"status_code":400,"status_line":"HTTP/1.1 400 Pico should not query itself",)"
            R"("content":"{\"error\":\"Pico should not query itself\"}"})");
  EXPECT_EQ(ask("skyQuery", image.ann()),
            R"({"error":"sky query request was unsuccesful.","httpStatus":{"code":400,)"
            R"("message":"HTTP/1.1 400 Pico should not query itself"},)"
            R"("picoQueryError":"Pico should not query itself","picoQueryErrorMsg":0,)"
            R"("picoQueryReturnValue":{"error":"Pico should not query itself"}})");
}

TEST_F(WranglerQueries, SayWhatIsMissingForOthers) {
  EXPECT_EQ(error_of([&] { ask("skyQuery", "x"); }),
            "FetchError: request to http://localhost:3000/sky/cloud/x/io.picolabs.wrangler/name "
            "failed, reason: connect ECONNREFUSED");
  EXPECT_EQ(error_of([&] { ask("picoQuery", "x", R"(,"_host":"http://elsewhere")"); }),
            "FetchError: request to http://elsewhere/sky/cloud/x/io.picolabs.wrangler/name "
            "failed, reason: connect ECONNREFUSED");
  EXPECT_EQ(error_of([&] { ask("picoQuery", "did:peer:1"); }),
            "Error: dido:sendQuery needs DIDComm, which is not supported yet");
}

}  // namespace
}  // namespace pico::engine
