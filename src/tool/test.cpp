// SPDX-License-Identifier: MIT
//
// `krl test`: runs the tests that rulesets hold, each in an image in memory of its own.
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "engine/ruleset/program_cache.hpp"
#include "engine/test/report.hpp"
#include "engine/test/run_tests.hpp"
#include "krl/run/host.hpp"
#include "krl/text/error.hpp"
#include "tool/command.hpp"
#include "tool/environment.hpp"
#include "tool/input.hpp"

namespace pico::tool {
namespace {

constexpr Option kOptions[] = {{"--junit", true}, {"--verbose", false}};

/// An image in memory for each test, with the ruleset of the tests and nothing else.
class FreshImages final : public engine::TestGround {
 public:
  FreshImages(std::string source, std::string url, krl::LogLevel level)
      : source_(std::move(source)), url_(std::move(url)), level_(level) {}

  void in_isolation(const Work& work) override {
    ToolEnvironment environment;
    environment.set_log_level(static_cast<uint8_t>(level_));
    engine::Engine(environment, programs_).register_ruleset(source_, url_);
    work(environment, programs_);
  }

 private:
  std::string source_;
  std::string url_;
  krl::LogLevel level_;
  engine::ProgramCache programs_;  // they are the same in all images
};

std::string described(const krl::Error& error) {
  const bool is_plain = error.error_class() == krl::ErrorClass::Error;
  const std::string& text = is_plain ? error.message() : error.text();
  if (error.place().line == 0) return text;
  return fmt::format("{} (line {}, column {})", text, error.place().line, error.place().column);
}

/// A file whose tests cannot be run counts as one that failed.
engine::TestReport test_file(const std::string& file, krl::LogLevel level) {
  const std::string url = "file://" + std::filesystem::absolute(file).lexically_normal().string();
  FreshImages images(read_file(file), url, level);
  try {
    return engine::run_tests(images, url);
  } catch (const krl::Error& error) {
    return {.rid = file,
            .results = {{.name = "has tests to run", .failures = {described(error)}, .time = {}}}};
  }
}

void write_file(const std::string& path, const std::string& text) {
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  const bool is_written =
      file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool is_closed = file != nullptr && std::fclose(file) == 0;
  if (!is_written || !is_closed) throw InputError(path + ": " + std::strerror(errno));
}

Status run(const Arguments& arguments) {
  const std::vector<std::string> files = arguments.operands();
  if (files.empty()) throw UsageError("which file?");
  const krl::LogLevel level =
      arguments.has("--verbose") ? krl::LogLevel::Debug : krl::LogLevel::Klog;

  std::vector<engine::TestReport> reports;
  bool has_failed = false;
  for (const std::string& file : files) {
    reports.push_back(test_file(file, level));
    has_failed = has_failed || !engine::has_passed(reports.back());
  }
  fmt::print("{}", engine::tap_text(reports));
  for (const auto& [option, value] : arguments.items())
    if (option == "--junit") write_file(value, engine::junit_text(reports));
  return has_failed ? Status::KrlError : Status::Success;
}

}  // namespace

const Command kTestCommand{
    "test", "run the tests of rulesets",
    "Usage: krl test [--junit FILE] FILE...\n"
    "Runs the tests that the rulesets share as `tests`, each with picos in memory of its own, and\n"
    "prints how they went as TAP. docs/testing.md says what tests look like. The rulesets that "
    "they\n"
    "name are files beside them.\n"
    "\n"
    "  --junit FILE   write the same as JUnit's XML to a file\n"
    "  --verbose      show debug entries of the log too, on standard error\n"
    "\n"
    "Exit status: 0 all passed, 1 some failed, 2 wrong usage or a file that cannot be read.\n",
    kOptions, run};

}  // namespace pico::tool
