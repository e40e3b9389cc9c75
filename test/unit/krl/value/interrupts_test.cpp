// SPDX-License-Identifier: MIT
//
// JSON of any length can be stopped.
#include "krl/value/interrupts.hpp"

#include <gtest/gtest.h>

#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"

namespace pico::krl {
namespace {

struct Cancelled {};

/// Lets two polls pass and stops the third.
class Interrupts : public testing::Test {
 protected:
  Interrupts() {
    polls = 0;
    interrupt_check = [] {
      if (++polls == 3) throw Cancelled();
    };
  }
  ~Interrupts() override { interrupt_check = nullptr; }

  static inline int polls = 0;
};

TEST_F(Interrupts, StopReading) {
  EXPECT_EQ(parse_json("[1, 2]").array().size(), 2u);
  polls = 0;
  EXPECT_THROW(parse_json("[1, 2, 3]"), Cancelled);
  polls = 0;
  EXPECT_THROW(parse_json(R"({"a": 1, "b": 2, "c": 3})"), Cancelled);
}

TEST_F(Interrupts, StopWriting) {
  EXPECT_EQ(encode(Array{1.0, 2.0}, 0), "[1,2]");
  polls = 0;
  EXPECT_THROW(encode(Array{1.0, 2.0, 3.0}, 0), Cancelled);
  polls = 0;
  EXPECT_THROW(to_json_or_null(Map{{"a", 1.0}, {"b", 2.0}, {"c", 3.0}}), Cancelled);
}

}  // namespace
}  // namespace pico::krl
