// SPDX-License-Identifier: MIT
//
// Bounds on what workers wait for: see blocking.hpp. Only sessions get their statement time-outs
// from the server; these are armed by hand.
#include "postgres/workers/blocking.hpp"
#include "postgres/guard.hpp"
#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

bool is_fast = false;
bool is_without_waiting = false;

void start_timer(int timeout_ms) {
  pg_call([&] { enable_timeout_after(STATEMENT_TIMEOUT, timeout_ms); });
}

/// What came too late to cancel its work must not cancel what comes after it.
void stop_timer() noexcept {
  disable_timeout(STATEMENT_TIMEOUT, false);
  QueryCancelPending = false;
}

}  // namespace

void refuse_to_block() {
  if (is_fast) throw MustNotBlock(MustNotBlock::For::Network);
}

FastScope::FastScope() {
  start_timer(settings().fast_budget_ms);
  is_fast = true;
}

FastScope::~FastScope() {
  is_fast = false;
  stop_timer();
}

void FastScope::restart() const { start_timer(settings().fast_budget_ms); }

TimeoutScope::TimeoutScope(int timeout_ms)
    : end_(Clock::now() + std::chrono::milliseconds(timeout_ms)) {
  start_timer(timeout_ms);
}

TimeoutScope::~TimeoutScope() { stop_timer(); }

// The variable of the setting lock_timeout: setting it in the server's way could fail.
ShortWaitScope::ShortWaitScope() noexcept
    : former_ms_(std::exchange(LockTimeout, settings().fast_budget_ms)) {}

ShortWaitScope::~ShortWaitScope() { LockTimeout = former_ms_; }

NoWaitScope::NoWaitScope(bool is_on) { is_without_waiting = is_on; }

NoWaitScope::~NoWaitScope() { is_without_waiting = false; }

bool must_not_wait_for_picos() { return is_without_waiting; }

}  // namespace pico::postgres
