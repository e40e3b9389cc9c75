// SPDX-License-Identifier: MIT
//
// Ctrl-C while `krl eval` talks with a person: it ends what is going on, not the process.
#pragma once

namespace pico::tool {

/// From here on SIGINT is only noted; system calls that wait are cut short by it.
void catch_interrupts();

/// Whether there was an interrupt since this was last asked.
bool take_interrupt() noexcept;

}  // namespace pico::tool
