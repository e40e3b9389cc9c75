// SPDX-License-Identifier: MIT
//
// Showing what is wrong: see report.hpp.
#include "tool/report.hpp"

#include <fmt/format.h>

namespace pico::tool {

void print(const krl::Diagnostics& diagnostics, std::FILE* file) {
  for (const krl::Diagnostic& found : diagnostics.all())
    fmt::print(file, "{}", krl::format(found, diagnostics.source()));
}

void print(const krl::Error& error, const krl::Source& source, std::FILE* file) {
  if (error.place().line == 0) {
    fmt::print(file, "error: {}\n", error.text());
    return;
  }
  const krl::Diagnostic shown{.severity = krl::Severity::Error,
                              .phase = krl::Phase::Compile,
                              .error_class = std::string(krl::name_of(error.error_class())),
                              .message = error.text(),
                              .span = {},
                              .position = {error.place().line, error.place().column},
                              .hint = {}};
  fmt::print(file, "{}", krl::format(shown, source));
}

}  // namespace pico::tool
