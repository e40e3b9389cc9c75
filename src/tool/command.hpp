// SPDX-License-Identifier: MIT
//
// The commands of the `krl` tool, each in a file of its own.
#pragma once

#include <span>
#include <string_view>

#include "tool/arguments.hpp"

namespace pico::tool {

/// How a command ends, as the exit status of the process.
enum class Status : int {
  Success = 0,
  KrlError = 1,  // a program is wrong, or failed
  Unusable = 2,  // wrong usage, unreadable file
};

struct Command {
  std::string_view name;
  std::string_view summary;
  std::string_view help;  // what `--help` shows
  std::span<const Option> options;
  Status (*run)(const Arguments& arguments);
};

extern const Command kAstCommand;
extern const Command kCheckCommand;
extern const Command kEvalCommand;
extern const Command kFmtCommand;
extern const Command kRunCommand;
extern const Command kTestCommand;

}  // namespace pico::tool
