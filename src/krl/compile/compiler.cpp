// SPDX-License-Identifier: MIT
//
// Compiling a ruleset, section by section, in the order that spec krl-language.md 5.2 gives.
#include "krl/compile/compiler.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "krl/compile/expression_compiler.hpp"
#include "krl/compile/meta_compiler.hpp"
#include "krl/compile/rule_compiler.hpp"
#include "krl/compile/unit.hpp"
#include "krl/syntax/parser.hpp"
#include "krl/value/array.hpp"

namespace pico::krl {

void TestingEvents::add_event(std::string_view domain, std::string_view name) {
  const auto is_same = [&](const Event& event) {
    return event.domain == domain && event.name == name;
  };
  if (std::any_of(events_.begin() + static_cast<ptrdiff_t>(first_of_rule_), events_.end(),
                  is_same)) {
    return;
  }
  events_.push_back({std::string(domain), std::string(name), {}});
}

void TestingEvents::add_attribute(std::string_view attribute) {
  for (size_t i = first_of_rule_; i < events_.size(); ++i) {
    auto& attributes = events_[i].attributes;
    if (std::find(attributes.begin(), attributes.end(), attribute) == attributes.end()) {
      attributes.emplace_back(attribute);
    }
  }
}

namespace {

void compile_globals(const ast::Ruleset& ruleset, Unit& unit, ExpressionCompiler& expressions) {
  const auto declare = [&](const ast::Name& name, StaticKind kind) -> Variable* {
    Variable* known = unit.globals.find(name.value);
    if (known == nullptr) return &unit.globals.declare(name.value, kind);
    unit.warn("DEPRECATED - `" + name.value +
                  "` is declared twice; give the second one a name of its own",
              name.loc);
    known->kind = StaticKind::Unknown;
    return known;
  };
  for (auto& each : expressions.compile_declarations(all_of(ruleset.global), declare)) {
    unit.program.globals.push_back(
        {each.variable->index, String(each.variable->name), std::move(each.value), each.is_pure});
  }
}

void compile_rules(const ast::Ruleset& ruleset, Unit& unit) {
  std::unordered_set<std::string> names;
  for (const ast::Rule& rule : ruleset.rules) {
    if (!names.insert(rule.name.value).second) {
      unit.error("Duplicate rule name: " + rule.name.value, rule.name.loc);
    }
    if (!rule.is_active) {
      unit.warn("rule " + rule.name.value + " is inactive, i.e. commented out", rule.loc);
    } else if (!rule.select) {
      unit.error("rule " + rule.name.value + " is missing a `select`", rule.loc);
    } else {
      unit.program.rules.push_back(RuleCompiler(unit).compile(rule));
    }
  }
}

/// The default answer of `__testing` (spec krl-language.md 11).
Value testing_of(const Unit& unit) {
  Array queries;
  for (const Export& item : unit.program.shares) {
    Array arguments;
    if (item.is_function && item.global) {
      for (const std::string& name : unit.globals.find(item.name.view())->parameters) {
        arguments.edit().emplace_back(std::string_view(name));
      }
    }
    queries.edit().emplace_back(Map{{"name", item.name}, {"args", std::move(arguments)}});
  }
  Array events;
  for (const TestingEvents::Event& event : unit.testing.events()) {
    Array attributes;
    for (const std::string& name : event.attributes) {
      attributes.edit().emplace_back(std::string_view(name));
    }
    events.edit().emplace_back(Map{{"domain", std::string_view(event.domain)},
                                   {"name", std::string_view(event.name)},
                                   {"attrs", std::move(attributes)}});
  }
  return Map{{"queries", std::move(queries)}, {"events", std::move(events)}};
}

/// Every ruleset answers `__testing`, with its own global of that name if it has one.
void share_testing(Unit& unit) {
  if (unit.program.find_shared(kTesting) != nullptr) return;
  Export item;
  item.name = String(kTesting);
  if (const Variable* variable = unit.globals.find(kTesting)) {
    item.global = variable->index;
    item.is_function = variable->kind == StaticKind::Function;
  } else {
    item.is_testing = true;
  }
  unit.program.shares.push_back(std::move(item));
}

}  // namespace

ProgramPtr compile(const ast::Ruleset& ruleset, std::shared_ptr<const Source> source,
                   const Builtins& builtins, Diagnostics& diagnostics) {
  auto program = std::make_shared<Program>(std::move(source));
  program->rid = ruleset.rid.value;
  Unit unit(*program, builtins, diagnostics);
  ExpressionCompiler expressions(unit);
  MetaCompiler meta(unit, expressions);

  meta.compile_setup(ruleset);
  compile_globals(ruleset, unit, expressions);
  compile_rules(ruleset, unit);
  meta.compile_exports(ruleset);

  program->testing = testing_of(unit);
  share_testing(unit);
  program->global_count = unit.globals.count();
  if (diagnostics.has_errors()) return nullptr;
  for (const Diagnostic& found : diagnostics.all()) {
    if (found.severity == Severity::Warning) program->warnings.push_back(found);
  }
  return program;
}

ProgramPtr compile(std::shared_ptr<const Source> source, const Builtins& builtins,
                   Diagnostics& diagnostics) {
  const Parsed parsed = parse(*source, diagnostics);
  if (diagnostics.has_errors()) return nullptr;
  if (!parsed.ruleset) {
    diagnostics.add_error(Phase::Compile, "Error", "Compile failed, missing rid", Span{});
    return nullptr;
  }
  return compile(*parsed.ruleset, std::move(source), builtins, diagnostics);
}

}  // namespace pico::krl
