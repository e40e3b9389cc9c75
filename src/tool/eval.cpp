// SPDX-License-Identifier: MIT
//
// `krl eval`: the value of an expression, which is evaluated as a query of a ruleset around it.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine/module/builtins.hpp"
#include "krl/compile/compiler.hpp"
#include "krl/syntax/parser.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"
#include "tool/command.hpp"
#include "tool/image.hpp"
#include "tool/report.hpp"

namespace pico::tool {
namespace {

// The expression begins on a line of its own, so that columns stay and lines differ by one.
constexpr std::string_view kBefore =
    "ruleset eval { meta { shares value } global { value = function() {\n";
constexpr std::string_view kAfter = "\n} } }\n";

std::uint32_t without_wrapper(std::uint32_t offset, const krl::Source& shown) {
  const auto before = static_cast<std::uint32_t>(kBefore.size());
  const auto size = static_cast<std::uint32_t>(shown.text().size());
  return std::min(offset - std::min(offset, before), size);
}

/// The findings about the ruleset, as findings about the expression.
void print_shifted(const krl::Diagnostics& found, const krl::Source& shown) {
  for (krl::Diagnostic finding : found.all()) {
    finding.span = {without_wrapper(finding.span.start, shown),
                    without_wrapper(finding.span.end, shown)};
    finding.position = shown.position(finding.span.start);
    fmt::print(stderr, "{}", krl::format(finding, shown));
  }
}

/// Shows what is wrong with the expression; true when it compiles.
bool compiles(const krl::Source& expression, const std::string& ruleset) {
  // What ends the surrounding function must not pass.
  krl::Diagnostics alone(expression);
  const krl::Parsed parsed = krl::parse(expression, alone);
  if (parsed.ruleset != nullptr) throw UsageError("this is a ruleset; see krl run");
  if (alone.has_errors()) {
    print(alone, stderr);
    return false;
  }
  const auto source = std::make_shared<const krl::Source>("", ruleset);
  krl::Diagnostics diagnostics(*source);
  krl::compile(source, engine::builtins(), diagnostics);
  print_shifted(diagnostics, expression);
  return !diagnostics.has_errors();
}

Status run(const Arguments& arguments) {
  const std::vector<std::string> operands = arguments.operands();
  if (operands.size() != 1) throw UsageError("exactly one expression is needed");

  const krl::Source expression("", operands.front());
  const std::string ruleset = std::string(kBefore) + operands.front() + std::string(kAfter);
  if (!compiles(expression, ruleset)) return Status::KrlError;
  try {
    Image image(krl::LogLevel::Klog);
    image.install(ruleset, "krl:eval");
    const krl::Value value = image.query("eval", "value", krl::Map());
    fmt::print("{}\n", krl::to_json_or_null(value));
    return Status::Success;
  } catch (krl::Error& error) {
    const krl::Error bare(error.error_class(), error.message(), error.code());
    krl::Error placed = bare;
    if (error.place().line > 1)
      placed.locate({{}, {}, error.place().line - 1, error.place().column});
    print(placed, expression, stderr);
    return Status::KrlError;
  }
}

}  // namespace

const Command kEvalCommand{
    "eval",
    "evaluate an expression",
    "Usage: krl eval [--] EXPRESSION\n"
    "Evaluates the expression, before which declarations may stand, and prints its value as JSON:\n"
    "\n"
    "  krl eval 'square = function(n) { n * n }; [1, 2, 3].map(square)'\n"
    "\n"
    "What has no JSON (a function, for instance) prints as null. klog goes to standard error. An\n"
    "expression that begins with a minus follows after --.\n"
    "\n"
    "Exit status: 0 success, 1 an error in the expression, 2 wrong usage.\n",
    {},
    run};

}  // namespace pico::tool
