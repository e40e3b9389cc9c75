// SPDX-License-Identifier: MIT
//
// `krl run`: installs rulesets in a pico in memory, raises events and asks queries.
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/module/builtins.hpp"
#include "krl/compile/compiler.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"
#include "tool/command.hpp"
#include "tool/image.hpp"
#include "tool/input.hpp"
#include "tool/report.hpp"

namespace pico::tool {
namespace {

constexpr Option kOptions[] = {{"--event", true},
                               {"--attrs", true},
                               {"--query", true},
                               {"--args", true},
                               {"--verbose", false}};

/// An event or a query, as the command line tells it.
struct Step {
  bool is_event;
  std::string first;  // domain or rid
  std::string name;
  krl::Value data = krl::Map();
};

Step parse_step(bool is_event, const std::string& text) {
  const size_t separator = text.find(is_event ? ':' : '/');
  if (separator == std::string::npos)
    throw UsageError(is_event ? "--event wants domain:name" : "--query wants rid/name");
  return {is_event, text.substr(0, separator), text.substr(separator + 1)};
}

krl::Value parse_data(const std::string& option, const std::string& json) {
  try {
    return krl::parse_json(json);
  } catch (const krl::Error& error) {
    throw UsageError(option + " is not JSON: " + error.message());
  }
}

std::vector<Step> parse_steps(const Arguments& arguments) {
  std::vector<Step> steps;
  for (const auto& [option, value] : arguments.items()) {
    if (option == "--event" || option == "--query")
      steps.push_back(parse_step(option == "--event", value));
    if (option == "--attrs" || option == "--args") {
      const bool is_of_event = option == "--attrs";
      if (steps.empty() || steps.back().is_event != is_of_event)
        throw UsageError(is_of_event ? "--attrs follows its --event"
                                     : "--args follows its --query");
      steps.back().data = parse_data(std::string(option), value);
    }
  }
  return steps;
}

class Session {
 public:
  explicit Session(krl::LogLevel level) : image_(level) {}

  /// Shows what is wrong; true when all is installed.
  bool install(const std::string& file) {
    const auto source = read_source(file);
    krl::Diagnostics diagnostics(*source);
    const krl::ProgramPtr program = krl::compile(source, engine::builtins(), diagnostics);
    print(diagnostics, stderr);
    if (program == nullptr) return false;
    sources_[program->rid] = source;
    return guarded([&] {
      const std::string path = std::filesystem::absolute(file).string();
      image_.install(source->text(), file == "-" ? "krl:" + program->rid : "file://" + path);
    });
  }

  /// Prints what comes of it; false when it failed.
  bool perform(const Step& step) {
    return guarded([&] {
      const krl::Value result =
          step.is_event ? krl::Value(image_.raise_event(step.first, step.name, step.data))
                        : image_.query(step.first, step.name, step.data);
      fmt::print("{}\n", krl::to_json_or_null(result));
    });
  }

 private:
  template <class Work>
  bool guarded(Work work) {
    try {
      work();
      return true;
    } catch (const krl::Error& error) {
      const auto source = sources_.find(error.place().rid);
      if (source != sources_.end()) {
        print(error, *source->second, stderr);
      } else {
        fmt::print(stderr, "error: {}\n", error.text());
      }
      return false;
    }
  }

  Image image_;
  std::map<std::string, std::shared_ptr<const krl::Source>> sources_;  // by rid
};

Status run(const Arguments& arguments) {
  const std::vector<std::string> files = arguments.operands();
  if (files.empty()) throw UsageError("which file?");
  const std::vector<Step> steps = parse_steps(arguments);

  Session session(arguments.has("--verbose") ? krl::LogLevel::Debug : krl::LogLevel::Klog);
  for (const std::string& file : files)
    if (!session.install(file)) return Status::KrlError;
  for (const Step& step : steps)
    if (!session.perform(step)) return Status::KrlError;
  return Status::Success;
}

}  // namespace

const Command kRunCommand{
    "run", "run rulesets on a pico in memory",
    "Usage: krl run FILE... [--event DOMAIN:NAME [--attrs JSON]]... [--query RID/NAME [--args "
    "JSON]]...\n"
    "Installs the rulesets in a pico in memory, one after the other, then raises the events and "
    "asks\n"
    "the queries in the order given. Prints a line of JSON for each: the directives of an event, "
    "the\n"
    "answer of a query. Stops at the first error.\n"
    "\n"
    "  --event DOMAIN:NAME   raise an event\n"
    "  --attrs JSON          its attributes, a map\n"
    "  --query RID/NAME      ask for a shared function or value\n"
    "  --args JSON           its arguments, a map\n"
    "  --verbose             show debug entries of the log too, on standard error\n"
    "\n"
    "Exit status: 0 success, 1 an error in a ruleset, 2 wrong usage or a file that cannot be "
    "read.\n",
    kOptions, run};

}  // namespace pico::tool
