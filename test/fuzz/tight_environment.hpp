// SPDX-License-Identifier: MIT
//
// An image in memory for fuzzers: whatever a ruleset does ends soon, by one of its bounds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/engine.hpp"
#include "engine/memory_environment.hpp"
#include "engine/ruleset/program_cache.hpp"
#include "krl/text/error.hpp"
#include "krl/value/map.hpp"
#include "krl/value/memory.hpp"

namespace pico::fuzz {

class TightEnvironment final : public engine::MemoryEnvironment {
 public:
  TightEnvironment() {
    limits().memory_bytes = size_t{4} << 20;
    limits().stack_bytes = size_t{1} << 20;
    limits().events = 20;
    limits().inline_deliveries = 20;
    set_log_level(0);
  }

  /// Stops the call that has gone on for long, as a time-out of the server would.
  void poll() override {
    if (++polls_ > kMaxPolls)
      throw krl::Error(krl::ErrorClass::Error, "time-out", krl::ErrorCode::LimitExceeded);
  }
  void grant_time() { polls_ = 0; }

 private:
  static constexpr size_t kMaxPolls = 100;

  size_t polls_ = 0;
};

/// One pico with one channel, on which everything may fail with an Error and nothing else.
class Image {
 public:
  Image() : memory_(environment_.limits().memory_bytes), stack_(environment_.limits().stack_bytes) {
    pico_ = engine().create_pico("fuzz", {}, engine::kBare);
    eci_ = engine().create_channel(pico_, {}, {}, {}).eci;
  }

  /// False when the ruleset is refused.
  bool install(std::string_view source) {
    return attempt([&] {
      const std::string rid = engine().register_ruleset(source, {});
      engine().install_ruleset(pico_, rid, krl::Map());
    });
  }
  /// The answer; nothing when it fails, which is the same with all below.
  std::optional<krl::Value> query(std::string_view rid, std::string_view name,
                                  const krl::Value& arguments) {
    std::optional<krl::Value> answer;
    attempt([&] { answer = engine().query(eci_, rid, name, arguments); });
    return answer;
  }
  /// The directives.
  std::optional<krl::Value> raise(std::string_view domain, std::string_view name,
                                  const krl::Value& attributes) {
    std::optional<krl::Value> directives;
    attempt([&] { directives = engine().raise_event(eci_, domain, name, attributes).directives; });
    return directives;
  }
  /// In the context of a ruleset, or of none.
  std::optional<krl::Value> eval(std::string_view source, const std::optional<std::string>& rid) {
    std::optional<krl::Value> value;
    attempt([&] { value = engine().eval(pico_, source, rid); });
    return value;
  }
  std::optional<krl::Value> explain(std::string_view domain, std::string_view name,
                                    const krl::Value& attributes) {
    std::optional<krl::Value> rows;
    attempt([&] { rows = engine().explain_event(eci_, domain, name, attributes); });
    return rows;
  }
  /// Lets `work` use the engine; the error that ended it.
  template <class Work>
  std::optional<krl::Error> serve(Work work) {
    environment_.grant_time();
    try {
      engine::Engine fresh(environment_, programs_);
      work(fresh);
      return std::nullopt;
    } catch (const krl::Error& error) {
      return error;
    }
  }
  [[nodiscard]] const std::string& eci() const { return eci_; }

 private:
  engine::Engine engine() { return {environment_, programs_}; }

  template <class Work>
  bool attempt(Work work) {
    return !serve([&](engine::Engine&) { work(); });
  }

  TightEnvironment environment_;
  krl::MemoryScope memory_;
  krl::StackScope stack_;
  engine::ProgramCache programs_;
  std::string pico_;
  std::string eci_;
};

}  // namespace pico::fuzz
