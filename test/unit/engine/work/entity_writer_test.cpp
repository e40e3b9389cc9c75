// SPDX-License-Identifier: MIT
//
// The two forms of entity variables, as rules write them: how many rows a change touches.
#include "engine/work/entity_writer.hpp"

#include <gtest/gtest.h>

#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

class LargeVariable : public testing::Test {
 protected:
  LargeVariable() {
    image.install(R"(ruleset r { meta { shares m } global { m = function() { ent:m } }
      rule fill { select when r fill fired {
        ent:m := 1.range(event:attrs{"n"}).reduce(function(m, i) { m.put("k" + i, i) }, {}) } }
      rule set { select when r set fired { ent:m{event:attrs{"k"}} := event:attrs{"v"} } }
      rule put { select when r put fired { ent:m := ent:m.put(event:attrs{"k"}, event:attrs{"v"}) } }
      rule erase { select when r erase fired { clear ent:m{event:attrs{"k"}} } }
      rule same { select when r same fired { ent:m := ent:m.map(function(v) { v }) } }
      rule two { select when r two fired { ent:m := ent:m.put("k1", 0);
        ent:m := ent:m.put("z", 1).delete("k2").put("a", 2) } } })");
  }

  [[nodiscard]] std::optional<ItemsHeader> header() {
    return image.store().entity({image.root(), "r", "m"})->items;
  }
  /// How many writes an event makes.
  size_t writes_of(std::string_view event, std::string_view attributes = "{}") {
    const size_t before = image.store().writes();
    image.raise(event, attributes);
    return image.store().writes() - before;
  }

  Image image;
};

TEST_F(LargeVariable, IsKeptByMembersBeyondTheBound) {
  image.raise("r:fill", R"({"n": 32})");
  EXPECT_FALSE(header());
  image.raise("r:put", R"({"k": "one more", "v": 1})");
  EXPECT_EQ(header(), (ItemsHeader{false, 33, 33}));
  image.raise("r:fill", R"({"n": 17})");
  EXPECT_TRUE(header());
  image.raise("r:fill", R"({"n": 16})");
  EXPECT_FALSE(header());
  EXPECT_TRUE(image.store().entity_items({image.root(), "r", "m"}).empty());
}

TEST_F(LargeVariable, IsWrittenByTheMembersThatDiffer) {
  image.raise("r:fill", R"({"n": 100})");

  EXPECT_EQ(writes_of("r:set", R"({"k": "k5", "v": "x"})"), 1u);
  EXPECT_EQ(writes_of("r:put", R"({"k": "k5", "v": "y"})"), 1u);
  EXPECT_EQ(writes_of("r:put", R"({"k": "new", "v": 1})"), 2u);  // with the header
  EXPECT_EQ(writes_of("r:erase", R"({"k": "k5"})"), 2u);
  EXPECT_EQ(writes_of("r:same"), 0u);
  EXPECT_EQ(writes_of("r:fill", R"({"n": 100})"), 96u + 2);  // k5 and what follows moves, new goes
}

TEST_F(LargeVariable, KeepsTheOrderOfAdding) {
  image.raise("r:fill", R"({"n": 40})");
  image.raise("r:two");

  const std::string text = image.entity("r", "m");
  EXPECT_EQ(text.substr(0, 16), R"({"k1":0,"k3":3,")");
  EXPECT_EQ(text.substr(text.size() - 22), R"(,"k40":40,"z":1,"a":2})");
  EXPECT_EQ(image.query("r", "m"), text);
}

}  // namespace
}  // namespace pico::engine
