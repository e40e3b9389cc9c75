// SPDX-License-Identifier: MIT
//
// A session for what tests do beside the calls of Engine: setting and looking at state.
#pragma once

#include "engine/ruleset/sources.hpp"
#include "engine/run/session.hpp"
#include "engine/test/test_environment.hpp"

namespace pico::engine {

class TestSession {
 public:
  TestSession(TestEnvironment& environment, ProgramCache& programs)
      : sources_(environment), session_(environment, programs, sources_, {}) {
    sources_.stay();  // nobody runs it again
  }

  Session& operator*() { return session_; }
  Session* operator->() { return &session_; }

 private:
  Sources sources_;
  Session session_;
};

}  // namespace pico::engine
