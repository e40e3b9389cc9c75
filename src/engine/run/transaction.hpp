// SPDX-License-Identifier: MIT
//
// One event or query of one pico while it runs: the host of its KRL code.
//
// Spec: engine.md 9, 10; krl-language.md 9.5, 10. What it changes goes to the session's unit of
// work; undoing a failed one is the session's matter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/module/module_host.hpp"
#include "engine/ruleset/compiled_ruleset.hpp"
#include "engine/ruleset/instances.hpp"
#include "engine/run/incoming.hpp"
#include "engine/watch/recording.hpp"
#include "engine/work/ruleset_list.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/run/instance.hpp"
#include "krl/run/rule_run.hpp"
#include "krl/value/array.hpp"

namespace pico::engine {

class Session;

class Transaction final : public ModuleHost {
 public:
  enum class Kind : uint8_t {
    Event,
    Query,
    Management,  // installing a ruleset from outside, or in a child
  };

  /// `id` is the eid or qid, which may be empty for a query; `eci` the channel it came through. A
  /// running transaction is on the session's stack from here on.
  Transaction(Session& session, std::string pico, Kind kind, std::string id, krl::String eci);
  ~Transaction() override;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// The incoming event, for all rulesets or for one, and all that it raises; the directives.
  krl::Array run(const std::shared_ptr<const Event>& event, std::string_view only_rid);
  /// The result as JSON; Undefined where it has none.
  krl::Value answer(const Query& query);
  /// Lets code see an event that is not run.
  void show(std::shared_ptr<const Event> event) { event_ = std::move(event); }

  // What the engine and its modules ask -----------------------------------------------------------

  [[nodiscard]] Session& session() const noexcept { return session_; }
  [[nodiscard]] const std::string& pico() const noexcept { return pico_; }
  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  /// The eid or qid. A query that has none yet gets one: most queries are never asked for it.
  [[nodiscard]] const std::string& id();
  [[nodiscard]] const krl::String& eci() const noexcept { return eci_; }
  [[nodiscard]] krl::Evaluation& evaluation() noexcept { return evaluation_; }
  /// The event that code of `caller` may see: none in modules, globals and queries.
  [[nodiscard]] const Event* event_of(const krl::Instance* caller) const noexcept;
  /// Whether code of `caller` runs for the event or query itself, not in a module or a global.
  [[nodiscard]] bool is_own_code(const krl::Instance* caller) const noexcept;
  [[nodiscard]] const krl::String* rule_name() const noexcept { return rule_name_; }
  /// The ruleset whose turn it is, on whose behalf actions act.
  [[nodiscard]] const std::string& rid() const noexcept { return rid_; }
  /// Whether globals are evaluated at the moment, which leave no trace but their values.
  [[nodiscard]] bool is_initialising() const noexcept { return is_initialising_; }
  /// Directs `event:*` and `meta:*` away from the event while globals are evaluated; the former
  /// value.
  bool exchange_initialising(bool value) noexcept;
  /// Logs what went wrong with a ruleset.
  void log_error(std::string_view rid, std::string_view text);

  // ModuleHost ------------------------------------------------------------------------------------

  [[nodiscard]] Environment& environment() const noexcept override;
  krl::Value entity(const krl::Instance& instance, const krl::String& name) override;
  krl::Value entity_at(const krl::Instance& instance, const krl::String& name,
                       const krl::Value& path) override;
  void set_entity(const krl::Instance& instance, const krl::String& name,
                  krl::Value value) override;
  void set_entity_at(const krl::Instance& instance, const krl::String& name, const krl::Value& path,
                     krl::Value value) override;
  void clear_entity(const krl::Instance& instance, const krl::String& name) override;
  void clear_entity_at(const krl::Instance& instance, const krl::String& name,
                       const krl::Value& path) override;
  void rule_body(const krl::String* name) override { rule_name_ = name; }
  void raise(krl::RaisedEvent event) override;
  krl::Value schedule(krl::ScheduledEvent event) override;
  void raise_error(krl::LogLevel level, krl::Value data) override;
  krl::Value send_directive(krl::Value name, krl::Value options) override;
  [[nodiscard]] bool logs(krl::LogLevel level) const override;
  void log(krl::LogLevel level, const krl::Value& message, const krl::Map& data,
           const krl::Instance* instance) override;
  double random() override;
  void poll() override;

 private:
  /// The turns of some rulesets, one after the other, for one event.
  struct Turn {
    std::shared_ptr<const RulesetList> rulesets;  // of the pico when the event was raised
    size_t first;                                 // positions of those whose turn it is
    size_t end;
    std::shared_ptr<const Event> event;
  };

  void enqueue(const std::shared_ptr<const Event>& event);
  void enqueue(std::string_view rid, const std::shared_ptr<const Event>& event);
  void enqueue(Turn turn);
  void count_event();
  std::shared_ptr<const Event> make_event(const krl::Value& domain, const krl::Value& name,
                                          const krl::Value& attributes);
  void upgrade();
  krl::Map upgrade_attributes(const Instances::Upgrade& upgrade);
  void take_turns();
  void take_turn(const Turn& turn);
  void offer(std::string_view rid, const std::shared_ptr<const Event>& event);
  void run_rules(const LoadedInstance& loaded, const std::vector<uint32_t>& rules,
                 const Event& event);
  krl::RuleEnd run_rule(const LoadedInstance& loaded, const krl::Rule& rule,
                        const krl::Map& settings);
  std::optional<krl::Map> select(const LoadedInstance& loaded, uint32_t index, const Event& event);
  krl::Value event_state(const krl::Rule& rule);
  void put_event_state(const krl::Rule& rule, krl::Value state);
  bool is_installed(std::string_view rid);
  krl::Value& edit_entity(const krl::Instance& instance, const krl::String& name);
  void trace(std::string_view message, const krl::Map& data);
  [[nodiscard]] bool is_watched(const Event& event);

  Session& session_;
  std::string pico_;
  Kind kind_;
  std::string id_;
  krl::String eci_;
  std::vector<std::shared_ptr<const LoadedInstance>> used_;  // outlive the values of their code
  krl::Evaluation evaluation_;

  std::vector<Turn> turns_;
  size_t next_turn_ = 0;
  std::string rid_;                         // whose turn it is
  std::shared_ptr<const Event> event_;      // of that turn
  const krl::String* rule_name_ = nullptr;  // whose body runs
  krl::Array directives_;
  std::optional<Recording> recording_;  // of an event of a watched pico
  size_t event_count_ = 0;
  bool is_cleared_ = false;  // an error has ended the turns of the event
  bool is_initialising_ = false;
};

/// The transaction that makes a native call.
inline Transaction& transaction_of(const krl::Call& call) noexcept {
  return static_cast<Transaction&>(module_host(call));
}

}  // namespace pico::engine
