// SPDX-License-Identifier: MIT
//
// See ruleset_under_test.hpp.
#include "unit/krl/ruleset_under_test.hpp"

#include <gtest/gtest.h>

#include "krl/library/library.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/json.hpp"
#include "krl/value/path.hpp"

namespace pico::krl::testing {

namespace {

std::string text(const Value& value) { return std::string(to_string(value).view()); }

std::string show(const Value& value) { return to_json(value).value_or("(nothing)"); }

}  // namespace

Value RecordingHost::entity(const Instance&, const String& name) {
  const Value* value = entities.find(name);
  return value != nullptr ? *value : Value::null();
}

Value RecordingHost::entity_at(const Instance& instance, const String& name, const Value& path) {
  return get_path(entity(instance, name), path);
}

void RecordingHost::set_entity(const Instance&, const String& name, Value value) {
  effects.push_back("ent:" + std::string(name.view()) + " := " + show(value));
  entities.set(name, std::move(value));
}

void RecordingHost::set_entity_at(const Instance& instance, const String& name, const Value& path,
                                  Value value) {
  set_entity(instance, name, set_path(entity(instance, name), path, std::move(value)));
}

void RecordingHost::clear_entity(const Instance&, const String& name) {
  effects.push_back("clear ent:" + std::string(name.view()));
  entities.erase(name.view());
}

void RecordingHost::clear_entity_at(const Instance& instance, const String& name,
                                    const Value& path) {
  set_entity(instance, name, delete_path(entity(instance, name), path));
}

void RecordingHost::raise(RaisedEvent event) {
  effects.push_back("raise " + text(event.domain) + ":" + text(event.name) + " " +
                    show(event.attributes) +
                    (event.for_rids ? " for " + show(*event.for_rids) : ""));
}

Value RecordingHost::schedule(ScheduledEvent event) {
  effects.push_back("schedule " + text(event.domain) + ":" + text(event.name) +
                    (event.repeats ? " repeat " : " at ") + show(event.time) + " " +
                    show(event.attributes));
  return Map{{"id", "job"}};
}

void RecordingHost::raise_error(LogLevel level, Value data) {
  effects.push_back("error " + std::string(name_of(level)) + " " + show(data));
}

Value RecordingHost::send_directive(Value name, Value options) {
  effects.push_back("directive " + text(name) + " " + show(options));
  return Map{{"name", std::move(name)}};
}

void RecordingHost::log(LogLevel level, const Value& message, const Map& data, const Instance*) {
  log_lines.push_back(std::string(name_of(level)) + " " + show(message) +
                      (data.empty() ? "" : " " + show(data)));
}

std::shared_ptr<Instance> TestModules::instantiate(std::string_view rid, const Map& with,
                                                   const Map& kept) {
  for (const ProgramPtr& program : programs_) {
    if (program->rid != rid) continue;
    auto made = std::make_shared<Instance>(program, "user");
    made->initialise(evaluation_, with, kept, *this);
    return made;
  }
  throw Error(ErrorClass::Error, "Module not found: " + std::string(rid));
}

const Builtins& library_only() {
  static const Builtins builtins{standard_library(), {}};
  return builtins;
}

Compiled compile_text(std::string_view source_text) {
  auto source = std::make_shared<const Source>("", std::string(source_text));
  Diagnostics diagnostics(*source);
  Compiled compiled;
  compiled.program = compile(source, library_only(), diagnostics);
  for (const Diagnostic& found : diagnostics.all()) {
    auto& lines = found.severity == Severity::Error ? compiled.errors : compiled.warnings;
    lines.push_back(std::to_string(found.position.line) + ":" +
                    std::to_string(found.position.column) + " " + found.message);
  }
  return compiled;
}

RulesetUnderTest::RulesetUnderTest(std::string_view source, std::vector<std::string> modules) {
  Compiled compiled = compile_text(source);
  EXPECT_EQ(compiled.errors, std::vector<std::string>{}) << source;
  program = compiled.program;
  if (!program) throw std::runtime_error("the ruleset under test does not compile");
  TestModules resolver(evaluation);
  for (const std::string& module : modules) resolver.add(compile_text(module).program);
  instance = std::make_unique<Instance>(program, "");
  instance->initialise(evaluation, Map(), Map(), resolver);
}

std::string RulesetUnderTest::query(std::string_view name, std::string_view arguments) {
  const Export* item = program->find_shared(name);
  if (item == nullptr) return "(not shared)";
  return show(instance->answer(evaluation, *item, parse_json(arguments).map()));
}

std::string RulesetUnderTest::run(std::string_view settings) {
  host.effects.clear();
  run_rule(program->rules.front(), parse_json(settings).map(), *instance, evaluation);
  std::string joined;
  for (const std::string& effect : host.effects) joined += (joined.empty() ? "" : "; ") + effect;
  return joined;
}

std::string RulesetUnderTest::run_error(std::string_view settings) {
  try {
    return "no error: " + run(settings);
  } catch (const Error& error) {
    return error.text() + " at " + error.place().rule + " " + std::to_string(error.place().line) +
           ":" + std::to_string(error.place().column);
  }
}

namespace {

std::string wrapped(std::string_view expression, std::string_view declarations) {
  return "ruleset t { meta { shares q } global { q = function() {\n" + std::string(declarations) +
         "\n" + std::string(expression) + "\n} } }";
}

}  // namespace

std::string evaluate(std::string_view expression, std::string_view declarations) {
  return RulesetUnderTest(wrapped(expression, declarations)).query("q");
}

std::string evaluation_error(std::string_view expression, std::string_view declarations) {
  try {
    return "no error: " + evaluate(expression, declarations);
  } catch (const Error& error) {
    return error.text();
  }
}

}  // namespace pico::krl::testing
