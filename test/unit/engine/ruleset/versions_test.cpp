// SPDX-License-Identifier: MIT
//
// New versions of rulesets: flushing, upgrading the state of picos, going back.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/model/time_text.hpp"
#include "krl/value/map.hpp"
#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

constexpr std::string_view kVersionOne = R"(ruleset a { meta { version "1" shares v }
  global { v = function() { [1, ent:n] } }
  rule r { select when a a send_directive("one") fired { ent:n := [1] } } })";
constexpr std::string_view kVersionTwo = R"(ruleset a { meta { version "2" shares v }
  global { v = function() { [2, ent:n] } }
  rule migrate {
    select when wrangler ruleset_upgraded where event:attrs{"rid"} == meta:rid
    send_directive("migrate", event:attrs)
    fired { ent:n := ent:n.append(event:attrs{"old_version"}) }
  }
  rule r { select when a a send_directive("two", {"n": ent:n}) } })";
constexpr std::string_view kUrl = "http://h/a.krl";

/// An image with kVersionOne installed from kUrl, in the root and `children` others.
class FetchedImage : public Image {
 public:
  explicit FetchedImage(int children = 0) {
    environment().publish(kUrl, kVersionOne);
    engine().install_ruleset(root(), kUrl, {});
    for (int i = 0; i < children; ++i) engine().install_ruleset(make_child("").id, kUrl, {});
    raise("a:a");
  }
};

TEST(Flush, GoesLiveByTheSameWritesHoweverManyPicosThereAre) {
  std::vector<size_t> counts;
  for (const int children : {0, 1, 100}) {
    FetchedImage image(children);
    image.environment().publish(kUrl, kVersionTwo);
    const size_t before = image.store().writes();
    image.engine().flush_ruleset(kUrl);
    counts.push_back(image.store().writes() - before);
  }

  EXPECT_EQ(counts, (std::vector<size_t>{2, 2, 2}));  // the version and the URL
}

TEST(Flush, TellsWhatTheUrlStandsForNow) {
  FetchedImage image;
  image.environment().publish(kUrl, "ruleset a { rule r { select when a a  noop() } }");

  const krl::Map told = image.engine().flush_ruleset(kUrl);

  const RulesetUrl now = *image.store().ruleset_url(kUrl);
  EXPECT_EQ(krl::to_json_or_null(told), R"({"url":"http://h/a.krl","rid":"a","hash":")" + now.hash +
                                            R"(","flushed":")" + time_text(now.flushed) +
                                            R"(","compiler":{"version":")" PICO_VERSION
                                            R"(","warnings":[]}})");
}

TEST(Flush, OfAnUnchangedSourceWritesNothing) {
  FetchedImage image;
  const Time flushed = image.store().ruleset_url(kUrl)->flushed;
  const size_t before = image.store().writes();

  image.engine().flush_ruleset(kUrl);

  EXPECT_EQ(image.store().writes(), before);
  EXPECT_EQ(image.store().ruleset_url(kUrl)->flushed, flushed);
}

TEST(Flush, ThatFailsLeavesTheVersionInForce) {
  FetchedImage image;
  image.publish("ruleset user { meta { use module a } }");
  const auto flush = [&](std::string_view source) {
    image.environment().publish(kUrl, source);
    return error_of([&] { image.engine().flush_ruleset(kUrl); });
  };
  const size_t before = image.store().writes();

  EXPECT_EQ(flush("ruleset b { }"), "Error: http://h/a.krl holds the ruleset b, not a");
  EXPECT_EQ(flush("ruleset a { global { x = y } }"), "Error: Undefined id: y");
  EXPECT_EQ(flush("ruleset a { meta { use module nosuch } }"),
            "Error: Dependant module not loaded: nosuch");
  EXPECT_EQ(flush("ruleset a { meta { use module user } }"),
            "Error: Dependency Cycle Found: a -> user -> a");
  EXPECT_EQ(flush("\x7f"
                  "ELF\xff\xfe"),
            "Error: the source is not valid UTF-8");
  image.environment().limits().ruleset_bytes = 10;
  EXPECT_EQ(flush(kVersionTwo), "Error: a ruleset exceeds 10 bytes");

  EXPECT_EQ(image.store().writes(), before);
  EXPECT_EQ(image.directives("a:a"), "one");
}

TEST(Flush, MayComeFromARuleAndReachesOthersInTheSameCall) {
  FetchedImage image;
  image.environment().publish(kUrl, kVersionTwo);
  image.install(R"(ruleset f {
    rule f { select when f f ctx:flush("http://h/a.krl") fired { ent:n := ent:n.defaultsTo(0) + 1 } } })");

  image.raise("f:f");

  EXPECT_EQ(image.query("a", "v"), "[2,[1]]");
  EXPECT_EQ(image.entity("f", "n"), "1");  // what ran before the source was there is undone
}

TEST(Upgrades, LetRulesBringTheStateAlongBeforeTheEvent) {
  FetchedImage image;
  const std::string old_hash = image.store().ruleset_url(kUrl)->hash;
  image.environment().publish(kUrl, kVersionTwo);
  image.engine().flush_ruleset(kUrl);
  const std::string new_hash = image.store().ruleset_url(kUrl)->hash;

  const EventResult result = image.send(image.eci(), "a:a");

  ASSERT_EQ(result.directives.size(), 2u);
  EXPECT_EQ(krl::to_json_or_null(*result.directives[0].map().find("options")),
            R"({"rid":"a","url":"http://h/a.krl","old":")" + old_hash + R"(","new":")" + new_hash +
                R"(","old_version":"1","new_version":"2"})");
  EXPECT_EQ(krl::to_json_or_null(*result.directives[1].map().find("options")), R"({"n":[1,"1"]})");
  EXPECT_EQ(image.directives("a:a"), "two");
}

