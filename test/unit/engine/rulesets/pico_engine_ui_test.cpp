// SPDX-License-Identifier: MIT
//
// io.picolabs.pico-engine-ui (spec system-rulesets.md 8, 10): the box, the tree, forms and logs.
#include <gtest/gtest.h>

#include "unit/engine/rulesets/system_image.hpp"

namespace pico::engine {
namespace {

class UiTest : public testing::Test {
 protected:
  std::string box(std::string_view eci) { return image.ui(eci, "box"); }
  /// The UI channel of the pico behind a channel.
  std::string ui_eci(std::string_view eci) {
    const std::string text = image.ui(eci, "uiECI");
    return text.substr(1, text.size() - 2);
  }
  static bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
  }
  SystemImage image;
};

TEST_F(UiTest, OpensAChannelForItsEventsAndQueries) {
  const std::string eci = ui_eci(image.ann_eci());
  const ChannelPtr channel = image.store().channel(eci);

  EXPECT_EQ(channel->tags, (std::vector<std::string>{"engine", "ui"}));
  EXPECT_EQ(channel->event_policy.allow.size(), 16u);
  EXPECT_EQ(channel->query_policy.allow.size(), 11u);
  EXPECT_EQ(image.ui(eci, "name"), R"("Ann")");
  EXPECT_EQ(error_of([&] { image.wrangler(eci, "name"); }), "Error: Not allowed by channel policy");

  image.engine().update_channel(eci, {}, krl::parse_json(R"({"allow":[],"deny":[]})"), {});
  image.raise_at(image.ann_eci(), "engine_ui:setup");
  EXPECT_EQ(ui_eci(image.ann_eci()), eci);
  EXPECT_EQ(image.store().channel(eci)->event_policy.allow.size(), 16u);
}

TEST_F(UiTest, ShowsABox) {
  EXPECT_EQ(box(image.ann_eci()),
            R"({"eci":")" + ui_eci(image.ann_eci()) +
                R"(","parent":null,"children":[],"name":"Ann","backgroundColor":"#87cefa",)"
                R"("x":100,"y":100,"width":100,"height":100})");
}

