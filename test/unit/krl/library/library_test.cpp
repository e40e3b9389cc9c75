// SPDX-License-Identifier: MIT
//
// The table of the standard library, its actions, and what members do in place.
#include "krl/library/library.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "krl/run/evaluation.hpp"
#include "krl/value/array.hpp"
#include "unit/krl/ruleset_under_test.hpp"

namespace pico::krl::testing {
namespace {

TEST(Library, IsSortedByName) {
  const auto members = standard_library();
  EXPECT_TRUE(std::is_sorted(members.begin(), members.end(),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));
}

TEST(Library, HasTheNamesOfTheLanguage) {
  constexpr const char* kNames =
      "all any append as band bnot bor bxor capitalize chr cmp collect contains decode defaultsTo "
      "delete difference duplicates encode endsWith extract filter get has head index intersection "
      "isEmpty isnull join keys klog lc length like map match none noop notall once ord pairwise "
      "put range reduce replace reverse send_directive set shiftLeft shiftRight slice sort splice "
      "split sprintf startsWith substr tail trim trimLeading trimTrailing typeof uc union unique "
      "values ";
  std::string names;
  for (const NativeMember& member : standard_library()) names.append(member.name).append(" ");
  EXPECT_EQ(names, kNames);
}

TEST(Library, BindsNamedArguments) {
  EXPECT_EQ(evaluate("stdlib:range(end = 3, val = 1)"), "[1,2,3]");
  EXPECT_EQ(evaluate("[1, 2].reduce(dflt = 10, iter = function(a, b) { a + b })"), "13");
}

TEST(SendDirective, ReplacesFalseOptions) {
  RulesetUnderTest ruleset(
      "ruleset t { rule r { select when a b every { send_directive(\"x\", 0) "
      "send_directive(\"y\", {\"k\": 1}) noop() } } }");

  EXPECT_EQ(ruleset.run(), "directive x {}; directive y {\"k\":1}");
}

// In place ---------------------------------------------------------------------------------------

const NativeMember& member(std::string_view name) {
  const auto members = standard_library();
  return *std::find_if(members.begin(), members.end(),
                       [&](const NativeMember& each) { return each.name == name; });
}

class InPlace : public ::testing::Test {
 protected:
  /// Moves the arguments into the call.
  Value call(std::string_view name, std::vector<Value> arguments) {
    Call made(arguments, evaluation_, nullptr);
    return member(name).function(made);
  }

 private:
  RecordingHost host_;
  Evaluation evaluation_{host_};
};

TEST_F(InPlace, CollectionsThatNobodyElseHoldsAreChanged) {
  for (const char* name : {"append", "delete", "put", "reverse", "set"}) {
    std::vector<Value> arguments{Array{1, 2}, 0, 3};
    const Object* subject = arguments[0].object();

    const Value result = call(name, std::move(arguments));

    EXPECT_EQ(result.object(), subject) << name;
  }
}

TEST_F(InPlace, CollectionsThatSomebodyElseHoldsAreCopied) {
  for (const char* name : {"append", "delete", "put", "reverse", "set"}) {
    const Value subject = Array{1, 2};

    const Value result = call(name, {subject, 0, 3});

    EXPECT_NE(result.object(), subject.object()) << name;
    EXPECT_EQ(subject.array().size(), 2U) << name;
  }
}

TEST_F(InPlace, ReduceOwnsTheResultSoFar) {
  static const Object* seen = nullptr;
  static int changes = 0;
  constexpr std::string_view kParameters[] = {"result", "value"};
  static const NativeMember adder = {"add", MemberKind::Function, kParameters, [](Call& call) {
                                       Value result = call.take(0);
                                       result.array().edit().push_back(call[1]);
                                       if (result.object() != seen) ++changes;
                                       seen = result.object();
                                       return result;
                                     }};
  const Value items = call("range", {1, 1000});

  const Value sum = call("reduce", {items, native_value(adder), Array()});

  EXPECT_EQ(sum.array().size(), 1000U);
  EXPECT_EQ(changes, 1);
}

}  // namespace
}  // namespace pico::krl::testing
