// SPDX-License-Identifier: MIT
//
// Initialising a ruleset in a pico and answering its queries: see instance.hpp.
#include "krl/run/instance.hpp"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>
#include <variant>

#include "krl/run/closure.hpp"
#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/memory.hpp"

namespace pico::krl {

namespace {

constexpr std::string_view kGlobals = "globals";
constexpr std::string_view kModules = "modules";

Map map_member(const Map& map, std::string_view key) {
  const Value* found = map.find(key);
  return found != nullptr && found->is_map() ? found->map() : Map();
}

/// Whether values come back the same from JSON, apart from what JSON cannot tell. A part that many
/// hold is looked at once.
class JsonCheck {
 public:
  bool is_json(const Value& value) {
    check_stack();
    if (value.is_callable() || value.is(Kind::RegExp)) return false;
    if (!value.is_collection() || !seen_.insert(value.object()).second) return true;
    if (value.is_array()) {
      return std::all_of(value.array().begin(), value.array().end(),
                         [this](const Value& element) { return is_json(element); });
    }
    return std::all_of(value.map().begin(), value.map().end(),
                       [this](const MapEntry& entry) { return is_json(entry.value); });
  }

 private:
  std::unordered_set<const Object*> seen_;
};

bool is_json(const Value& value) { return JsonCheck().is_json(value); }

/// Code outside of functions has no variables of its own.
Frame bare_frame(const Instance& instance, Evaluation& evaluation) {
  return {nullptr, nullptr, instance, evaluation};
}

Value evaluate_placed(const NodePtr& node, Frame& frame) {
  try {
    return node->evaluate(frame);
  } catch (Error& error) {
    locate(error, frame, node->span);
    throw;
  }
}

/// Directs new cells to an instance's pool until it goes.
class CellsOf {
 public:
  CellsOf(CellPool& pool, Evaluation& evaluation)
      : evaluation_(evaluation), outer_(evaluation.exchange_cells(&pool)) {}
  ~CellsOf() { evaluation_.exchange_cells(outer_); }
  CellsOf(const CellsOf&) = delete;
  CellsOf& operator=(const CellsOf&) = delete;

 private:
  Evaluation& evaluation_;
  CellPool* outer_;
};

}  // namespace

Instance::Instance(ProgramPtr program, std::string_view user)
    : program_(std::move(program)),
      rid_(program_->rid),
      user_(user),
      globals_(program_->global_count, Value::uninitialized()),
      modules_(program_->module_count) {}

Instance::Instance(ProgramPtr body, const Instance& around)
    : program_(std::move(body)),
      rid_(around.rid_),
      user_(around.user_),
      globals_(around.globals_),
      modules_(around.modules_) {
  globals_.resize(program_->global_count, Value::uninitialized());
}

Instance::~Instance() = default;

void Instance::initialise(Evaluation& evaluation, const Map& with, const Map& kept,
                          ModuleResolver& modules) {
  const CellsOf cells(cells_, evaluation);
  Frame frame = bare_frame(*this, evaluation);
  const Map kept_modules = map_member(kept, kModules);
  for (const SetupStep& step : program_->setup) {
    if (const auto* configure = std::get_if<ConfigureStep>(&step)) {
      Value value = evaluate_placed(configure->default_value, frame);
      if (const Value* given = with.find(configure->name)) value = *given;
      globals_[configure->global] = std::move(value);
    } else if (const auto* use = std::get_if<UseStep>(&step)) {
      Map overrides;
      for (const auto& [name, node] : use->with) overrides.set(name, evaluate_placed(node, frame));
      modules_[use->module] =
          modules.instantiate(use->rid, overrides, map_member(kept_modules, use->alias));
    } else {
      const auto& keys = std::get<KeysStep>(step);
      globals_[keys.global] = evaluate_placed(keys.value, frame);
    }
  }
  const Map kept_globals = map_member(kept, kGlobals);
  for (const Global& global : program_->globals) {
    const Value* known = global.is_pure ? nullptr : kept_globals.find(global.name);
    globals_[global.index] = known != nullptr ? *known : evaluate_placed(global.value, frame);
  }
}

Map Instance::kept() const {
  Map globals;
  for (const Global& global : program_->globals) {
    const Value& value = globals_[global.index];
    if (!global.is_pure && is_json(value)) globals.set(global.name, json_copy(value));
  }
  Map modules;
  for (const SetupStep& step : program_->setup) {
    const auto* use = std::get_if<UseStep>(&step);
    if (use == nullptr) continue;
    Map of_module = modules_[use->module]->kept();
    if (!of_module.empty()) modules.set(use->alias, std::move(of_module));
  }
  Map kept;
  if (!globals.empty()) kept.set(kGlobals, std::move(globals));
  if (!modules.empty()) kept.set(kModules, std::move(modules));
  return kept;
}

Value Instance::exported(const Export& item) const {
  if (item.global) return globals_[*item.global];
  return item.is_testing ? program_->testing : native_value(*item.native);
}

Value Instance::answer(Evaluation& evaluation, const Export& item, const Map& arguments) const {
  Value value = exported(item);
  if (!item.is_function || !value.is_function()) return value;
  if (value.callable().origin() == Callable::Origin::Native) {
    std::vector<Value> positional;
    for (const std::string_view name : static_cast<Native&>(value.callable()).member().parameters) {
      const Value* by_name = arguments.find(name);
      if (by_name == nullptr) by_name = arguments.find(std::to_string(positional.size()));
      if (by_name == nullptr) break;
      positional.push_back(*by_name);
    }
    return evaluation.call(value, positional, this);
  }
  std::vector<Value> bound;
  for (const Parameter& parameter : static_cast<Closure&>(value.callable()).code().parameters) {
    const Value* given = arguments.find(parameter.name);
    if (given == nullptr) given = arguments.find(std::to_string(bound.size()));
    bound.push_back(given != nullptr ? *given : Value());
  }
  return evaluation.call(value, bound, this);
}

}  // namespace pico::krl
