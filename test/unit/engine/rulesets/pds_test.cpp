// SPDX-License-Identifier: MIT
//
// io.picolabs.pds: items, profile and settings (spec system-rulesets.md 6).
#include <gtest/gtest.h>

#include "unit/engine/rulesets/peers.hpp"

namespace pico::engine {
namespace {

constexpr std::string_view kObserver = R"(ruleset user {
  meta {
    use module io.picolabs.pds alias pds
    shares own_setting, seen
  }
  global {
    own_setting = function(key) { [pds:config_value(key), pds:get_config_value(key)] }
    seen = function() { ent:seen.defaultsTo([]) }
  }
  rule see { select where event:domain == "pds"
    always { ent:seen := seen().append([[event:name, event:attrs]]) } }
})";

class PdsTest : public testing::Test {
 protected:
  PdsTest() { peers.image.install(pico.id, kObserver); }
  std::string ask(std::string_view name, std::string_view arguments = "{}") {
    return peers.image.query_at(pico.eci, "io.picolabs.pds", name, arguments);
  }
  std::string user(std::string_view name, std::string_view arguments = "{}") {
    return peers.image.query_at(pico.eci, "user", name, arguments);
  }
  void raise(std::string_view event, std::string_view attributes) {
    peers.raise(pico, event, attributes);
  }
  Peers peers;
  const Peer pico = peers.make("Ann");
};

TEST_F(PdsTest, ItemsLiveInNamespaces) {
  raise("pds:new_data_available", R"({"namespace":"n","key":"a.b","value":{"x":1}})");
  raise("pds:new_data_available", R"({"namespace":"n","key":"c"})");

  EXPECT_EQ(ask("items", R"({"namespace":"n"})"),
            R"({"status":"success","general":{"a.b":{"x":1},"c":""}})");
  EXPECT_EQ(ask("items", R"({"namespace":"n","key":"a.b"})"),
            R"({"status":"success","general":{"x":1}})");
  EXPECT_EQ(ask("items"), R"({"status":"failed","general":{"n":{"a.b":{"x":1},"c":""}}})");
  EXPECT_EQ(ask("get_keys", R"({"namespace":"n"})"), R"(["a.b","c"])");
  EXPECT_EQ(ask("get_keys", R"({"namespace":"none"})"), "[]");

  raise("pds:remove_old_data", R"({"namespace":"n","key":"a.b"})");
  EXPECT_EQ(ask("get_keys", R"({"namespace":"n"})"), R"(["c"])");
  raise("pds:remove_namespace", R"({"namespace":"n"})");
  EXPECT_EQ(ask("items"), R"({"status":"failed","general":{}})");
}

TEST_F(PdsTest, MapsAreMergedIntoItems) {
  raise("pds:new_data_available", R"({"namespace":"n","key":"k","value":[1]})");
  raise("pds:updated_data_available", R"({"namespace":"n","key":"k","value":{"0":"x","b":2}})");
  raise("pds:updated_data_available", R"({"namespace":"n","key":"k","value":"text"})");

  EXPECT_EQ(ask("items", R"({"namespace":"n","key":"k"})"),
            R"({"status":"success","general":{"0":"x","b":2}})");
  EXPECT_EQ(user("seen").find(R"(["data_updated",{"namespace":"n","keyvalue":"k"}],)"
                              R"(["data_updated",{"namespace":"n","keyvalue":"k"}])") ==
                std::string::npos,
            false);
}

TEST_F(PdsTest, KeysThatAreNumbersMakeNoArrays) {
  raise("pds:new_data_available", R"({"namespace":"n","key":"5","value":1})");
  raise("pds:new_data_available", R"({"namespace":7,"key":2000000,"value":2})");
  raise("pds:updated_data_available", R"({"namespace":"m","key":"3","value":{"0":"x"}})");
  raise("pds:add_settings", R"({"keyed_rid":"3","data_key":"2","value":9})");
  raise("pds:add_settings", R"({"keyed_rid":"3","data_key":1,"value":8})");

  EXPECT_EQ(ask("items"), R"({"status":"failed","general":{"7":{"2000000":2},"n":{"5":1},)"
                          R"("m":{"3":{"0":"x"}}}})");
  EXPECT_EQ(ask("settings"),
            R"({"status":"success","settings":{"3":{"name":"","rid":"3","data":{"1":8,"2":9}}}})");
}

