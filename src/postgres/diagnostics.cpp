// SPDX-License-Identifier: MIT
//
// pico.diagnostics(krl): what the compiler has to say about a source, for pico.check().
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

std::string diagnostics_of(std::string_view krl) {
  const engine::Limits limits = limits_in_force();
  const krl::MemoryScope memory(limits.memory_bytes);
  const krl::StackScope stack(limits.stack_bytes);
  const auto source = std::make_shared<const krl::Source>("", std::string(krl));
  krl::Diagnostics diagnostics(*source);
  krl::compile(source, engine::builtins(), diagnostics);
  krl::Array records;
  for (const krl::Diagnostic& diagnostic : diagnostics.all())
    records.edit().push_back(record_of(diagnostic, *source));
  return krl::to_json_or_null(records);
}

}  // namespace
}  // namespace pico::postgres

PICO_FUNCTION(pico_diagnostics) {
  using namespace pico::postgres;
  return entry([&] { return text_datum(diagnostics_of(Arguments(fcinfo).text(0, "krl"))); });
}
