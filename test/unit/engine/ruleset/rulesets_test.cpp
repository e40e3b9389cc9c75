// SPDX-License-Identifier: MIT
//
// Registry, installation, modules and new versions (spec engine.md 5, 6).
#include <gtest/gtest.h>

#include "engine/ruleset/url.hpp"
#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

TEST(Urls, HaveOneSpelling) {
  EXPECT_EQ(normalised_url(" HTTP://User@WWW.Example.com:80/a//b/../c/?b=2&utm_x=1&a=%7E#F "),
            "http://example.com/a/c?a=~&b=2#F");
  EXPECT_EQ(normalised_url("example.com"), "http://example.com");
  EXPECT_EQ(normalised_url("file:///tmp//x.krl"), "file:///tmp//x.krl");
  EXPECT_EQ(normalised_url("https://h:443"), "https://h");
}

TEST(Urls, StayAsTheyAreOnceNormalised) {
  EXPECT_EQ(normalised_url("http://www.www.h:80:80/"), "http://h");
  EXPECT_EQ(normalised_url("http://h/%%371/%2571"), "http://h/q/%2571");
}

TEST(Registry, RefusesBadSourcesWithTheirPlace) {
  Image image;
  try {
    image.publish("ruleset a {\n  global { x = nosuch }\n}");
    FAIL();
  } catch (const krl::Error& error) {
    EXPECT_EQ(error.code(), krl::ErrorCode::KrlCompile);
    EXPECT_EQ(error.place().line, 2u);
  }
  EXPECT_EQ(error_of([&] { image.publish("1 + 1"); }), "Error: Compile failed, missing rid");
  EXPECT_EQ(error_of([&] { image.publish("ruleset a { } // \xff"); }),
            "Error: the source is not valid UTF-8");
  EXPECT_EQ(error_of([&] { image.publish("ruleset a { meta { use module b } }"); }),
            "Error: Dependant module not loaded: b");
  EXPECT_EQ(error_of([&] { image.publish("ruleset a { meta { use module a } }"); }),
            "Error: Dependency Cycle Found: a -> a");
  image.publish("ruleset b { }");
  image.publish("ruleset a { meta { use module b } }");
  EXPECT_EQ(error_of([&] { image.publish("ruleset b { meta { use module a } }"); }),
            "Error: Dependency Cycle Found: b -> a -> b");
}

TEST(Registry, FetchesUrls) {
  Image image;
  image.environment().publish("http://h/a.krl",
                              "ruleset a { rule r { select when a a send_directive(\"1\") } }");

  EXPECT_EQ(image.engine().install_ruleset(image.root(), "http://WWW.h/a.krl", {}), "a");
  EXPECT_EQ(image.directives("a:a"), "1");
  EXPECT_EQ(error_of([&] { image.engine().install_ruleset(image.root(), "http://h/b", {}); }),
            "Error: Got a statusCode=404 for: http://h/b");
  EXPECT_EQ(error_of([&] { image.engine().install_ruleset(image.root(), "b", {}); }),
            "Error: No ruleset b is registered");
}

TEST(Versions, FollowTheirUrlAtTheNextEventOrQuery) {
  Image image;
  image.install(R"(ruleset a { meta { shares v } global { v = function() { [1, ent:n] } }
    rule r { select when a x before a y send_directive("old") fired { ent:n := 1 } } })");
  image.raise("a:x");
  image.publish(R"(ruleset a { meta { shares v } global { v = function() { [2, ent:n] } }
    rule r { select when a y fired { ent:n := 2 } }
    rule told { select when wrangler ruleset_upgraded send_directive(event:attrs{"rid"}) } })");
  const size_t writes = image.store().writes();

  EXPECT_EQ(image.query("a", "v"), "[2,null]");
  EXPECT_EQ(image.store().writes(), writes);
  EXPECT_EQ(image.directives("a:y"), "a");
  EXPECT_EQ(image.query("a", "v"), "[2,2]");
  EXPECT_EQ(image.directives("a:y"), "");
}

TEST(Versions, ThatFailToInitialiseLeaveTheLastGoodOneInForce) {
  Image image;
  image.install(R"(ruleset a { meta { shares v } global { v = 1 }
    rule r { select when a a send_directive("one") } })");
  image.publish(R"(ruleset a { meta { shares v } global { v = ctx:query("x", "y", "z") } })");

  EXPECT_EQ(image.directives("a:a"), "one");
  EXPECT_EQ(image.directives("a:a"), "one");
  EXPECT_EQ(image.query("a", "v"), "1");
  EXPECT_EQ(image.store().installation(image.root(), "a")->error, "Error: ECI not found x");
  EXPECT_EQ(image.store().logs(image.root(), 0).size(), 1u);

  image.publish(R"(ruleset a { meta { shares v } global { v = 3 } })");
  image.raise("a:a");
  EXPECT_EQ(image.query("a", "v"), "3");
  EXPECT_EQ(image.store().installation(image.root(), "a")->error, "");
}

TEST(Globals, AreEvaluatedOnceForEachInstallation) {
  Image image;
  image.environment().set_time(1000);
  image.install(R"(ruleset a { meta { shares id, f } global {
    id = ctx:picoId + ctx:channels.length() f = function() { [id, ent:x] } }
    rule grow { select when a grow ctx:newChannel() } })");
  const std::string first = image.query("a", "id");

  image.raise("a:grow");

  EXPECT_EQ(image.query("a", "id"), first);
  EXPECT_EQ(image.query("a", "f"), "[" + first + ",null]");
}

