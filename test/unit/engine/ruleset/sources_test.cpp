// SPDX-License-Identifier: MIT
//
// Fetching in the middle of a call: no pico is locked meanwhile, and the call runs again.
#include "engine/ruleset/sources.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

constexpr std::string_view kInstaller = R"(ruleset installer {
  rule install { select when i install
    foreach event:attrs{"urls"} setting (url)
      ctx:install(url)
      fired { ent:n := ent:n.defaultsTo(0) + 1 } }
  rule child { select when i child ctx:newPico([{"url": event:attrs{"url"}}]) }
  rule tell { select when i tell
    event:send({"eci": event:attrs{"eci"}, "domain": "i", "type": "install",
                "attrs": {"urls": event:attrs{"urls"}}}) } })";

/// What was fetched, and how many locks the call held then.
struct Fetches {
  std::vector<std::string> urls;
  std::vector<std::string> readers;
  std::vector<size_t> locks;
};

Fetches& record_fetches(Image& image, Fetches& fetches) {
  image.environment().on_fetch([&](std::string_view url, std::string_view reader) {
    fetches.urls.emplace_back(url);
    fetches.readers.emplace_back(reader);
    fetches.locks.push_back(image.store().locks());
  });
  return fetches;
}

void publish_three(Image& image) {
  for (const char* rid : {"a", "b", "c"})
    image.environment().publish("http://h/" + std::string(rid),
                                "ruleset " + std::string(rid) + " { }");
}

TEST(Fetching, HoldsNoLock) {
  Image image;
  publish_three(image);
  image.install(kInstaller);
  Fetches fetches;
  record_fetches(image, fetches);
  const size_t before = image.store().locks();

  image.raise("i:install", R"({"urls": ["http://h/a", "http://h/b", "http://h/a"]})");
  const size_t after = image.store().locks();
  image.engine().install_ruleset(image.root(), "http://h/c", {});

  EXPECT_EQ(fetches.urls, (std::vector<std::string>{"http://h/a", "http://h/b", "http://h/c"}));
  EXPECT_EQ(fetches.locks, (std::vector<size_t>{before, before, after}));
  EXPECT_EQ(after, before + 1);
}

TEST(Fetching, RunsTheCallAgainFromItsStart) {
  Image image;
  publish_three(image);
  image.install(kInstaller);

  image.raise("i:install", R"({"urls": ["http://h/a", "http://h/b"]})");

  EXPECT_EQ(image.entity("installer", "n"), "2");
  EXPECT_EQ(image.store().installed_rulesets(image.root()).size(), 3u);
}

TEST(Fetching, ShowsLogEntriesOnce) {
  Image image;
  publish_three(image);
  image.install(R"(ruleset l { rule r { select when l l
    foreach ["a", "b", "c"] setting (rid)
      ctx:install("http://h/" + rid.klog("installing"))
      fired { log info rid } } })");
  image.environment().take_log();

  image.raise("l:l");

  EXPECT_EQ(image.environment().take_log().size(), 6u);
  EXPECT_EQ(image.store().logs(image.root(), 0).size(), 6u);
}

