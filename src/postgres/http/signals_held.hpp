// SPDX-License-Identifier: MIT
//
// Keeps the server's signals away while libcurl runs: it starts a thread to look up a name, which
// inherits the mask and must not take them.
#pragma once

#include <csignal>

namespace pico::postgres {

class SignalsHeld {
 public:
  SignalsHeld() noexcept {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &former_);
  }
  ~SignalsHeld() { pthread_sigmask(SIG_SETMASK, &former_, nullptr); }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t former_;
};

}  // namespace pico::postgres
