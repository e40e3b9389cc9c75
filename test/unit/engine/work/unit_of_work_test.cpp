// SPDX-License-Identifier: MIT
//
// Savepoints and writing of a unit of work.
#include "engine/work/unit_of_work.hpp"

#include <gtest/gtest.h>

#include "engine/store/memory_store.hpp"

namespace pico::engine {
namespace {

class UnitOfWorkTest : public testing::Test {
 protected:
  UnitOfWorkTest() {
    Pico pico{.id = "p", .number = 0, .parent = {}, .name = {}, .owner = {}, .program = {}};
    store.add_pico(pico);
    store.put_installed_ruleset("p", {.rid = "a", .url = "u", .hash = "h"},
                                {.config = {}, .error = {}});
  }
  MemoryStore store;
  RulesetLists lists{10'000};
};

TEST_F(UnitOfWorkTest, TakesBackWhatHappenedSinceASavepoint) {
  UnitOfWork unit(store, lists);
  unit.edit_entity("p", "a", "x") = 1;

  const UnitOfWork::Savepoint outer = unit.savepoint();
  unit.edit_entity("p", "a", "x") = 2;
  const UnitOfWork::Savepoint inner = unit.savepoint();
  unit.edit_entity("p", "a", "x") = 3;
  unit.add_pico({.id = "q", .number = 0, .parent = {}, .name = {}, .owner = {}, .program = {}});
  unit.undo(inner);
  EXPECT_EQ(unit.entity("p", "a", "x").number(), 2);
  EXPECT_EQ(unit.pico("q"), nullptr);
  unit.edit_entity("p", "a", "y") = 4;
  unit.undo(outer);

  EXPECT_EQ(unit.entity("p", "a", "x").number(), 1);
  EXPECT_TRUE(unit.entity("p", "a", "y").is_undefined());
  unit.write();
  EXPECT_EQ(store.entity({"p", "a", "x"})->value.number(), 1);
}

TEST_F(UnitOfWorkTest, KeepsWhatAReleasedSavepointDidUnlessAnOuterOneIsUndone) {
  UnitOfWork unit(store, lists);
  const UnitOfWork::Savepoint outer = unit.savepoint();
  (void)unit.savepoint();
  unit.edit_entity("p", "a", "x") = 1;
  unit.release();
  EXPECT_EQ(unit.entity("p", "a", "x").number(), 1);

  unit.undo(outer);

  EXPECT_TRUE(unit.entity("p", "a", "x").is_undefined());
}

TEST_F(UnitOfWorkTest, WritesChangesOnly) {
  store.put_entity({"p", "a", "x"}, {1, {}});
  UnitOfWork unit(store, lists);
  unit.entity("p", "a", "x");
  unit.edit_entity("p", "a", "y") = 2;
  const size_t writes = store.writes();

  unit.write();
  unit.mark_written();
  unit.write();

  EXPECT_EQ(store.writes(), writes + 1);
}

TEST_F(UnitOfWorkTest, ForgetsVariablesOfAnUninstalledRuleset) {
  store.put_entity({"p", "a", "x"}, {1, {}});
  UnitOfWork unit(store, lists);

  unit.delete_installed_ruleset("p", "a");
  EXPECT_TRUE(unit.entity("p", "a", "x").is_undefined());
  unit.put_installed_ruleset("p", {.rid = "a", .url = "u", .hash = "h"},
                             {.config = {}, .error = {}});
  unit.edit_entity("p", "a", "y") = 2;
  unit.write();

  EXPECT_FALSE(store.entity({"p", "a", "x"}));
  EXPECT_EQ(store.entity({"p", "a", "y"})->value.number(), 2);
}

}  // namespace
}  // namespace pico::engine
