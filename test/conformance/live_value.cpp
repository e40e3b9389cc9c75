// SPDX-License-Identifier: MIT
//
// Running a query on a host without a pico: see live_value.hpp.
#include "conformance/live_value.hpp"

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "conformance/case_environment.hpp"
#include "engine/module/builtins.hpp"
#include "engine/module/module_host.hpp"
#include "krl/compile/compiler.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/run/instance.hpp"
#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/regexp.hpp"

namespace pico::conformance {
namespace {

/// A pico that has nothing, for a query, which changes nothing.
class QueryHost final : public engine::ModuleHost {
 public:
  [[nodiscard]] engine::Environment& environment() const noexcept override { return environment_; }

  krl::Value entity(const krl::Instance&, const krl::String&) override {
    return krl::Value::null();
  }
  krl::Value entity_at(const krl::Instance&, const krl::String&, const krl::Value&) override {
    return krl::Value::null();
  }
  void set_entity(const krl::Instance&, const krl::String&, krl::Value) override { refuse(); }
  void set_entity_at(const krl::Instance&, const krl::String&, const krl::Value&,
                     krl::Value) override {
    refuse();
  }
  void clear_entity(const krl::Instance&, const krl::String&) override { refuse(); }
  void clear_entity_at(const krl::Instance&, const krl::String&, const krl::Value&) override {
    refuse();
  }
  void rule_body(const krl::String*) override { refuse(); }
  void raise(krl::RaisedEvent) override { refuse(); }
  krl::Value schedule(krl::ScheduledEvent) override { refuse(); }
  void raise_error(krl::LogLevel, krl::Value) override { refuse(); }
  krl::Value send_directive(krl::Value, krl::Value) override { refuse(); }
  [[nodiscard]] bool logs(krl::LogLevel) const override { return false; }
  void log(krl::LogLevel, const krl::Value&, const krl::Map&, const krl::Instance*) override {}
  double random() override { return 0; }
  void poll() override {}

 private:
  [[noreturn]] static void refuse() { throw krl::type_error("a query has no effects"); }

  mutable CaseEnvironment environment_;
};

class NoModules final : public krl::ModuleResolver {
 public:
  std::shared_ptr<krl::Instance> instantiate(std::string_view rid, const krl::Map&,
                                             const krl::Map&) override {
    throw krl::Error(krl::ErrorClass::Error, "Module not found: " + std::string(rid));
  }
};

/// The names that a program may use where there is no pico.
class Builtins {
 public:
  Builtins() {
    for (const krl::NativeModule& module : engine::builtins().modules)
      if (module.name == "math" || module.name == "random" || module.name == "time")
        modules_.push_back(module);
  }
  [[nodiscard]] krl::Builtins get() const { return {engine::builtins().library, modules_}; }

 private:
  std::vector<krl::NativeModule> modules_;
};

Json number(double number) {
  if (number != number) return {{"$number", "NaN"}};
  if (number - number != 0) return {{"$number", number > 0 ? "Infinity" : "-Infinity"}};
  if (number == 0 && std::signbit(number)) return {{"$number", "-0"}};
  return number;
}

Json tagged(const krl::Value& value) {
  switch (value.kind()) {
    case krl::Kind::Undefined:
    case krl::Kind::Cell:
    case krl::Kind::Uninitialized:
      return {{"$undefined", true}};
    case krl::Kind::Null:
      return nullptr;
    case krl::Kind::Boolean:
      return value.boolean();
    case krl::Kind::Number:
      return number(value.number());
    case krl::Kind::String:
      return value.string().view();
    case krl::Kind::RegExp: {
      const krl::Pattern& pattern = value.regexp().pattern();
      std::string flags = pattern.is_global() ? "g" : "";
      if (pattern.ignores_case()) flags += "i";
      return {{"$regexp", Json::array({pattern.source(), flags})}};
    }
    case krl::Kind::Array: {
      Json array = Json::array();
      for (const krl::Value& item : value.array()) array.push_back(tagged(item));
      return array;
    }
    case krl::Kind::Map: {
      Json map = Json::object();
      for (const auto& [key, item] : value.map()) map[std::string(key.view())] = tagged(item);
      return map;
    }
    case krl::Kind::Function:
      return {{"$function", true}};
    case krl::Kind::Action:
      return {{"$action", true}};
    case krl::Kind::ActionFunction:
      return {{"$actionfunction", true}};
  }
  return nullptr;
}

}  // namespace

std::optional<Json> live_value(const std::string& krl, std::string_view name) {
  static const Builtins known;
  static const krl::Builtins builtins = known.get();
  const auto source = std::make_shared<const krl::Source>("", krl);
  krl::Diagnostics diagnostics(*source);
  const krl::ProgramPtr program = krl::compile(source, builtins, diagnostics);
  if (program == nullptr) return std::nullopt;

  QueryHost host;
  krl::Evaluation evaluation(host);
  NoModules modules;
  krl::Instance instance(program, "");
  try {
    instance.initialise(evaluation, {}, {}, modules);
    return tagged(instance.answer(evaluation, *program->find_shared(name), {}));
  } catch (const krl::Error&) {
    // The engine has answered: what it has and this host has not is a pico.
    return std::nullopt;
  }
}

}  // namespace pico::conformance
