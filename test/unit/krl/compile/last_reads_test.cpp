// SPDX-License-Identifier: MIT
//
// A variable's value is taken out by its last read: what can be seen of it is that nothing is lost,
// and that building a collection is linear.
#include "krl/compile/last_reads.hpp"

#include <gtest/gtest.h>

#include "krl/value/memory.hpp"
#include "unit/krl/ruleset_under_test.hpp"

namespace pico::krl::testing {
namespace {

TEST(LastReads, LeaveEarlierReadsTheirValue) {
  EXPECT_EQ(evaluate("f([1])", "f = function(a) { [a, a.append(2), a] };"), "[[1],[1,2],[1]]");
  EXPECT_EQ(evaluate("f([1])", "f = function(a) { b = a; b.append(a.append(2)) };"), "[1,1,2]");
}

TEST(LastReads, LeaveTheCallersValueAlone) {
  EXPECT_EQ(evaluate("[f(x), x]", "f = function(a) { a.append(2) }; x = [1];"), "[[1,2],[1]]");
}

TEST(LastReads, DifferByBranch) {
  const char* f = "f = function(a, b) { a => b.append(a) | a.isnull() => b.append(0) | b };";
  EXPECT_EQ(evaluate("[f(1, [9]), f(null, [9]), f(false, [9])]", f), "[[9,1],[9,0],[9]]");
  const char* g = "g = function(a) { x = a => a.length() | 7; [x, a] };";
  EXPECT_EQ(evaluate("[g([1]), g(null)]", g), "[[1,[1]],[7,null]]");
  const char* h = "h = function(a) { x = true => 1 | a.append(2); [x, a] };";
  EXPECT_EQ(evaluate("h([1])", h), "[1,[1]]");
}

TEST(LastReads, SpareWhatClosuresAndDefaultsUse) {
  EXPECT_EQ(evaluate("f([1])", "f = function(a) { g = function() { a }; [a, g(), g()] };"),
            "[[1],[1],[1]]");
  EXPECT_EQ(evaluate("f([1])", "f = function(a, b = a, c = b) { [a, b, c] };"), "[[1],[1],[1]]");
  EXPECT_EQ(evaluate("[1, 2].map(function(x) { y.append(x) })", "y = [0];"), "[[0,1],[0,2]]");
}

TEST(LastReads, SpareVariablesOfActions) {
  RulesetUnderTest ruleset(
      "ruleset t { global { act = defaction(x) { if x then choose x { a => send_directive(x) with "
      "y = x } return x } } rule r { select when a b act(\"a\") setting(z) always { ent:z := z } "
      "} "
      "}");

  EXPECT_EQ(ruleset.run(), "directive a {\"y\":\"a\"}; ent:z := \"a\"");
}

// A copy in each round would take 2 * 10^10 steps in all.
TEST(LastReads, LetReduceBuildInPlace) {
  EXPECT_EQ(evaluate("1.range(200000).reduce(function(a, x) { a.append(x) }, []).length()"),
            "200000");
  EXPECT_EQ(evaluate("1.range(200000).reduce(function(m, x) { m.put(x, x) }, {}).length()"),
            "200000");
  EXPECT_EQ(evaluate("1.range(200000).reduce(function(m, x) {"
                     " k = x % 7; n = m{k}; n.isnull() => m.put(k, 1) | m.put(k, n + 1) }, {})"
                     ".length()"),
            "7");
}

}  // namespace
}  // namespace pico::krl::testing
