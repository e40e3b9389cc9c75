// SPDX-License-Identifier: MIT
//
// An image in memory with what the engine needs around it: for unit tests and the krl tool. The
// clock is the machine's until it is set; URLs are looked up in a table.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/environment.hpp"
#include "engine/store/memory_store.hpp"

namespace pico::engine {

class MemoryEnvironment : public Environment {
 public:
  MemoryStore& store() override { return store_; }
  [[nodiscard]] const Limits& limits() const override { return limits_; }
  Time now() override;
  void random_bytes(std::span<std::byte> bytes) override;
  std::string fetch(std::string_view url, std::string_view reader) override;
  HttpResponse send(const HttpRequest& request) override;
  void poll() override {}
  [[nodiscard]] uint8_t log_level() const override { return log_level_; }
  void show_log(const LogEntry& entry) override { log_.push_back(entry); }
  std::string base_url() override { return base_url_; }
  std::string time_zone() override { return "UTC"; }
  std::string caller() override { return caller_; }
  std::string system_owner() override { return ""; }
  RuleObserver* rule_observer() override { return rule_observer_; }
  bool may_manage(std::string_view owner) override { return caller_.empty() || owner == caller_; }

  /// Changes a bound for the calls that follow.
  Limits& limits() noexcept { return limits_; }
  void set_time(Time time) { time_ = time; }
  /// Makes `source` the answer of a URL.
  void publish(std::string_view url, std::string_view source) {
    sources_.insert_or_assign(std::string(url), std::string(source));
  }
  /// Is called with each URL that is fetched, and who reads it, before that is done.
  void on_fetch(std::function<void(std::string_view, std::string_view)> call) {
    on_fetch_ = std::move(call);
  }
  /// Answers HTTP requests; without it every host refuses them.
  void on_send(std::function<HttpResponse(const HttpRequest&)> call) { on_send_ = std::move(call); }
  void set_rule_observer(RuleObserver* observer) { rule_observer_ = observer; }
  /// Whose calls those that follow are; nobody in particular, who may do everything, at first.
  void set_caller(std::string_view name) { caller_ = name; }
  void set_base_url(std::string_view url) { base_url_ = url; }
  void set_log_level(uint8_t level) { log_level_ = level; }
  /// The entries shown since the last call.
  std::vector<LogEntry> take_log() { return std::exchange(log_, {}); }

 private:
  MemoryStore store_;
  Limits limits_;
  std::optional<Time> time_;
  std::map<std::string, std::string, std::less<>> sources_;
  std::function<void(std::string_view, std::string_view)> on_fetch_;
  std::function<HttpResponse(const HttpRequest&)> on_send_;
  std::vector<LogEntry> log_;
  std::string base_url_ = "http://localhost:3000";
  std::string caller_;
  RuleObserver* rule_observer_ = nullptr;
  uint8_t log_level_ = 40;
};

}  // namespace pico::engine
