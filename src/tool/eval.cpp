// SPDX-License-Identifier: MIT
//
// `krl eval`: the value of an expression, in memory or in a live image; on a terminal, of one
// after the other.
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "krl/syntax/parser.hpp"
#include "tool/command.hpp"
#include "tool/evaluator.hpp"
#include "tool/input.hpp"
#include "tool/live_evaluator.hpp"
#include "tool/memory_evaluator.hpp"
#include "tool/repl.hpp"

namespace pico::tool {
namespace {

constexpr Option kOptions[] = {
    {"--file", true}, {"--connect", true}, {"--pico", true}, {"--rid", true}};

/// The last value of an option.
std::optional<std::string> value_of(const Arguments& arguments, std::string_view option) {
  std::optional<std::string> value;
  for (const Arguments::Item& item : arguments.items())
    if (item.option == option) value = item.value;
  return value;
}

std::unique_ptr<Evaluator> live_evaluator(const Arguments& arguments) {
  const std::optional<std::string> pico = value_of(arguments, "--pico");
  if (!pico) throw UsageError("--connect needs a --pico");
  if (arguments.has("--file")) throw UsageError("--file is for picos in memory");
  return std::make_unique<LiveEvaluator>(*value_of(arguments, "--connect"), *pico,
                                         value_of(arguments, "--rid"));
}

std::unique_ptr<Evaluator> memory_evaluator(const Arguments& arguments) {
  if (arguments.has("--pico")) throw UsageError("--pico needs --connect");
  auto evaluator = std::make_unique<MemoryEvaluator>();
  for (const Arguments::Item& item : arguments.items())
    if (item.option == "--file") evaluator->install(item.value);
  if (const std::optional<std::string> rid = value_of(arguments, "--rid")) {
    try {
      evaluator->use_rid(*rid);
    } catch (const krl::Error& error) {
      throw UsageError(error.message());
    }
  }
  return evaluator;
}

void refuse_ruleset(const std::string& text) {
  const krl::Source source("", text);
  krl::Diagnostics diagnostics(source);
  if (krl::parse(source, diagnostics).ruleset != nullptr)
    throw UsageError("this is a ruleset; see --file and krl run");
}

Status run(const Arguments& arguments) {
  const std::vector<std::string> operands = arguments.operands();
  if (operands.size() > 1) throw UsageError("at most one expression");
  try {
    const std::unique_ptr<Evaluator> evaluator =
        arguments.has("--connect") ? live_evaluator(arguments) : memory_evaluator(arguments);
    if (operands.empty() && isatty(STDIN_FILENO) != 0) {
      run_repl(*evaluator);
      return Status::Success;
    }
    const std::string text = operands.empty() ? read_file("-") : operands.front();
    refuse_ruleset(text);
    return evaluate_and_print(*evaluator, {"", text}) ? Status::Success : Status::KrlError;
  } catch (const Refused&) {
    return Status::KrlError;
  }
}

}  // namespace

const Command kEvalCommand{
    "eval", "evaluate expressions",
    "Usage: krl eval [--file FILE]... [--rid RID] [--] [EXPRESSION]\n"
    "       krl eval --connect CONNINFO --pico ID [--rid RID] [--] [EXPRESSION]\n"
    "Evaluates the expression, before which declarations may stand, and prints its value as JSON:\n"
    "\n"
    "  krl eval 'square = function(n) { n * n }; [1, 2, 3].map(square)'\n"
    "\n"
    "What has no JSON (a function, for instance) prints as null. klog goes to standard error. An\n"
    "expression that begins with a minus follows after --.\n"
    "\n"
    "Without an expression, it evaluates what standard input holds, or what a person types at a\n"
    "terminal, where \\? helps.\n"
    "\n"
    "  --file FILE         install a ruleset in the pico in memory; the last one is the context\n"
    "  --connect CONNINFO  evaluate in a live image, by pico.eval(); see libpq for the form\n"
    "  --pico ID           in which pico\n"
    "  --rid RID           in the context of which of its rulesets\n"
    "\n"
    "Exit status: 0 success, 1 an error in the expression or a ruleset, 2 wrong usage, a file "
    "that\n"
    "cannot be read, or no connection.\n",
    kOptions, run};

}  // namespace pico::tool
