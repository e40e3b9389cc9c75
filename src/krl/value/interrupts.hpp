// SPDX-License-Identifier: MIT
//
// Stopping work whose length the input decides, where no evaluation is at hand that could be
// polled: writing and reading JSON.
#pragma once

namespace pico::krl {

/// Throws to stop what runs; none where nothing can. The process sets it once.
inline void (*interrupt_check)() = nullptr;

inline void poll_interrupts() {
  if (interrupt_check != nullptr) interrupt_check();
}

}  // namespace pico::krl
