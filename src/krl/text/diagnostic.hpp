// SPDX-License-Identifier: MIT
//
// Errors and warnings about a source text.
// Parser and compiler add to one Diagnostics, in the order in which they find things: the first
// error is the one that the reference would have reported, the others are a service to authors.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "krl/text/source.hpp"

namespace pico::krl {

enum class Severity { Error, Warning };
enum class Phase { Parse, Compile };

/// One finding. Its printed form for callers and logs is `error_class: message`.
struct Diagnostic {
  Severity severity;
  Phase phase;
  std::string error_class;  // "ParseError", "SyntaxError", "Error"; empty for a warning
  std::string message;
  Span span;          // the offending token or node
  Position position;  // of span.start, at most the last character of the source
  std::string hint;   // what to write instead; often empty
};

/// `file:line:col: severity: message`, the source line, a line with a caret below the place (tabs
/// are kept, so that the caret stands right) and, where there is one, `hint: ...`. Each line ends
/// with a newline; without a name, `file:` is left out. Only the part of a very long line around
/// the place is shown.
std::string format(const Diagnostic& diagnostic, const Source& source);

/// Collects the findings about one source.
class Diagnostics {
 public:
  /// Findings after this number are not kept (errors still count).
  static constexpr std::size_t kMaxKept = 100;

  /// `source` must outlive this object.
  explicit Diagnostics(const Source& source) : source_(source) {}

  void add_error(Phase phase, std::string_view error_class, std::string message, Span span,
                 std::string hint = {});
  void add_warning(Phase phase, std::string message, Span span);

  bool has_errors() const { return error_count_ > 0; }
  std::size_t error_count() const { return error_count_; }

  /// The error found first, or null.
  const Diagnostic* first_error() const;

  /// All kept findings in the order in which they were added.
  const std::vector<Diagnostic>& all() const { return kept_; }

  const Source& source() const { return source_; }

 private:
  const Source& source_;
  std::vector<Diagnostic> kept_;
  std::size_t error_count_ = 0;
};

}  // namespace pico::krl
