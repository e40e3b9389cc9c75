// SPDX-License-Identifier: MIT
//
// `krl ast`: shows the syntax tree of a source.
#include <fmt/format.h>

#include <vector>

#include "krl/syntax/ast_json.hpp"
#include "krl/syntax/parser.hpp"
#include "tool/command.hpp"
#include "tool/input.hpp"
#include "tool/report.hpp"

namespace pico::tool {
namespace {

Status run(const Arguments& arguments) {
  const std::vector<std::string> files = arguments.operands();
  if (files.size() != 1) throw UsageError("exactly one file is needed");

  const auto source = read_source(files.front());
  krl::Diagnostics diagnostics(*source);
  const krl::Parsed parsed = krl::parse(*source, diagnostics);
  print(diagnostics, stderr);
  if (diagnostics.has_errors()) return Status::KrlError;
  fmt::print("{}\n", krl::to_json(parsed, *source));
  return Status::Success;
}

}  // namespace

const Command kAstCommand{
    "ast",
    "show the syntax tree of a source as JSON",
    "Usage: krl ast FILE\n"
    "Shows the syntax tree of a ruleset, or of a list of declarations and expressions, as JSON. "
    "The\n"
    "file - is standard input.\n"
    "\n"
    "Exit status: 0 success, 1 syntax errors, 2 wrong usage or a file that cannot be read.\n",
    {},
    run};

}  // namespace pico::tool