TEST(Fetching, HappensOnceForARegisteredUrl) {
  Image image;
  publish_three(image);
  image.install(kInstaller);
  Fetches fetches;
  record_fetches(image, fetches);

  image.raise("i:install", R"({"urls": ["http://h/a"]})");
  image.raise("i:install", R"({"urls": ["http://h/a"]})");

  EXPECT_EQ(fetches.urls.size(), 1u);
}

TEST(Fetching, ThatFailsFailsTheEventThatAsked) {
  Image image;
  image.install(kInstaller);
  const size_t before = image.store().writes();

  try {
    image.raise("i:child", R"({"url": "http://h/nosuch"})");
    FAIL();
  } catch (const krl::Error& error) {
    EXPECT_EQ(error.text(), "Error: Got a statusCode=404 for: http://h/nosuch");
    EXPECT_EQ(error.code(), krl::ErrorCode::FetchFailed);
    EXPECT_EQ(error.place().rule, "child");
  }
  EXPECT_EQ(image.store().writes(), before);
  EXPECT_EQ(image.store().picos().size(), 1u);
}

TEST(Fetching, ThatFailsInARecipientIsTheRecipientsFailure) {
  Image image;
  publish_three(image);
  image.install(kInstaller);
  const Image::Child child = image.make_child("");
  image.install(child.id, kInstaller);
  const auto tell = [&](std::string_view urls) {
    image.raise("i:tell", R"({"eci": ")" + child.eci + R"(", "urls": )" + std::string(urls) + "}");
  };

  tell(R"(["http://h/nosuch"])");
  tell(R"(["http://h/a"])");

  ASSERT_EQ(image.store().dead_letters().size(), 1u);
  EXPECT_EQ(image.store().dead_letters()[0].second,
            "Error: Got a statusCode=404 for: http://h/nosuch");
  EXPECT_EQ(image.store().installed_rulesets(child.id).size(), 2u);
  EXPECT_EQ(image.store().message_count(), 0u);
}

TEST(Fetching, LosesNothingThatWaitingMessagesHaveSent) {
  Image image;
  publish_three(image);
  const Image::Child here = image.make_child("");
  const Image::Child there = image.make_child("");
  image.install(here.id, kInstaller);
  image.install(here.id, R"(ruleset pass { rule r { select when pass on
    event:send({"eci": event:attrs{"eci"}, "domain": "be", "type": "seen"}) } })");
  image.install(there.id,
                R"(ruleset seen { rule r { select when be seen always { ent:n := 1 } } })");
  image.install(R"(ruleset start { rule r { select when start with
    event:send({"eci": event:attrs{"eci"}, "domain": "pass", "type": "on",
                "attrs": {"eci": event:attrs{"to"}}}) } })");
  image.environment().limits().inline_deliveries = 0;
  image.raise("start:with", R"({"eci": ")" + here.eci + R"(", "to": ")" + there.eci + "\"}");
  image.environment().limits().inline_deliveries = 100;

  const EventResult result = image.send(here.eci, "i:install", R"({"urls": ["http://h/a"]})");

  EXPECT_EQ(result.deferred, 1u);
  EXPECT_EQ(image.store().message_count(), 1u);
  EXPECT_EQ(image.engine().deliver_pending(10), 1u);
  EXPECT_EQ(image.entity_of(there.id, "seen", "n"), "1");
}

TEST(Fetching, CountsEachWaitingMessageOnce) {
  Image image;
  publish_three(image);
  const Image::Child child = image.make_child("");
  image.install(child.id, kInstaller);
  image.install(kInstaller);
  image.environment().limits().inline_deliveries = 0;
  for (const char* urls : {"[]", R"(["http://h/a"])", "[]"})
    image.raise("i:tell", R"({"eci": ")" + child.eci + R"(", "urls": )" + std::string(urls) + "}");

  EXPECT_EQ(image.engine().deliver_pending(10), 3u);
}

TEST(Fetching, LooksAnewAtTheChannelAfterwards) {
  Image image;
  publish_three(image);
  image.install(kInstaller);
  const std::string eci = image.engine().create_channel(image.root(), {}, {}, {}).eci;
  image.environment().on_fetch([&](auto...) { image.engine().delete_channel(eci); });

  EXPECT_EQ(error_of([&] { image.raise_at(eci, "i:install", R"({"urls": ["http://h/a"]})"); }),
            "Error: ECI not found " + eci);
}

TEST(Fetching, HappensAtOnceWhereEachAttemptAsksForAnotherUrl) {
  Image image;
  image.install(R"(ruleset fresh { rule r { select when i want
    ctx:install("http://h/a?at=" + random:uuid()) } })");
  Fetches fetches;
  record_fetches(image, fetches);

  const std::string error = error_of([&] { image.raise("i:want"); });

  EXPECT_TRUE(error.starts_with("Error: Got a statusCode=404 for: http://h/a?at=")) << error;
  EXPECT_EQ(fetches.urls.size(), 2u);
}

TEST(Fetching, IsBoundedForOneCall) {
  Image image;
  publish_three(image);
  image.install(kInstaller);
  image.environment().limits().fetches = 2;

  EXPECT_EQ(error_of([&] {
              image.raise("i:install", R"({"urls": ["http://h/a", "http://h/b", "http://h/c"]})");
            }),
            "Error: more than 2 sources fetched in one call");
  EXPECT_EQ(image.store().installed_rulesets(image.root()).size(), 1u);
}

TEST(Fetching, IsDoneByTheRightsOfTheCallerOrInKrlOfThePicosOwner) {
  Image image;
  publish_three(image);
  image.environment().set_caller("ada");
  const std::string pico = image.engine().create_pico("", std::nullopt, kBare);
  const std::string eci = image.engine().create_channel(pico, {}, {}, {}).eci;
  image.install(pico, kInstaller);
  image.environment().set_caller("");  // an administrator
  Fetches fetches;
  record_fetches(image, fetches);

  image.engine().install_ruleset(pico, "http://h/a", {});
  image.raise_at(eci, "i:install", R"({"urls": ["http://h/b"]})");

  EXPECT_EQ(fetches.readers, (std::vector<std::string>{"", "ada"}));
  EXPECT_EQ(image.store().ruleset_url("http://h/a")->owner, "ada");
}

}  // namespace
}  // namespace pico::engine
