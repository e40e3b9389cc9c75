// SPDX-License-Identifier: MIT
//
// Findings as text: see findings.hpp.
#include <fmt/format.h>

#include "postgres/findings.hpp"

namespace pico::postgres {

std::string message_of(const krl::Diagnostic& finding) {
  if (finding.error_class.empty() || finding.error_class == "Error") return finding.message;
  return finding.error_class + ": " + finding.message;
}

std::string further_errors(const krl::Diagnostics& diagnostics) {
  std::string errors;
  for (const krl::Diagnostic& finding : diagnostics.all()) {
    if (finding.severity != krl::Severity::Error || &finding == diagnostics.first_error()) continue;
    errors += fmt::format("{}line {}, column {}: {}", errors.empty() ? "" : "\n",
                          finding.position.line, finding.position.column, message_of(finding));
  }
  return errors;
}

}  // namespace pico::postgres
