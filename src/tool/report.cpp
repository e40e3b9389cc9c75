// SPDX-License-Identifier: MIT
//
// Showing what is wrong: see report.hpp.
#include "tool/report.hpp"

#include <fmt/format.h>

namespace pico::tool {

namespace {

/// Of an error that is no more than one, the class says nothing; of a source that does not compile,
/// neither.
const std::string& shown_text(const krl::Error& error) {
  const bool is_bare =
      error.error_class() == krl::ErrorClass::Error || error.code() == krl::ErrorCode::KrlCompile;
  return is_bare ? error.message() : error.text();
}

}  // namespace

void print(const krl::Diagnostics& diagnostics, std::FILE* file) {
  for (const krl::Diagnostic& found : diagnostics.all())
    fmt::print(file, "{}", krl::format(found, diagnostics.source()));
}

void print(const krl::Error& error, const krl::Source& source, std::FILE* file) {
  if (error.place().line == 0) {
    fmt::print(file, "error: {}\n", shown_text(error));
    return;
  }
  const krl::Diagnostic shown{.severity = krl::Severity::Error,
                              .phase = krl::Phase::Compile,
                              .error_class = std::string(krl::name_of(error.error_class())),
                              .message = shown_text(error),
                              .span = {},
                              .position = {error.place().line, error.place().column},
                              .hint = {}};
  fmt::print(file, "{}", krl::format(shown, source));
}

}  // namespace pico::tool
