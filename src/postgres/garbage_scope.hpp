// SPDX-License-Identifier: MIT
//
// Where the server's garbage goes while values are converted one by one.
#pragma once

#include "postgres/guard.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// A memory context that is current as long as this lives. Errors of the server lie there, so it is
/// not deleted: it goes with the context around it.
class GarbageScope {
 public:
  GarbageScope() : outer_(CurrentMemoryContext) {
    garbage_ = pg_call([] {
      return AllocSetContextCreate(CurrentMemoryContext, "pico garbage", ALLOCSET_DEFAULT_SIZES);
    });
    MemoryContextSwitchTo(garbage_);
  }
  ~GarbageScope() { MemoryContextSwitchTo(outer_); }
  GarbageScope(const GarbageScope&) = delete;
  GarbageScope& operator=(const GarbageScope&) = delete;

  void clear() const {
    pg_call([&] { MemoryContextReset(garbage_); });
  }

 private:
  MemoryContext outer_;
  MemoryContext garbage_ = nullptr;
};

}  // namespace pico::postgres
