// SPDX-License-Identifier: MIT
//
// `within` (spec event-expressions.md 5, 8.7; krl-language.md 9.4).
#include <gtest/gtest.h>

#include "unit/engine/event/trace.hpp"

namespace pico::engine {
namespace {

TEST(Windows, KeepTheirClockOverASelection) {
  EXPECT_EQ(trace("when x a before x b within 5 seconds", "a@0 b@1 b@2 a@3 b@6 a@7 a@10 b@16"),
            "a@0 b@1! b@2 a@3 b@6! a@7 a@10 b@16");
}

TEST(Windows, CutCountsThatStartOnAnOldClock) {
  EXPECT_EQ(trace("when count 2 (x a) within 5 seconds", "a@0 a@3 a@4 a@7 a@10"),
            "a@0 a@3! a@4 a@7 a@10!");
}

TEST(Windows, MakeRepeatsTumble) {
  EXPECT_EQ(trace("when repeat 2 (x a) within 5 seconds", "a@0 a@3 a@4 a@7 a@10"),
            "a@0 a@3! a@4! a@7 a@10!");
}

TEST(Windows, IncludeTheirLimit) {
  EXPECT_EQ(trace("when x a before x b within 5 seconds", "a@0 b@5"), "a@0 b@5!");
  EXPECT_EQ(trace("when x a before x b within 5 seconds", "a@0 b@5.001"), "a@0 b@5.001");
}

TEST(Windows, AreNotTouchedByEventsThatAreNotSalient) {
  EXPECT_EQ(trace("when x a before x b within 5 seconds", "q@0 a@4 q@7 b@9"), "q@0 a@4 q@7 b@9!");
}

TEST(Windows, AreForgottenWithAWipe) {
  EXPECT_EQ(trace("when x a before x b n re#1# within 5 seconds", "a@0 b(2)@1 a@4 b(1)@8"),
            "a@0 b(2)@1 a@4 b(1)@8!");
}

TEST(Windows, DropTheVariablesOfWhatExpired) {
  EXPECT_EQ(trace("when (x a n re#(.)# setting(v) before x b) or x c within 5 seconds",
                  "a(1)@0 c@6 a(1)@7 b@8", R"({"none": v.isnull()})"),
            R"(a(1)@0 c@6!{"none":true} a(1)@7 b@8!{"none":false})");
}

TEST(Windows, MayUseFractionsAndOtherPeriods) {
  EXPECT_EQ(trace("when x a before x b within 0.5 minutes", "a@0 b@30 a@31 b@62"),
            "a@0 b@30! a@31 b@62");
  EXPECT_EQ(trace("when x a before x b within 1 month", "a@0 b@2592000"), "a@0 b@2592000!");
  EXPECT_EQ(trace("when x a before x b within 1 month", "a@0 b@2592001"), "a@0 b@2592001");
}

TEST(Windows, NeverExpireWhenTimeGoesBack) {
  EXPECT_EQ(trace("when x a before x b within 5 seconds", "a@100 b@0"), "a@100 b@0!");
}

}  // namespace
}  // namespace pico::engine
