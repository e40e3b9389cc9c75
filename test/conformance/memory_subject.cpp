// SPDX-License-Identifier: MIT
//
// The engine as a subject: a fresh image for each case, an Engine for each call.
#include "conformance/memory_subject.hpp"

#include <algorithm>
#include <chrono>
#include <type_traits>

#include "conformance/case_environment.hpp"
#include "engine/channel/channel_record.hpp"
#include "engine/engine.hpp"
#include "engine/module/builtins.hpp"
#include "engine/ruleset/program_cache.hpp"
#include "krl/compile/compiler.hpp"
#include "krl/run/host.hpp"
#include "krl/text/error.hpp"
#include "krl/value/json.hpp"

namespace pico::conformance {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 20s;

krl::Value value_of(const Json& json) {
  return krl::parse_json(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::optional<Json> json_of(const krl::Value& value) {
  const std::optional<std::string> text = krl::to_json(value);
  if (!text) return std::nullopt;
  return parse_json(*text);
}

krl::Value attributes_of(const Json& event) {
  return value_of(member_of(event, "attrs", Json::object()));
}
krl::Value arguments_of(const Json& query) {
  return value_of(member_of(query, "args", Json::object()));
}

LogLine line_of(const engine::LogEntry& entry) {
  LogLine line{std::string(name_of(static_cast<krl::LogLevel>(entry.level))), entry.rid,
               json_of(entry.message).value_or(nullptr), std::nullopt};
  if (const krl::Value* value = entry.data.find("val")) line.value = json_of(*value);
  return line;
}

class MemorySubject final : public Subject {
 public:
  [[nodiscard]] Abilities abilities() const noexcept override { return {.tells_undefined = true}; }

  void start() override { environment_ = std::make_unique<CaseEnvironment>(); }
  void finish() override { environment_.reset(); }

  Verdict check(const std::string& krl) override {
    const auto source = std::make_shared<const krl::Source>("", krl);
    krl::Diagnostics diagnostics(*source);
    const krl::ProgramPtr program = krl::compile(source, engine::builtins(), diagnostics);
    Verdict verdict;
    if (program != nullptr) verdict.rid = program->rid;
    for (const krl::Diagnostic& found : diagnostics.all()) {
      const std::string before = found.error_class.empty() ? "" : found.error_class + ": ";
      verdict.findings.push_back({found.severity == krl::Severity::Error,
                                  found.phase == krl::Phase::Parse, before + found.message,
                                  found.position.line, found.position.column});
    }
    return verdict;
  }

  void publish(const std::string& url, const std::string& krl) override {
    environment_->publish(url, krl);
  }
  void load(const std::string& url) override {
    call([&](engine::Engine& engine) { return engine.flush_ruleset(url); });
  }
  void install(const std::string& pico, const std::string& url, const Json& config) override {
    call([&](engine::Engine& engine) {
      return engine.install_ruleset(pico, url, value_of(config));
    });
  }
  void uninstall(const std::string& pico, const std::string& rid) override {
    call([&](engine::Engine& engine) { engine.uninstall_ruleset(pico, rid); });
  }

  std::string create_pico(const std::string& name, const std::optional<std::string>& parent,
                          Rulesets rulesets) override {
    std::optional<engine::RulesetNames> names;
    if (rulesets == Rulesets::None) names = engine::kBare;
    return call([&](engine::Engine& engine) { return engine.create_pico(name, parent, names); });
  }
  Json create_channel(const std::string& pico, const Json& tags, const Json& event_policy,
                      const Json& query_policy) override {
    const engine::Channel channel = call([&](engine::Engine& engine) {
      return engine.create_channel(pico, value_of(tags), value_of(event_policy),
                                   value_of(query_policy));
    });
    return json_of(engine::channel_record(channel)).value();
  }
  FamilyTie family_tie(const std::string& pico) override {
    FamilyTie tie;
    for (const engine::Channel& channel : environment_->store().channels(pico))
      if (channel.family == engine::Family::Child) tie.child_eci = channel.eci;
    tie.parent_eci = environment_->store().parent_channel(pico).value().eci;
    return tie;
  }

  Json raise_event(const std::string& eci, const Json& event) override {
    const engine::EventResult result = call([&](engine::Engine& engine) {
      return engine.raise_event(eci, text_of(event, "domain"), text_of(event, "name"),
                                attributes_of(event));
    });
    return json_of(result.directives).value();
  }
  std::optional<Json> query(const std::string& eci, const Json& query) override {
    return json_of(call([&](engine::Engine& engine) {
      return engine.query(eci, text_of(query, "rid"), text_of(query, "name"), arguments_of(query));
    }));
  }
  std::optional<Json> event_query(const std::string& eci, const Json& event,
                                  const Json& query) override {
    return json_of(call([&](engine::Engine& engine) {
      return engine.event_query(eci, text_of(event, "domain"), text_of(event, "name"),
                                attributes_of(event), text_of(query, "rid"), text_of(query, "name"),
                                arguments_of(query));
    }));
  }

  void become_quiet() override {
    auto deliver = [](engine::Engine& engine) { return engine.deliver_pending(kBatch); };
    while (call(deliver) > 0) continue;
  }
  /// From one due timer to the next.
  void pass_time(int64_t milliseconds) override {
    const engine::Time end = environment_->now() + milliseconds;
    for (auto due = environment_->store().next_due(); due && *due <= end;
         due = environment_->store().next_due()) {
      environment_->set_time(std::max(*due, environment_->now()));
      fire_timers();
    }
    environment_->set_time(end);
  }
  std::optional<std::vector<LogLine>> take_logs() override {
    std::vector<LogLine> lines;
    for (const engine::LogEntry& entry : environment_->take_log()) lines.push_back(line_of(entry));
    return lines;
  }

 private:
  static constexpr size_t kBatch = 1000;

  void fire_timers() {
    call([](engine::Engine& engine) { return engine.fire_timers(kBatch); });
    become_quiet();
  }

  /// What `work` gives on an engine of its own.
  template <class Work>
  std::invoke_result_t<Work, engine::Engine&> call(Work work) {
    environment_->allow(kPatience);
    engine::Engine engine(*environment_, programs_);
    try {
      return work(engine);
    } catch (const krl::Error& error) {
      throw Failure(error.text(), error.place().line, error.place().column);
    }
  }

  std::unique_ptr<CaseEnvironment> environment_;
  engine::ProgramCache programs_;
};

}  // namespace

std::unique_ptr<Subject> memory_subject() { return std::make_unique<MemorySubject>(); }

}  // namespace pico::conformance
