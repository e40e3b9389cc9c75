// SPDX-License-Identifier: MIT
//
// What an observer of rules is told.
#include <gtest/gtest.h>

#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

class Notes final : public RuleObserver {
 public:
  void rule_ran(std::string_view rid, std::string_view rule, std::chrono::nanoseconds time,
                bool has_failed) noexcept override {
    text.append(rid).append("/").append(rule).append(has_failed ? " failed\n" : "\n");
    total += time;
  }
  std::string text;
  std::chrono::nanoseconds total{0};
};

TEST(RuleObserver, IsToldOfEachRuleThatRan) {
  Image image;
  image.install(R"(ruleset a {
    rule first { select when x y  always { raise x event "z" } }
    rule other { select when x other }
    rule narrow { select when x y where false }
    rule second { select when x z  foreach [1, 2] setting(i)  send_directive("n", {"i": i}) }
    rule bad { select when x bad  send_directive("n", {"i": "a" * 2}) } })");
  Notes notes;
  image.environment().set_rule_observer(&notes);

  image.raise("x:y");
  EXPECT_EQ(notes.text, "a/first\na/second\n");
  EXPECT_GT(notes.total.count(), 0);

  notes.text.clear();
  EXPECT_NE(error_of([&] { image.raise("x:bad"); }), "");
  EXPECT_EQ(notes.text, "a/bad failed\n");
}

TEST(RuleObserver, CountsARuleThatWaitedForASourceOnce) {
  Image image;
  image.environment().publish("http://h/b", "ruleset b { }");
  image.install(R"(ruleset a { rule r { select when x y ctx:install("http://h/b") } })");
  Notes notes;
  image.environment().set_rule_observer(&notes);

  image.raise("x:y");

  EXPECT_EQ(notes.text, "a/r\n");
}

}  // namespace
}  // namespace pico::engine