TEST(Globals, KeepWhatJsonWouldLose) {
  Image image;
  image.install(R"(ruleset p { meta { shares matches, twice } global {
    pick = random:integer(0)
    patterns = [{"of_a": re#^a#, "number": pick}]
    functions = {"twice": function(n) { 2 * n + pick }}
    matches = function(text) { text.match(patterns[0]{"of_a"}) }
    twice = function(n) { f = functions{"twice"}; f(n) }
  } })");
  EXPECT_EQ(image.query("p", "matches", R"({"text": "ab"})"), "true");
  EXPECT_EQ(image.query("p", "matches", R"({"text": "ba"})"), "false");
  EXPECT_EQ(image.query("p", "twice", R"({"n": 21})"), "42");
}

TEST(Globals, SeeNoEvent) {
  Image image;
  image.publish(R"(ruleset b { meta { shares v } global { v = [event:name, meta:inEvent] } })");
  image.install(R"(ruleset a { rule r { select when a a ctx:install("krl:b") } })");

  image.raise("a:a");

  EXPECT_EQ(image.query("b", "v"), "[null,false]");
}

TEST(Uninstall, RemovesVariablesAndIsRefusedForModulesInUse) {
  Image image;
  image.install(R"(ruleset m { meta { provides f } global { f = function() { 1 } } })");
  image.install(R"(ruleset a { meta { use module m }
    rule r { select when a a fired { ent:x := m:f() } } })");
  image.raise("a:a");

  EXPECT_EQ(error_of([&] { image.engine().uninstall_ruleset(image.root(), "m"); }),
            "Error: Cannot uninstall m because a depends on it");
  image.engine().uninstall_ruleset(image.root(), "a");
  EXPECT_EQ(image.entity("a", "x"), "");
  image.engine().uninstall_ruleset(image.root(), "nosuch");
}

TEST(Uninstall, OfItselfFinishesTheTurnWithoutVariables) {
  Image image;
  image.install(R"(ruleset a {
    rule one { select when a a ctx:uninstall("a")
      fired { ent:x := 1; raise a event "b" } }
    rule two { select when a a send_directive("two", {"x": ent:x}) }
    rule three { select when a b send_directive("three") } })");

  EXPECT_EQ(image.directives("a:a"), "two");
  EXPECT_EQ(image.entity("a", "x"), "");
}

TEST(Modules, AreConfiguredPerUseAndSeeTheirOwnRuleset) {
  Image image;
  image.install(
      R"(ruleset m { meta { provides f, g, v, act configure using a = "default" b = 2 }
    global { f = function() { [a, b, meta:rid, event:name, meta:inEvent, ent:x] }
             g = function() { ent:x } v = 7
             act = defaction(n) { send_directive(n) } }
    rule set { select when m set fired { ent:x := 5 } } })");
  image.install(R"(ruleset u { meta { use module m alias one with a = 1 use module m alias two }
    rule r { select when u u
      every { send_directive("x", {"one": one:f(), "two": two:f(), "v": one:v}) one:act("acted") } } })");

  const std::string directives = image.raise("u:u");

  EXPECT_NE(directives.find(R"({"one":[1,2,"m",null,false,null],)"
                            R"("two":["default",2,"m",null,false,null],"v":7})"),
            std::string::npos)
      << directives;
  EXPECT_NE(directives.find(R"("name":"acted","options":{},"meta":{"rid":"u","rule_name":"r")"),
            std::string::npos)
      << directives;
}

TEST(Modules, HaveNoMembersBesidesThoseProvided) {
  Image image;
  image.install("ruleset m { meta { provides f } global { f = function() { 1 } hidden = 2 } }");
  image.install(R"(ruleset u { meta { use module m shares called, named }
    global { called = function() { m:hidden() } named = function() { m:hidden } }
    rule r { select when u act m:hidden() } })");

  EXPECT_EQ(error_of([&] { image.query("u", "called"); }), "TypeError: null is not a function");
  EXPECT_EQ(error_of([&] { image.query("u", "named"); }),
            "TypeError: m:hidden is not provided by m");
  EXPECT_EQ(error_of([&] { image.raise("u:act"); }), "TypeError: null is not an action");
}

TEST(Modules, MustBeInstalledOnTheSamePico) {
  Image image;
  image.publish("ruleset m { }");

  EXPECT_EQ(error_of([&] { image.install("ruleset u { meta { use module m } }"); }),
            "Error: Module not found: m");
}

TEST(Modules, AreRebuiltForTheirUsersWhenFlushed) {
  Image image;
  image.install(R"(ruleset m { meta { provides v } global { v = 1 } })");
  image.install(
      R"(ruleset u { meta { use module m shares v } global { v = function() { m:v } } })");
  EXPECT_EQ(image.query("u", "v"), "1");

  image.publish(R"(ruleset m { meta { provides v } global { v = 2 } })");

  EXPECT_EQ(image.query("u", "v"), "2");
  image.raise("a:a");
  EXPECT_EQ(image.query("u", "v"), "2");
}

TEST(CtxRulesets, ShowTheirSources) {
  Image image;
  image.install(
      R"(ruleset a { meta { name "A" shares all } global { all = function() { ctx:rulesets } } })");

  const std::string all = image.query("a", "all");

  EXPECT_EQ(all.find(R"([{"rid":"a","url":"krl:a","config":{},"meta":{"krl":"ruleset a)"), 0u)
      << all;
  EXPECT_NE(all.find(R"("krlMeta":{"name":"A","shares":["all"]})"), std::string::npos) << all;
}

TEST(Unsupported, MembersFailByName) {
  Image image;
  image.install(R"(ruleset a { rule make { select when a make
    pre { did = ursa:generateDID() } } })");

  EXPECT_EQ(error_of([&] { image.raise("a:make"); }),
            "Error: ursa:generateDID is not supported yet");
}

}  // namespace
}  // namespace pico::engine
