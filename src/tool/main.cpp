// SPDX-License-Identifier: MIT
//
// krl: a command-line tool for KRL without a server. Each command has a file of its own.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <string_view>
#include <vector>

#include "tool/command.hpp"
#include "tool/input.hpp"
#include "tool/output.hpp"

namespace pico::tool {
namespace {

constexpr std::array kCommands = {&kCheckCommand, &kAstCommand, &kFmtCommand,
                                  &kEvalCommand,  &kRunCommand, &kTestCommand};

Status help() {
  fmt::print("Usage: krl COMMAND [ARGUMENT...]\n\n");
  for (const Command* command : kCommands)
    fmt::print("  {:8}{}\n", command->name, command->summary);
  fmt::print("\n`krl COMMAND --help` tells more; `krl --version` prints the version.\n");
  return Status::Success;
}

Status run_command(const Command& command, std::span<const std::string_view> words) {
  if (std::find(words.begin(), words.end(), "--help") != words.end()) {
    fmt::print("{}", command.help);
    return Status::Success;
  }
  try {
    return command.run(Arguments(words, command.options));
  } catch (const UsageError& error) {
    fmt::print(stderr, "krl {0}: {1}\nTry `krl {0} --help`.\n", command.name, error.what());
  } catch (const InputError& error) {
    fmt::print(stderr, "krl {}: {}\n", command.name, error.what());
  } catch (const OutputError& error) {
    fmt::print(stderr, "krl {}: {}\n", command.name, error.what());
  }
  return Status::Unusable;
}

Status run(std::span<const std::string_view> words) {
  const std::string_view name = words.empty() ? "" : words.front();
  if (name == "--help") return help();
  if (name == "--version") {
    fmt::print("krl {}\n", PICO_VERSION);
    return Status::Success;
  }
  for (const Command* command : kCommands)
    if (command->name == name) return run_command(*command, words.subspan(1));
  fmt::print(stderr, "krl: {}\nTry `krl --help`.\n",
             name.empty() ? "which command?" : fmt::format("no command {}", name));
  return Status::Unusable;
}

}  // namespace
}  // namespace pico::tool

int main(int argc, char** argv) {
  const std::vector<std::string_view> words(argv + 1, argv + argc);
  try {
    return static_cast<int>(pico::tool::run(words));
  } catch (const std::exception& error) {
    fmt::print(stderr, "krl: {}\n", error.what());
    return static_cast<int>(pico::tool::Status::Unusable);
  }
}