TEST_F(PdsTest, ANamespaceIsReplacedByAMapOrItsJson) {
  raise("pds:map_item", R"({"namespace":"n","mapvalues":{"a":1}})");
  EXPECT_EQ(ask("items"), R"({"status":"failed","general":{"n":{"a":1}}})");
  raise("pds:map_item", R"({"namespace":"n","mapvalues":"{\"b\":2}"})");
  EXPECT_EQ(ask("items"), R"({"status":"failed","general":{"n":{"b":2}}})");
  raise("pds:map_item", R"({"namespace":"n","mapvalues":"no map"})");
  EXPECT_EQ(ask("items"), R"({"status":"failed","general":{"n":{"b":2}}})");
}

TEST_F(PdsTest, TheProfileStartsWithTheNameOfThePico) {
  EXPECT_EQ(ask("profile", R"({"key":"name"})"), R"({"status":"success","profile":"Ann"})");
  EXPECT_NE(ask("profile", R"({"key":"photo"})").find("data:image/svg+xml"), std::string::npos);
}

TEST_F(PdsTest, AProfileKeepsWhoItIsAndReplacesTheRest) {
  peers.image.environment().set_time(1'767'225'599'123);  // 2025-12-31T23:59:59.123Z
  raise("pds:clear_all_data", "{}");
  raise("pds:updated_profile", R"({"name":"Bo","email":"b@x","extra":1,"_headers":{"a":"b"}})");
  peers.image.environment().set_time(1'767'225'600'000);
  raise("pds:updated_profile", R"({"phone":"1","photo":"p","description":"d"})");

  EXPECT_EQ(ask("profile"),
            R"({"status":"success","profile":{"name":"Bo","description":"d","photo":"p",)"
            R"("email":"b@x","_created":"20251231T235959+0000","phone":"1",)"
            R"("_modified":"20260101T000000+0000"}})");
  EXPECT_NE(user("seen").find(R"(["profile_updated",{"phone":"1","photo":"p","description":"d",)"
                              R"("_status":"success"}])"),
            std::string::npos);

  raise("pds:updated_profile", "{}");
  EXPECT_NE(user("seen").find(R"(["profile_updated",{"_status":"failure"}])"), std::string::npos);
}

TEST_F(PdsTest, SettingsBelongToRulesets) {
  raise("pds:add_settings", R"({"name":"N","keyed_rid":"user","data_key":"k","value":{"d":5}})");
  raise("pds:add_settings", R"({"name":"M","keyed_rid":"other","schema":["s"]})");

  EXPECT_EQ(ask("settings_names"),
            R"([{"setRID":"user","setName":"N"},{"setRID":"other","setName":"M"}])");
  EXPECT_EQ(ask("settings", R"({"Rid":"other"})"),
            R"({"status":"success","settings":{"name":"M","rid":"other","schema":["s"]}})");
  EXPECT_EQ(ask("settings", R"({"Rid":"user","Key":"name"})"),
            R"({"status":"success","settings":"N"})");
  EXPECT_EQ(ask("settings", R"({"Rid":"user","Key":"data","detail":"k"})"),
            R"({"status":"success","settings":{"d":5}})");
  EXPECT_EQ(ask("get_setting_data_value", R"({"setRID":"user","setKey":"k"})"), R"({"d":5})");
  EXPECT_EQ(user("own_setting", R"({"key":"k"})"), R"([{"d":5},{"d":5}])");
  EXPECT_EQ(ask("config_value", R"({"setKey":"k"})"), "null");
}

TEST_F(PdsTest, TheChannelIsMadeOnceAndLetsInWhatIsItsOwn) {
  raise("wrangler:ruleset_installed", R"({"rids":["io.picolabs.pds"]})");
  raise("engine:started", "{}");
  EXPECT_EQ(peers.count_channels(pico, "pds"), 1u);

  const std::string quoted = ask("getChannelEci");
  const std::string eci = quoted.substr(1, quoted.size() - 2);
  EXPECT_EQ(peers.error_at(eci, "pds:clear_all_data"), "");
  EXPECT_EQ(peers.error_at(eci, "wrangler:name_changed"), "Error: Not allowed by channel policy");
  EXPECT_EQ(error_of([&] { peers.image.query_at(eci, "io.picolabs.pds", "items"); }), "");
}

}  // namespace
}  // namespace pico::engine
