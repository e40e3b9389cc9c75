// SPDX-License-Identifier: MIT
#include "engine/model/time_text.hpp"

#include <gtest/gtest.h>

namespace pico::engine {
namespace {

TEST(TimeText, IsIso8601InUtc) {
  EXPECT_EQ(time_text(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(time_text(1'791'710'100'007), "2026-10-11T09:15:00.007Z");
  EXPECT_EQ(time_text(-1), "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace pico::engine
