// SPDX-License-Identifier: MIT
//
// `krl check`: compiles rulesets and shows what the compiler has to say.
#include <fmt/format.h>

#include <memory>
#include <vector>

#include "engine/module/builtins.hpp"
#include "krl/compile/compiler.hpp"
#include "krl/syntax/json_text.hpp"
#include "krl/text/diagnostic.hpp"
#include "tool/command.hpp"
#include "tool/input.hpp"
#include "tool/report.hpp"

namespace pico::tool {
namespace {

void write_json(const krl::Diagnostics& diagnostics, krl::JsonText& json) {
  for (const krl::Diagnostic& found : diagnostics.all()) {
    const bool is_error = found.severity == krl::Severity::Error;
    json.begin('{');
    json.key("file");
    json.string(diagnostics.source().name());
    json.key("line");
    json.number(found.position.line);
    json.key("col");
    json.number(found.position.column);
    json.key("severity");
    json.string(is_error ? "error" : "warning");
    json.key("phase");
    json.string(found.phase == krl::Phase::Parse ? "parse" : "compile");
    json.key("class");
    is_error ? json.string(found.error_class) : json.raw("null");
    json.key("message");
    json.string(found.message);
    json.key("hint");
    found.hint.empty() ? json.raw("null") : json.string(found.hint);
    json.end('}');
  }
}

Status run(const Arguments& arguments) {
  const std::vector<std::string> files = arguments.operands();
  if (files.empty()) throw UsageError("which file?");

  const bool is_json = arguments.has("--json");
  krl::JsonText json;
  json.begin('[');
  bool has_errors = false;
  for (const std::string& file : files) {
    const auto source = read_source(file);
    krl::Diagnostics diagnostics(*source);
    krl::compile(source, engine::builtins(), diagnostics);
    has_errors = has_errors || diagnostics.has_errors();
    if (is_json) {
      write_json(diagnostics, json);
    } else {
      print(diagnostics, stdout);
    }
  }
  json.end(']');
  if (is_json) fmt::print("{}", json.take());
  return has_errors ? Status::KrlError : Status::Success;
}

constexpr Option kOptions[] = {{"--json", false}};

}  // namespace

const Command kCheckCommand{
    "check", "compile rulesets and show errors and warnings",
    "Usage: krl check [--json] FILE...\n"
    "Compiles the rulesets and shows errors and warnings as file:line:col: severity: message, "
    "with\n"
    "the source line and a caret below the place. The file - is standard input.\n"
    "\n"
    "  --json   one array of {file, line, col, severity, phase, class, message, hint}\n"
    "\n"
    "Exit status: 0 no errors, 1 errors, 2 wrong usage or a file that cannot be read.\n",
    kOptions, run};

}  // namespace pico::tool
