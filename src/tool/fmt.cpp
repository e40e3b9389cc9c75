// SPDX-License-Identifier: MIT
//
// `krl fmt`: lays out sources anew.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "krl/format/format.hpp"
#include "krl/text/diagnostic.hpp"
#include "tool/command.hpp"
#include "tool/input.hpp"
#include "tool/output.hpp"
#include "tool/report.hpp"

namespace pico::tool {
namespace {

/// One file; whether it is correct, and as it should be or now is.
bool format_file(const std::string& file, bool is_check) {
  const auto source = read_source(file);
  krl::Diagnostics diagnostics(*source);
  const std::string formatted = krl::format(*source, diagnostics);
  if (diagnostics.has_errors()) {
    print(diagnostics, stderr);
    return false;
  }
  const bool is_changed = formatted != source->text();
  if (is_check) {
    if (is_changed) fmt::print("{}\n", source->name());
    return !is_changed;
  }
  if (file == "-") {
    fmt::print("{}", formatted);
  } else if (is_changed) {
    replace_file(file, formatted);
  }
  return true;
}

Status run(const Arguments& arguments) {
  const std::vector<std::string> files = arguments.operands();
  if (files.empty()) throw UsageError("which file?");
  bool all_good = true;
  for (const std::string& file : files)
    all_good = format_file(file, arguments.has("--check")) && all_good;
  return all_good ? Status::Success : Status::KrlError;
}

constexpr Option kOptions[] = {{"--check", false}};

}  // namespace

const Command kFmtCommand{
    "fmt", "lay out sources in the one canonical way",
    "Usage: krl fmt [--check] FILE...\n"
    "Lays out the sources anew, comments and all, and writes those that change back to their "
    "files. "
    "A\n"
    "source with syntax errors is shown with them and left as it is. The file - is standard "
    "input,\n"
    "whose layout goes to standard output.\n"
    "\n"
    "  --check   write nothing, list the files that would change\n"
    "\n"
    "Exit status: 0 success, 1 syntax errors or, with --check, files that would change, 2 wrong\n"
    "usage or a file that cannot be read or written.\n",
    kOptions, run};

}  // namespace pico::tool
