// SPDX-License-Identifier: MIT
//
// The surroundings of the picos of a test: those of the process, but with a clock that stands still
// until the test moves it, hosts that answer what the test says, and a record of what programs
// cause.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/environment.hpp"
#include "engine/test/event_recorder.hpp"
#include "engine/test/test_case.hpp"

namespace pico::engine {

class TestEnvironment final : public Environment {
 public:
  /// `around` outlives it.
  explicit TestEnvironment(Environment& around) : around_(around), time_(around.now()) {}

  void set_time(Time time) { time_ = time; }
  void set_answers(std::vector<TestAnswer> answers) { answers_ = std::move(answers); }
  EventRecorder& recorder() { return recorder_; }
  /// Errors that were logged since the last call.
  std::vector<std::string> take_errors() { return std::exchange(errors_, {}); }

  Store& store() override { return around_.store(); }
  [[nodiscard]] const Limits& limits() const override { return around_.limits(); }
  Time now() override { return time_; }
  void random_bytes(std::span<std::byte> bytes) override { around_.random_bytes(bytes); }
  std::string fetch(std::string_view url, std::string_view reader) override {
    return around_.fetch(url, reader);
  }
  HttpResponse send(const HttpRequest& request) override;
  void poll() override { around_.poll(); }
  [[nodiscard]] uint8_t log_level() const override { return around_.log_level(); }
  void show_log(const LogEntry& entry) override;
  EventObserver* event_observer() override { return &recorder_; }
  ProgramSql* program_sql() override { return around_.program_sql(); }
  std::string base_url() override { return around_.base_url(); }
  std::string time_zone() override { return around_.time_zone(); }
  std::string caller() override { return around_.caller(); }
  std::string system_owner() override { return around_.system_owner(); }
  bool may_manage(std::string_view owner) override { return around_.may_manage(owner); }

 private:
  Environment& around_;
  Time time_;
  std::vector<TestAnswer> answers_;
  EventRecorder recorder_;
  std::vector<std::string> errors_;
};

}  // namespace pico::engine
