// SPDX-License-Identifier: MIT
#include "engine/model/identifier.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "engine/memory_environment.hpp"

namespace pico::engine {
namespace {

TEST(Identifiers, AreOpaqueBase36TextsThatDiffer) {
  MemoryEnvironment environment;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string identifier = new_identifier(environment);
    EXPECT_EQ(identifier.size(), 26u);
    EXPECT_EQ(identifier[0], 'c');
    EXPECT_TRUE(std::all_of(identifier.begin(), identifier.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }));
    seen.insert(identifier);
  }
  EXPECT_EQ(seen.size(), 1000u);
}

}  // namespace
}  // namespace pico::engine
