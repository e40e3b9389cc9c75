// SPDX-License-Identifier: MIT
//
// What the compiler can tell about a source without keeping it: its findings, for pico.check(), and
// its rules, for the view pico.rules, both as json arrays, which SQL makes rows of; and its
// version. And how two sources differ, and how one is laid out.
#include "engine/module/builtins.hpp"
#include "engine/ruleset/named_events.hpp"
#include "engine/ruleset/unified_diff.hpp"
#include "krl/compile/compiler.hpp"
#include "krl/format/format.hpp"
#include "krl/text/diagnostic.hpp"
#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"
#include "krl/value/memory.hpp"

#include "postgres/arguments.hpp"
#include "postgres/findings.hpp"
#include "postgres/guard.hpp"
#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

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

krl::Value record_of(const krl::Rule& rule) {
  krl::Array names;
  for (const engine::NamedEvent& event : engine::events_of(rule))
    names.edit().emplace_back(std::string_view(event.domain + ":" + event.name));
  return krl::Map{{"rule", rule.name}, {"events", names}};
}

/// A source that is an argument. Throws Error where it is larger than one may be.
std::string_view source_in(const Arguments& arguments, int position, const char* name,
                           const engine::Limits& limits) {
  const std::string_view source = arguments.text(position, name);
  if (source.size() > limits.ruleset_bytes)
    throw krl::limit_error("a ruleset exceeds " + std::to_string(limits.ruleset_bytes) + " bytes");
  return source;
}

/// Compiles the source in argument 0 and gives what `describe` makes of the outcome; `program` is
/// null where the source has errors.
template <class Describe>
Datum compiled(FunctionCallInfo info, Describe describe) {
  return entry([&] {
    const engine::Limits limits = limits_in_force();
    const krl::MemoryScope memory(limits.memory_bytes);
    const krl::StackScope stack(limits.stack_bytes);
    const std::string_view krl = source_in(Arguments(info), 0, "krl", limits);
    const auto source = std::make_shared<const krl::Source>("", std::string(krl));
    krl::Diagnostics diagnostics(*source);
    const krl::ProgramPtr program = krl::compile(source, engine::builtins(), diagnostics);
    return describe(program, diagnostics);
  });
}

/// The same with an array of records.
template <class Describe>
Datum inspect(FunctionCallInfo info, Describe describe) {
  return compiled(info, [&](const krl::ProgramPtr& program, const krl::Diagnostics& diagnostics) {
    krl::Array records;
    describe(program, diagnostics, records);
    return text_datum(krl::to_json_or_null(records));
  });
}

/// All that is wrong with a source, as one error: the place is that of the first finding.
krl::Error refusal(const krl::Diagnostics& diagnostics) {
  const krl::Diagnostic& first = *diagnostics.first_error();
  std::string message = message_of(first);
  if (const std::string further = further_errors(diagnostics); !further.empty())
    message += "\n" + further;
  krl::Error error(krl::ErrorClass::Error, message, krl::ErrorCode::KrlCompile);
  error.locate(
      {.rid = {}, .rule = {}, .line = first.position.line, .column = first.position.column});
  return error;
}

std::string formatted(std::string_view krl) {
  const krl::Source source("", std::string(krl));
  krl::Diagnostics diagnostics(source);
  std::string result = krl::format(source, diagnostics);
  if (diagnostics.has_errors()) throw refusal(diagnostics);
  return result;
}

/// Null where there is none, or no such ruleset.
Datum version_of(FunctionCallInfo info, const krl::ProgramPtr& program) {
  const krl::Value* found =
      program && program->meta.is_map() ? program->meta.map().find("version") : nullptr;
  info->isnull = found == nullptr;
  return found != nullptr ? text_datum(server_text(krl::to_string(*found).view())) : Datum{0};
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

PICO_FUNCTION(pico_version_of) {
  return pico::postgres::compiled(fcinfo, [&](const ProgramPtr& program, const Diagnostics&) {
    return pico::postgres::version_of(fcinfo, program);
  });
}

PICO_FUNCTION(pico_unified_diff) {
  return pico::postgres::entry([&] {
    const pico::engine::Limits limits = pico::postgres::limits_in_force();
    const pico::postgres::Arguments arguments(fcinfo);
    return pico::postgres::text_datum(
        pico::engine::unified_diff(pico::postgres::source_in(arguments, 0, "old", limits),
                                   pico::postgres::source_in(arguments, 1, "new", limits),
                                   arguments.text(2, "old_name"), arguments.text(3, "new_name")));
  });
}

PICO_FUNCTION(pico_format) {
  return pico::postgres::entry([&] {
    const pico::engine::Limits limits = pico::postgres::limits_in_force();
    const pico::krl::StackScope stack(limits.stack_bytes);
    const pico::postgres::Arguments arguments(fcinfo);
    return pico::postgres::text_datum(
        pico::postgres::formatted(pico::postgres::source_in(arguments, 0, "krl", limits)));
  });
}
