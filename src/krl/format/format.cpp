// SPDX-License-Identifier: MIT
//
// Entry of the formatter: see format.hpp.
#include "krl/format/format.hpp"

#include "krl/format/formatter.hpp"
#include "krl/syntax/parser.hpp"

namespace pico::krl {

std::string format(const Source& source, Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.error_count();
  const Parsed parsed = parse(source, diagnostics);
  if (diagnostics.error_count() > errors_before) return {};
  return Formatter(source).run(parsed);
}

}  // namespace pico::krl
