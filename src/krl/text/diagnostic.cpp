// SPDX-License-Identifier: MIT
//
// Collecting diagnostics and showing them with the source line.
#include "krl/text/diagnostic.hpp"

#include <algorithm>
#include <utility>

namespace pico::krl {

namespace {

/// More of a line than this would bury the message (and a source may be one line of megabytes).
constexpr std::size_t kMaxShownBytes = 160;

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// The byte in `line` at which UTF-16 column `column` (from 1) begins.
std::size_t byte_of_column(std::string_view line, std::uint32_t column) {
  std::size_t byte = 0;
  for (std::uint32_t at = 1; at < column && byte < line.size();) {
    at += static_cast<unsigned char>(line[byte]) >= 0xF0 ? 2 : 1;
    ++byte;
    while (byte < line.size() && is_continuation(line[byte])) ++byte;
  }
  return byte;
}

/// The source line (or what surrounds the place in a long one) and the caret line below it.
std::string excerpt(std::string_view line, std::uint32_t column) {
  const std::size_t place = byte_of_column(line, column);
  std::size_t start = place > kMaxShownBytes / 2 ? place - kMaxShownBytes / 2 : 0;
  if (line.size() <= kMaxShownBytes) start = 0;
  while (start < place && is_continuation(line[start])) ++start;
  std::size_t end = std::min(line.size(), start + kMaxShownBytes);
  while (end > place && end < line.size() && is_continuation(line[end])) --end;

  std::string text(line.substr(start, end - start));
  text += '\n';
  for (std::size_t i = start; i < place; ++i) {
    if (!is_continuation(line[i])) text += line[i] == '\t' ? '\t' : ' ';
  }
  return text += "^\n";
}

}  // namespace

std::string format(const Diagnostic& diagnostic, const Source& source) {
  std::string text;
  if (!source.name().empty()) text += source.name() + ":";
  text += std::to_string(diagnostic.position.line) + ":" +
          std::to_string(diagnostic.position.column) + ": ";
  text += diagnostic.severity == Severity::Error ? "error: " : "warning: ";
  text += diagnostic.message + "\n";
  text += excerpt(source.line_text(diagnostic.position.line), diagnostic.position.column);
  if (!diagnostic.hint.empty()) text += "hint: " + diagnostic.hint + "\n";
  return text;
}

void Diagnostics::add_error(Phase phase, std::string_view error_class, std::string message,
                            Span span, std::string hint) {
  ++error_count_;
  if (kept_.size() >= kMaxKept && error_count_ > 1) return;
  kept_.push_back({.severity = Severity::Error,
                   .phase = phase,
                   .error_class = std::string(error_class),
                   .message = std::move(message),
                   .span = span,
                   .position = source_.position(span.start),
                   .hint = std::move(hint)});
}

void Diagnostics::add_warning(Phase phase, std::string message, Span span) {
  if (kept_.size() >= kMaxKept) return;
  kept_.push_back({.severity = Severity::Warning,
                   .phase = phase,
                   .error_class = {},
                   .message = std::move(message),
                   .span = span,
                   .position = source_.position(span.start),
                   .hint = {}});
}

const Diagnostic* Diagnostics::first_error() const {
  const auto found = std::find_if(kept_.begin(), kept_.end(), [](const Diagnostic& d) {
    return d.severity == Severity::Error;
  });
  return found == kept_.end() ? nullptr : &*found;
}

}  // namespace pico::krl
