// SPDX-License-Identifier: MIT
//
// The wall between C++ exceptions and the server's longjmp. Three doors, and no others:
//
//   pg_call(f)   C++ calls the server: an ERROR becomes a PgError
//   entry(body)  the server calls C++: an exception becomes an ERROR
//   subxact(f)   C++ goes on after an error: what f did is rolled back
//
// No longjmp crosses a frame that has a destructor to run, no exception crosses a C frame.
#pragma once

#include "postgres/errors.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// A server ERROR. Its data lives in the memory context that was current at the pg_call, and with
/// it as long as that does: for all of the outermost call.
class PgError : public std::exception {
 public:
  explicit PgError(ErrorData* data) noexcept : data_(data) {}

  [[nodiscard]] ErrorData* data() const noexcept { return data_; }
  [[nodiscard]] int sqlstate() const noexcept { return data_->sqlerrcode; }
  [[nodiscard]] const char* what() const noexcept override { return data_->message; }

 private:
  ErrorData* data_;
};

/// Throws what a cancel, a time-out or a shutdown has brought.
void check_for_interrupts();

namespace detail {

/// Puts the server's error handlers back, however the frame is left.
class HandlerScope {
 public:
  HandlerScope() noexcept : stack_(PG_exception_stack), context_(error_context_stack) {}
  ~HandlerScope() { restore(); }
  HandlerScope(const HandlerScope&) = delete;
  HandlerScope& operator=(const HandlerScope&) = delete;
  void restore() const noexcept {
    PG_exception_stack = stack_;
    error_context_stack = context_;
  }

 private:
  sigjmp_buf* stack_;
  ErrorContextCallback* context_;
};

/// After a jump: takes the error off the server's stack, into `context`, and throws it.
[[noreturn]] void throw_server_error(MemoryContext context);

}  // namespace detail

/// Calls server code. `f` is jumped out of when the server raises an ERROR, so it may hold nothing
/// that has a destructor: captures by reference, a plain result. Not inlined, because the caller's
/// variables must not share a frame with sigsetjmp.
template <class Function>
[[gnu::noinline]] auto pg_call(Function&& f) -> std::invoke_result_t<Function&> {
  using Result = std::invoke_result_t<Function&>;
  static_assert(std::is_trivially_destructible_v<std::remove_reference_t<Function>>);
  static_assert(std::is_void_v<Result> || std::is_trivially_copyable_v<Result>);
  const detail::HandlerScope handlers;
  const MemoryContext context = CurrentMemoryContext;
  sigjmp_buf jump;
  // Mask 0 as PG_TRY: saving the signal mask would be a system call.
  if (sigsetjmp(jump, 0) != 0) {
    handlers.restore();
    detail::throw_server_error(context);
  }
  PG_exception_stack = &jump;
  return f();
}

/// The body of every function that the server calls. The ERROR is raised only when all C++ objects
/// of the body, and the exception itself, are gone.
template <class Body>
Datum entry(Body&& body) {
  static_assert(std::is_same_v<std::invoke_result_t<Body&>, Datum>);
  static_assert(std::is_trivially_destructible_v<std::remove_reference_t<Body>>);
  ErrorData* volatile server_error = nullptr;
  Report report;
  try {
    return body();
  } catch (const PgError& error) {
    server_error = error.data();
  } catch (const krl::Error& error) {
    report = report_of(error);
  } catch (const std::exception& error) {
    report = report_of(error);
  } catch (...) {
    report = report_of_unknown();
  }
  if (server_error != nullptr) ReThrowError(server_error);
  raise(report);
}

/// An internal subtransaction, for those that will survive an error: to be ended by exactly one of
/// release() and roll_back(). subxact() does so.
class Subtransaction {
 public:
  Subtransaction();
  Subtransaction(const Subtransaction&) = delete;
  Subtransaction& operator=(const Subtransaction&) = delete;
  void release() const;
  void roll_back() const;

 private:
  MemoryContext context_;
  ResourceOwner owner_;
};

/// Runs `body`; when it throws, undoes all it did to the database and lets the exception pass.
/// Only so may a caller catch a PgError and go on.
template <class Body>
void subxact(Body&& body) {
  const Subtransaction subtransaction;
  try {
    body();
  } catch (...) {
    subtransaction.roll_back();
    throw;
  }
  subtransaction.release();
}

}  // namespace pico::postgres

/// Opens the definition of a function that SQL calls.
#define PICO_FUNCTION(name)                 \
  extern "C" {                              \
  PGDLLEXPORT Datum name(PG_FUNCTION_ARGS); \
  PG_FUNCTION_INFO_V1(name);                \
  }                                         \
  Datum name(PG_FUNCTION_ARGS)
