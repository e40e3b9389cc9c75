// SPDX-License-Identifier: MIT
//
// Which rules an event is offered to; and that rules do not notice the index.
#include "engine/ruleset/selection_index.hpp"

#include <gtest/gtest.h>

#include "krl/value/array.hpp"
#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

using Positions = std::vector<uint32_t>;

Positions candidates(const SelectionIndex& index, std::string_view domain, std::string_view name,
                     krl::Map attributes = {}) {
  const Event event{.eci = krl::String("e"),
                    .domain = krl::String(domain),
                    .name = krl::String(name),
                    .attributes = std::move(attributes),
                    .time = 0,
                    .timer = {}};
  Positions scratch;
  return index.candidates(event, scratch);
}

TEST(SelectionIndex, FindsByNameAndText) {
  SelectionIndex index;
  index.add(0, "a", "b");
  index.add_for_text(1, "a", "b", "id", "7");
  index.add_for_every_event(2);
  index.add_for_text(3, "a", "b", "id", "8");
  index.add_for_text(4, "a", "b", "color", "red");
  index.add(5, "a", "b");
  index.add(6, "a", "c");

  EXPECT_EQ(candidates(index, "a", "b"), (Positions{0, 2, 5}));
  EXPECT_EQ(candidates(index, "a", "b", {{"id", 7}}), (Positions{0, 1, 2, 5}));
  EXPECT_EQ(candidates(index, "a", "b", {{"id", "8"}, {"color", "red"}}),
            (Positions{0, 2, 3, 4, 5}));
  EXPECT_EQ(candidates(index, "a", "b", {{"id", krl::Value::null()}}), (Positions{0, 2, 5}));
  EXPECT_EQ(candidates(index, "a", "c", {{"id", "7"}}), (Positions{2, 6}));
  EXPECT_EQ(candidates(index, "x", "y"), (Positions{2}));
}

TEST(SelectionIndex, LeavesSelectionAsItIs) {
  Image image;
  image.install(R"(ruleset r {
    rule any { select when a b id re#^(.*)$# setting(x) send_directive("any:" + x) }
    rule seven { select when a b id re#^7$# send_directive("seven") }
    rule both { select when a b id re#^7$# color re#^red$# send_directive("both") }
    rule either { select when a b id re#^8$# or a b color re#^red$# send_directive("either") }
    rule where { select when a b id re#^7$# where event:attrs{"n"} > 1 send_directive("where") }
    rule twice { select when count 2 (a b id re#^7$#) send_directive("twice") } })");

  EXPECT_EQ(image.directives("a:b", R"({"id": "77"})"), "any:77");
  EXPECT_EQ(image.directives("a:b", R"({"id": 7})"), "any:7 seven");
  EXPECT_EQ(image.directives("a:b", R"({"id": "7", "color": "red", "n": 2})"),
            "any:7 seven both either where twice");
  EXPECT_EQ(image.directives("a:b", R"({"id": 8})"), "any:8 either");
  EXPECT_EQ(image.directives("a:b"), "any:");
}

}  // namespace
}  // namespace pico::engine
