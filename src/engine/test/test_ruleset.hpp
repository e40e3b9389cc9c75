// SPDX-License-Identifier: MIT
//
// A ruleset that holds tests, in a pico of its own: the values that it shares as `tests`, alive.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/ruleset/compiled_ruleset.hpp"
#include "engine/run/transaction.hpp"
#include "engine/test/test_session.hpp"
#include "krl/value/array.hpp"

namespace pico::engine {

class TestRuleset {
 public:
  /// Throws Error where the ruleset cannot be installed or shares no array `tests`.
  TestRuleset(TestEnvironment& environment, ProgramCache& programs, std::string_view rid_or_url);

  [[nodiscard]] const std::string& rid() const noexcept { return rid_; }
  [[nodiscard]] const std::string& url() const noexcept { return url_; }
  [[nodiscard]] const krl::Array& tests() const noexcept { return tests_; }
  /// For functions among the tests.
  [[nodiscard]] krl::Evaluation& evaluation() { return query_->evaluation(); }

 private:
  krl::Array read();

  std::string pico_;
  std::string rid_;
  std::string url_;
  std::optional<TestSession> session_;
  std::optional<Transaction> query_;
  std::shared_ptr<const LoadedInstance> loaded_;  // outlives its values
  krl::Array tests_;
};

}  // namespace pico::engine
