// SPDX-License-Identifier: MIT
//
// Values: lifetime, sharing, limits.
#include "krl/value/value.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"
#include "krl/value/string.hpp"

namespace pico::krl {
namespace {

TEST(Value, DeepNestingDiesWithoutRecursion) {
  const size_t before = MemoryMeter::used();
  {
    Value deep;
    for (int i = 0; i < 1'000'000; ++i) deep = Array{std::move(deep)};
    Value map;
    for (int i = 0; i < 1'000'000; ++i) map = Map{{"k", std::move(map)}};
  }
  EXPECT_EQ(MemoryMeter::used(), before);
}

TEST(Value, CopiesOfAnArrayChangeApart) {
  Array first{1, 2};
  Array second = first;

  second.edit()[0] = 9;

  EXPECT_EQ(encode(first), "[1,2]");
  EXPECT_EQ(encode(second), "[9,2]");
}

TEST(Value, AnArrayHeldOnceChangesInPlace) {
  Array array{1, 2};
  ArrayObject* object = array.object();

  array.edit().push_back(3);

  EXPECT_EQ(array.object(), object);
}

TEST(Value, MovingLeavesNull) {
  Value source = "text";
  const Value target = std::move(source);

  EXPECT_TRUE(source.is_undefined());  // NOLINT(bugprone-use-after-move): that is the promise
  EXPECT_EQ(target.string().view(), "text");
}

TEST(Value, NaNIsNullAndInfinityIsNoNumber) {
  EXPECT_TRUE(Value(std::nan("")).is_null());
  EXPECT_FALSE(Value(HUGE_VAL).is_number());
  EXPECT_TRUE(Value(-0.0).is_number());
}

TEST(Memory, WhatValuesHoldIsCountedAndLimited) {
  const MemoryScope scope(100'000);
  Array array;

  EXPECT_THROW(
      {
        for (;;) array.edit().push_back(1);
      },
      Error);
  EXPECT_LT(array.size(), 100'000u / sizeof(Value));
}

TEST(Memory, AFailedMapChangeLeavesTheMapWhole) {
  Map map;
  size_t added = 0;
  {
    const MemoryScope scope(50'000);
    try {
      for (;; ++added) map.set(String("key" + std::to_string(added)), 1);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::LimitExceeded);
    }
  }

  EXPECT_EQ(map.size(), added);
  for (size_t i = 0; i < added; ++i) ASSERT_TRUE(map.contains("key" + std::to_string(i)));
  map.set("one more", 2);
  EXPECT_EQ(map.size(), added + 1);
}

TEST(Memory, TextLongerThanTheLimitIsNotWritten) {
  Value doubling = "x";
  for (int i = 0; i < 60; ++i) doubling = Array{doubling, doubling};
  const MemoryScope scope(1'000'000);

  EXPECT_THROW(encode(doubling), Error);
  EXPECT_THROW(json_copy(doubling), Error);
}

}  // namespace
}  // namespace pico::krl