TEST(Upgrades, WhoseRulesFailLeaveTheLastGoodVersionInForce) {
  FetchedImage image;
  image.environment().publish(kUrl, R"(ruleset a { meta { shares v } global { v = 2 }
    rule first { select when wrangler ruleset_upgraded send_directive("lost")
      fired { ent:n := "lost"; raise a event "then" } }
    rule then { select when a then fired { ent:m := "a" * 2 } } })");
  image.engine().flush_ruleset(kUrl);

  EXPECT_EQ(image.directives("a:a"), "one");
  EXPECT_EQ(image.directives("a:a"), "one");

  EXPECT_EQ(image.query("a", "v"), "2");  // a query initialises for itself, and runs no rule
  EXPECT_EQ(image.entity("a", "n"), "[1]");
  EXPECT_NE(image.store().installation(image.root(), "a")->error, "");
  EXPECT_EQ(image.store().logs(image.root(), 0).size(), 1u);

  image.environment().publish(kUrl, kVersionTwo);
  image.engine().flush_ruleset(kUrl);
  EXPECT_EQ(image.directives("a:a"), "migrate two");
  EXPECT_EQ(image.store().installation(image.root(), "a")->error, "");
}

TEST(Upgrades, HaveEventsOfTheirOwnToCount) {
  FetchedImage image;
  image.environment().limits().events = 2;
  const auto flush = [&](std::string_view source) {
    image.environment().publish(kUrl, source);
    image.engine().flush_ruleset(kUrl);
  };

  flush(R"(ruleset a { rule r { select when wrangler ruleset_upgraded or a again
    fired { raise a event "again" } } })");
  EXPECT_EQ(image.directives("a:a"), "one");
  EXPECT_EQ(image.store().installation(image.root(), "a")->error,
            "Error: more than 2 events in one transaction");
  EXPECT_EQ(image.store().logs(image.root(), 0).size(), 1u);

  flush(R"(ruleset a {
    rule r { select when wrangler ruleset_upgraded or a a send_directive(event:name)
      fired { raise a event "more" } } })");
  EXPECT_EQ(image.directives("a:a"), "ruleset_upgraded a");
}

TEST(Upgrades, ThatHitABoundStayBehindAlone) {
  constexpr std::string_view other_url = "http://h/other.krl";
  FetchedImage image;
  image.environment().publish(other_url, "ruleset other { }");
  image.engine().install_ruleset(image.root(), other_url, {});
  image.environment().publish(kUrl,
                              "ruleset a { global { f = function(n) { f(n + 1) + 1 } x = f(0) } }");
  image.environment().publish(
      other_url, R"(ruleset other { rule r { select when a a send_directive("other two") } })");
  image.engine().flush_ruleset(kUrl);
  image.engine().flush_ruleset(other_url);

  EXPECT_EQ(image.query("a", "v"), "[1,[1]]");
  EXPECT_EQ(image.directives("a:a"), "one other two");
  EXPECT_EQ(image.directives("a:a"), "one other two");

  EXPECT_EQ(image.store().installation(image.root(), "a")->error,
            "RangeError: Maximum call stack size exceeded");
  EXPECT_EQ(image.store().logs(image.root(), 0).size(), 1u);
  EXPECT_EQ(image.store().installation(image.root(), "other")->error, "");
}

TEST(Upgrades, OfACallThatIsOutOfBoundsItselfEndIt) {
  FetchedImage image;
  const std::string rid(5000, 'r');
  image.engine().register_ruleset("ruleset " + rid + " { }", std::string(kUrl));
  image.environment().limits().memory_bytes = 4000;  // too little to say what went wrong

  const std::string error = error_of([&] { image.raise("b:b"); });

  EXPECT_TRUE(error.starts_with("Error: out of memory for values")) << error;
  image.environment().limits().memory_bytes = 0;
  image.raise("b:b");
  EXPECT_EQ(image.store().installation(image.root(), "a")->error,
            "Error: http://h/a.krl holds the ruleset " + rid + " now");
}

TEST(Rollback, PutsAFormerVersionInForceAgain) {
  FetchedImage image;
  const std::string old_hash = image.store().ruleset_url(kUrl)->hash;
  image.environment().publish(kUrl, kVersionTwo);
  image.engine().flush_ruleset(kUrl);
  image.raise("a:a");

  EXPECT_EQ(image.engine().roll_back_ruleset("http://WWW.h/a.krl", old_hash), "a");
  EXPECT_EQ(image.directives("a:a"), "one");
  EXPECT_EQ(image.engine().roll_back_ruleset(kUrl, old_hash), "a");  // nothing to do
}

TEST(Rollback, IsRefusedWhereItLeadsToNothingGood) {
  FetchedImage image;
  const std::string hash = image.store().ruleset_url(kUrl)->hash;
  image.publish("ruleset m { }");
  image.publish("ruleset b { meta { use module m } }");
  const std::string former = image.store().ruleset_url("krl:b")->hash;
  image.publish("ruleset b { }");
  image.publish("ruleset m { meta { use module b } }");
  const auto roll_back = [&](std::string_view url, std::string_view to) {
    return error_of([&] { image.engine().roll_back_ruleset(url, to); });
  };

  EXPECT_EQ(roll_back("krl:nosuch", hash), "Error: No ruleset is registered as krl:nosuch");
  EXPECT_EQ(roll_back("krl:b", hash), "Error: " + hash + " was never a version of krl:b");
  EXPECT_EQ(roll_back("krl:b", former), "Error: Dependency Cycle Found: b -> m -> b");
  image.environment().set_caller("somebody else");
  EXPECT_EQ(roll_back("krl:b", former), "Error: must be owner of ruleset krl:b");
}

}  // namespace
}  // namespace pico::engine
