// SPDX-License-Identifier: MIT
//
// What the compiler can tell about a source without keeping it: its findings, for pico.check(), and
// its rules, for the view pico.rules. Both as json arrays, which SQL makes rows of.
#include "engine/module/builtins.hpp"
#include "krl/compile/compiler.hpp"
#include "krl/text/diagnostic.hpp"
#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"
#include "krl/value/memory.hpp"

#include "postgres/arguments.hpp"
#include "postgres/guard.hpp"
#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// `CLASS: MESSAGE`, where the class says more than that it is an error.
std::string message_of(const krl::Diagnostic& diagnostic) {
  if (diagnostic.error_class.empty() || diagnostic.error_class == "Error")
    return diagnostic.message;
  return diagnostic.error_class + ": " + diagnostic.message;
}

krl::Value record_of(const krl::Diagnostic& diagnostic, const krl::Source& source) {
  krl::Map record{{"severity", diagnostic.severity == krl::Severity::Error ? "error" : "warning"},
                  {"line", static_cast<double>(diagnostic.position.line)},
                  {"col", static_cast<double>(diagnostic.position.column)},
                  {"message", std::string_view(server_text(message_of(diagnostic)))}};
  if (!diagnostic.hint.empty()) record.set("hint", std::string_view(diagnostic.hint));
  std::string excerpt = server_text(krl::format(diagnostic, source));
  excerpt.pop_back();  // the last line end
  record.set("excerpt", std::string_view(excerpt));
  return record;
}

/// The events an expression names, in the order of the text, each once.
void collect_events(const krl::EventExpression& expression, krl::Map& events) {
  krl::check_stack();
  if (expression.base != nullptr) {
    const krl::EventBase& base = *expression.base;
    events.set(std::string(base.domain.view()) + ":" + std::string(base.name.view()), true);
  }
  for (const krl::EventExpression& operand : expression.operands) collect_events(operand, events);
}

krl::Value record_of(const krl::Rule& rule) {
  krl::Map events;
  if (rule.select.when) collect_events(*rule.select.when, events);
  krl::Array names;
  for (const krl::MapEntry& event : events) names.edit().push_back(event.key);
  return krl::Map{{"rule", rule.name}, {"events", names}};
}

/// Compiles the source in argument 0 and gives what `describe` makes of the outcome; `program` is
/// null where the source has errors.
template <class Describe>
Datum inspect(FunctionCallInfo info, Describe describe) {
  return entry([&] {
    const engine::Limits limits = limits_in_force();
    const krl::MemoryScope memory(limits.memory_bytes);
    const krl::StackScope stack(limits.stack_bytes);
    const std::string_view krl = Arguments(info).text(0, "krl");
    if (krl.size() > limits.ruleset_bytes)
      throw krl::limit_error("a ruleset exceeds " + std::to_string(limits.ruleset_bytes) +
                             " bytes");
    const auto source = std::make_shared<const krl::Source>("", std::string(krl));
    krl::Diagnostics diagnostics(*source);
    const krl::ProgramPtr program = krl::compile(source, engine::builtins(), diagnostics);
    krl::Array records;
    describe(program, diagnostics, records);
    return text_datum(krl::to_json_or_null(records));
  });
}

}  // namespace
}  // namespace pico::postgres

using pico::krl::Array;
using pico::krl::Diagnostics;
using pico::krl::ProgramPtr;

PICO_FUNCTION(pico_diagnostics) {
  return pico::postgres::inspect(
      fcinfo, [](const ProgramPtr&, const Diagnostics& diagnostics, Array& records) {
        for (const pico::krl::Diagnostic& diagnostic : diagnostics.all())
          records.edit().push_back(pico::postgres::record_of(diagnostic, diagnostics.source()));
      });
}

PICO_FUNCTION(pico_rules_of) {
  return pico::postgres::inspect(fcinfo,
                                 [](const ProgramPtr& program, const Diagnostics&, Array& records) {
                                   if (program == nullptr) return;
                                   for (const pico::krl::Rule& rule : program->rules)
                                     records.edit().push_back(pico::postgres::record_of(rule));
                                 });
}
