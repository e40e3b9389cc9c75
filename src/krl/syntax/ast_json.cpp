// SPDX-License-Identifier: MIT
//
// The tree as JSON text: see ast_json.hpp.
#include "krl/syntax/ast_json.hpp"

#include "krl/syntax/ast_printer.hpp"

namespace pico::krl {

std::string to_json(const Parsed& parsed, const Source& source) {
  return AstPrinter(source).print(parsed);
}

}  // namespace pico::krl
