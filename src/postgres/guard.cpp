// SPDX-License-Identifier: MIT
//
// The parts of the guards that are no templates: see guard.hpp.
#include "postgres/guard.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace detail {
namespace {

/// Copying allocates and may itself fail, so it has a handler of its own. Null when it failed.
[[gnu::noinline]] ErrorData* copy_error() {
  const HandlerScope handlers;
  sigjmp_buf jump;
  if (sigsetjmp(jump, 0) != 0) return nullptr;
  PG_exception_stack = &jump;
  return CopyErrorData();
}

}  // namespace

void throw_server_error(MemoryContext context) {
  // CopyErrorData refuses to work in ErrorContext, which is current after a jump.
  MemoryContextSwitchTo(context);
  ErrorData* const data = copy_error();
  MemoryContextSwitchTo(context);
  FlushErrorState();
  if (data == nullptr) throw std::bad_alloc();
  throw PgError(data);
}

}  // namespace detail

void check_for_interrupts() {
  if (INTERRUPTS_PENDING_CONDITION()) pg_call([] { CHECK_FOR_INTERRUPTS(); });
}

Subtransaction::Subtransaction() : context_(CurrentMemoryContext), owner_(CurrentResourceOwner) {
  // Back in the caller's context: what is allocated from here on, and the copy of an error, must
  // outlive the subtransaction.
  pg_call([context = context_] {
    BeginInternalSubTransaction(nullptr);
    MemoryContextSwitchTo(context);
  });
}

void Subtransaction::release() const {
  pg_call([context = context_, owner = owner_] {
    ReleaseCurrentSubTransaction();
    MemoryContextSwitchTo(context);
    CurrentResourceOwner = owner;
  });
}

void Subtransaction::roll_back() const {
  pg_call([context = context_, owner = owner_] {
    RollbackAndReleaseCurrentSubTransaction();
    MemoryContextSwitchTo(context);
    CurrentResourceOwner = owner;
  });
}

}  // namespace pico::postgres
