// SPDX-License-Identifier: MIT
//
// A ruleset compiled and initialised for a test, on a host that records what rules do.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "krl/compile/compiler.hpp"
#include "krl/run/instance.hpp"
#include "krl/run/rule_run.hpp"
#include "krl/value/map.hpp"

namespace pico::krl::testing {

/// Keeps entity variables in memory and notes every effect as a line of text.
class RecordingHost final : public Host {
 public:
  Value entity(const Instance& instance, const String& name) override;
  Value entity_at(const Instance& instance, const String& name, const Value& path) override;
  void set_entity(const Instance& instance, const String& name, Value value) override;
  void set_entity_at(const Instance& instance, const String& name, const Value& path,
                     Value value) override;
  void clear_entity(const Instance& instance, const String& name) override;
  void clear_entity_at(const Instance& instance, const String& name, const Value& path) override;
  void rule_body(const String*) override {}
  void raise(RaisedEvent event) override;
  Value schedule(ScheduledEvent event) override;
  void raise_error(LogLevel level, Value data) override;
  Value send_directive(Value name, Value options) override;
  [[nodiscard]] bool logs(LogLevel) const override { return true; }
  void log(LogLevel level, const Value& message, const Map& data, const Instance*) override;
  double random() override { return next_random; }
  void poll() override { ++polls; }

  Map entities;
  std::vector<std::string> effects;
  std::vector<std::string> log_lines;
  double next_random = 0;
  int polls = 0;
};

/// Module instances made from other rulesets under test.
class TestModules final : public ModuleResolver {
 public:
  explicit TestModules(Evaluation& evaluation) : evaluation_(evaluation) {}
  void add(ProgramPtr program) { programs_.push_back(std::move(program)); }
  std::shared_ptr<Instance> instantiate(std::string_view rid, const Map& with,
                                        const Map& kept) override;

 private:
  Evaluation& evaluation_;
  std::vector<ProgramPtr> programs_;
};

/// The standard library and nothing else.
const Builtins& library_only();

/// What compiling says, formatted one diagnostic a line as `severity line:column message`.
struct Compiled {
  ProgramPtr program;
  std::vector<std::string> errors;
  std::vector<std::string> warnings;
};
Compiled compile_text(std::string_view source);

class RulesetUnderTest {
 public:
  /// Fails the test when `source` does not compile. `modules` are sources of rulesets to use.
  explicit RulesetUnderTest(std::string_view source, std::vector<std::string> modules = {});

  /// The plain JSON of a query's answer; "(nothing)" where there is none.
  std::string query(std::string_view name, std::string_view arguments = "{}");
  /// Runs the body of the first rule and gives the effects, joined by "; ".
  std::string run(std::string_view settings = "{}");
  /// The text and place (`line:column`) of the error that running the first rule throws.
  std::string run_error(std::string_view settings = "{}");

  RecordingHost host;
  Evaluation evaluation{host};
  ProgramPtr program;
  std::unique_ptr<Instance> instance;
};

/// The JSON of `expression` evaluated as the last line of a function, after `declarations`.
std::string evaluate(std::string_view expression, std::string_view declarations = "");
/// The error that evaluating it throws, as `CLASS: MESSAGE`.
std::string evaluation_error(std::string_view expression, std::string_view declarations = "");

}  // namespace pico::krl::testing
