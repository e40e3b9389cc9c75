// SPDX-License-Identifier: MIT
//
// Noting interrupts: see interrupt.hpp.
#include "tool/interrupt.hpp"

#include <csignal>

namespace pico::tool {
namespace {

volatile std::sig_atomic_t interrupted = 0;

void note_interrupt(int) { interrupted = 1; }

}  // namespace

void catch_interrupts() {
  struct sigaction action = {};
  action.sa_handler = note_interrupt;
  sigaction(SIGINT, &action, nullptr);
}

bool take_interrupt() noexcept {
  if (interrupted == 0) return false;
  interrupted = 0;
  return true;
}

}  // namespace pico::tool