TEST_F(UiTest, KeepsOfABoxWhatIsGivenAndGood) {
  const auto change = [&](std::string_view attributes) {
    image.raise_at(image.ann_eci(), "engine_ui:box", attributes);
    const std::string whole = box(image.ann_eci());
    return whole.substr(whole.find(R"("backgroundColor")"));
  };
  EXPECT_EQ(change(R"({"x":"10","y":0,"width":0,"height":"20.5","backgroundColor":"#A1b2C3"})"),
            R"("backgroundColor":"#A1b2C3","x":10,"y":0,"width":100,"height":20.5})");
  EXPECT_EQ(change(R"({"x":"left","y":null,"backgroundColor":"red"})"),
            R"("backgroundColor":"#A1b2C3","x":10,"y":0,"width":100,"height":20.5})");
  EXPECT_EQ(change(R"({"backgroundColor":"x#A1b2C3"})"),
            R"("backgroundColor":"#A1b2C3","x":10,"y":0,"width":100,"height":20.5})");
}

TEST_F(UiTest, MakesAndDeletesChildrenByTheirUiChannels) {
  image.watch(image.ann(), "wrangler child_deleted");
  image.raise_at(image.ann_eci(), "engine_ui:new", R"({"name":"Bob","backgroundColor":"#112233"})");

  const std::string bob = image.store().picos().back().id;
  const std::string bob_eci = image.open_channel(bob);
  EXPECT_TRUE(has(box(image.ann_eci()), R"("children":[")" + ui_eci(bob_eci) + R"("])"));
  EXPECT_TRUE(has(box(bob_eci), R"("parent":")" + ui_eci(image.ann_eci()) +
                                    R"(","children":[],)"
                                    R"("name":"Bob","backgroundColor":"#112233")"));

  image.raise_at(image.ann_eci(), "engine_ui:del", json_of("eci", ui_eci(bob_eci)));
  EXPECT_EQ(image.store().pico(bob), std::nullopt);
  EXPECT_TRUE(has(image.log(image.ann(), image.ann_eci()), "child_deleted"));
  EXPECT_TRUE(has(box(image.ann_eci()), R"("children":[])"));
  EXPECT_EQ(error_of([&] { image.raise_at(image.ann_eci(), "engine_ui:del", R"({"eci":"x"})"); }),
            "Error: delPico(undefined) - not found in children ECIs");
}

TEST_F(UiTest, DeletesNoChildUnlessOneIsNamed) {
  const std::string bob = image.engine().create_pico("", image.ann(), kBare);

  for (const std::string_view attributes : {"{}", R"({"eci":null})"}) {
    EXPECT_EQ(error_of([&] { image.raise_at(image.ann_eci(), "engine_ui:del", attributes); }),
              "Error: delPico(undefined) - not found in children ECIs");
  }
  EXPECT_NE(image.store().pico(bob), std::nullopt);
}

TEST_F(UiTest, GivesANewChildItsOwnNameAndColour) {
  image.raise_at(image.ann_eci(), "engine_ui:box", R"({"backgroundColor":"#abcdef"})");
  image.raise_at(image.ann_eci(), "engine_ui:new");

  const std::string child = image.open_channel(image.store().picos().back().id);
  EXPECT_TRUE(has(box(child), R"("name":"Ann","backgroundColor":"#abcdef")"));
}

TEST_F(UiTest, FindsOutWhereItsRelativesAreShown) {
  // A child that has come by its UI later, and one that has none.
  const Image::Child bob{image.engine().create_pico("", image.ann(), kBare), {}};
  const std::string bob_eci = image.open_channel(bob.id);
  image.engine().create_pico("", image.ann(), kBare);
  image.engine().install_ruleset(bob.id, "io.picolabs.pico-engine-ui", {});
  image.raise_at(bob_eci, "engine_ui:setup");
  EXPECT_TRUE(has(box(image.ann_eci()), R"("children":[])"));

  image.raise_at(image.ann_eci(), "engine:started");
  EXPECT_TRUE(has(box(image.ann_eci()), R"("children":[")" + ui_eci(bob_eci) + R"("])"));
  EXPECT_TRUE(has(box(bob_eci), R"("parent":")" + ui_eci(image.ann_eci()) + R"(")"));
}

TEST_F(UiTest, AsksTheParentAsWell) {
  const Image::Child bob{image.engine().create_pico("", image.ann(), kBare), {}};
  const std::string bob_eci = image.open_channel(bob.id);
  image.engine().install_ruleset(bob.id, "io.picolabs.pico-engine-ui", {});
  image.raise_at(bob_eci, "engine_ui:setup");

  image.raise_at(bob_eci, "engine:started");
  EXPECT_TRUE(has(box(bob_eci), R"("parent":")" + ui_eci(image.ann_eci()) + R"(")"));
  EXPECT_TRUE(has(box(image.ann_eci()), R"("children":[")" + ui_eci(bob_eci) + R"("])"));
}

TEST_F(UiTest, HasForms) {
  const auto send = [&](std::string_view event, std::string_view attributes) {
    image.raise_at(image.ann_eci(), "engine_ui:" + std::string(event), attributes);
  };
  image.environment().publish("http://h/app.krl", "ruleset app { }");

  send("install", R"({"url":"http://h/app.krl","config":{"k":1}})");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "rulesetConfig", R"({"rid":"app"})"), R"({"k":1})");
  image.environment().publish("http://h/app.krl", R"(ruleset app { meta { name "New" } })");
  send("flush", R"({"url":"http://h/app.krl"})");
  EXPECT_TRUE(has(image.ui(image.ann_eci(), "pico"), R"("krlMeta":{"name":"New"})"));
  send("uninstall", R"({"rid":"app"})");
  EXPECT_EQ(image.wrangler(image.ann_eci(), "rulesetConfig", R"({"rid":"app"})"), "null");

  send("new_channel", R"({"tags":["form"]})");
  const Channel made = image.store().channels(image.ann()).back();
  EXPECT_EQ(made.tags, std::vector<std::string>{"form"});
  send("testing_eci", json_of("eci", made.eci));
  EXPECT_EQ(image.ui(image.ann_eci(), "testingECI"), "\"" + made.eci + "\"");
  send("del_channel", json_of("eci", made.eci));
  EXPECT_EQ(image.store().channel(made.eci), nullptr);
}

TEST_F(UiTest, ShowsAPicoAsAWhole) {
  const std::string pico = image.ui(image.ann_eci(), "pico");

  EXPECT_TRUE(pico.starts_with(R"({"eci":")" + ui_eci(image.ann_eci()) +
                               R"(","parent":null,"children":[],"channels":[{"id":")" +
                               image.ann() + R"(","tags":["system","self"])"));
  EXPECT_TRUE(has(pico, R"("rulesets":[{"rid":"io.picolabs.pico-engine-ui","url":)"
                        R"("pico://rulesets/io.picolabs.pico-engine-ui.krl","config":{},"meta":)"
                        R"({"krl":"// SPDX)"));
}

TEST_F(UiTest, ShowsLogsByTransactionNewestFirst) {
  image.install(image.ann(), R"(ruleset app { rule say { select when app say
    send_directive(event:attrs{"what"}.klog("saying")) fired { log warn "said" } } })");
  image.environment().set_time(1'700'000'000'000);
  const std::string first = image.send(image.ann_eci(), "app:say", R"({"what":"a"})").eid;
  image.environment().set_log_level(50);
  const std::string second = image.send(image.ann_eci(), "app:say", R"({"what":"b"})").eid;

  const std::string logs = image.ui(image.ann_eci(), "logs");
  const std::string newest =
      R"([{"txnId":")" + second + R"(","time":"2023-11-14T22:13:20.000Z","header":"EVENT )" +
      image.ann_eci() +
      R"( app:say {\"what\":\"b\"}","entries":["22:13:20.000Z [DEBUG] txnQueued",)";
  EXPECT_TRUE(logs.starts_with(newest)) << logs;
  EXPECT_TRUE(has(logs,
                  R"("22:13:20.000Z [DEBUG] event added to schedule app:say {\"what\":\"b\"}",)"
                  R"("22:13:20.000Z [DEBUG] rule selected app : say",)"
                  R"("22:13:20.000Z [KLOG] saying \"b\"","22:13:20.000Z [DEBUG] fired",)"
                  R"("22:13:20.000Z [WARN] said")"))
      << logs;
  EXPECT_TRUE(has(logs, R"(,{"txnId":")" + first +
                            R"(","time":"2023-11-14T22:13:20.000Z","header":")" + first +
                            R"(","entries":["22:13:20.000Z [KLOG] saying \"a\"",)"
                            R"("22:13:20.000Z [WARN] said"]})"))
      << logs;
}

TEST_F(UiTest, ShowsWhichMessageFailed) {
  image.install(image.ann(), R"(ruleset app {
    rule ask { select when app ask
      event:send({"eci": event:attrs{"eci"}, "domain": "app", "name": "fail"}) }
    rule fail { select when app fail event:send({}) } })");

  image.raise_at(image.ann_eci(), "app:ask", json_of("eci", image.ann_eci()));

  const std::string logs = image.ui(image.ann_eci(), "logs");
  EXPECT_TRUE(has(logs, "[ERROR] TypeError: eci was null instead of a string app:fail\"")) << logs;
}

}  // namespace
}  // namespace pico::engine
