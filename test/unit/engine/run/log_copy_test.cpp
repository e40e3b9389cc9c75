// SPDX-License-Identifier: MIT
#include "engine/run/log_copy.hpp"

#include <gtest/gtest.h>

#include <string>

#include "krl/library/library.hpp"
#include "krl/value/array.hpp"
#include "krl/value/json.hpp"

namespace pico::engine {
namespace {

TEST(LogCopy, CutsLongStringsAndNamesFunctions) {
  const krl::Value function = krl::native_value(krl::standard_library().front());
  const std::string name(krl::standard_library().front().name);

  EXPECT_EQ(krl::to_json(log_copy(krl::Array{function, 1})), "[\"[Function: " + name + "]\",1]");
  EXPECT_EQ(log_copy(std::string_view(std::string(1000, 'x'))).string().size_bytes(), 1000u);
  EXPECT_EQ(log_copy(std::string_view(std::string(1001, 'x'))).string().size_bytes(), 1003u);
}

TEST(LogCopy, EndsInDeepAndSharedValues) {
  krl::Value shared = 1;
  for (int i = 0; i < 300; ++i) shared = krl::Array{shared, shared};

  EXPECT_FALSE(krl::to_json_or_null(log_copy(shared)).empty());
}

}  // namespace
}  // namespace pico::engine
