// SPDX-License-Identifier: MIT
//
// pico_conformance: runs recorded cases and says which of them fail.
//
// The last line is `N passed, N failed`; the exit status is 1 when a case has failed, 2 when
// something else went wrong.
#include <cstdio>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "conformance/case_files.hpp"
#include "conformance/differences.hpp"
#include "conformance/memory_subject.hpp"
#include "conformance/outcome.hpp"
#include "conformance/sql_subject.hpp"

namespace pico::conformance {
namespace {

constexpr char kHelp[] =
    "Usage: pico_conformance [OPTION...] PATH...\n"
    "Runs the conformance cases of files (*.jsonl, *.scenario.json) and directories.\n"
    "\n"
    "  --group PREFIX         only cases whose group or id begins so\n"
    "  --differences FILE     list of deliberate differences, [{id, reason}, ...]; otherwise that "
    "of\n"
    "                         the source tree\n"
    "  --strict               also compare what records tell but do not demand: texts and columns\n"
    "                         of parse errors\n"
    "  --sql                  run the cases by SQL, on the server of PGHOST, PGPORT, ...\n"
    "  --database CONNECTION  the same, on the server of a libpq connection string\n"
    "  --verbose              name each case before it runs, and list those skipped\n"
    "  --help                 show this\n";

struct Options {
  std::vector<std::string> paths;
  std::string group;
  std::string differences = PICO_DIFFERENCES;
  Strictness strictness;
  std::optional<std::string> connection;
  bool is_verbose = false;
  bool is_help = false;
};

Options parse_options(const std::vector<std::string>& arguments) {
  Options options;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    auto operand = [&] {
      if (++i == arguments.size()) throw std::runtime_error(argument + " needs an argument");
      return arguments[i];
    };
    if (argument == "--group") {
      options.group = operand();
    } else if (argument == "--differences") {
      options.differences = operand();
    } else if (argument == "--strict") {
      options.strictness.is_strict = true;
    } else if (argument == "--sql") {
      options.connection = "";
    } else if (argument == "--database") {
      options.connection = operand();
    } else if (argument == "--verbose") {
      options.is_verbose = true;
    } else if (argument == "--help") {
      options.is_help = true;
    } else if (argument.starts_with("--")) {
      throw std::runtime_error("unknown option " + argument);
    } else {
      options.paths.push_back(argument);
    }
  }
  if (options.paths.empty() && !options.is_help) throw std::runtime_error("no PATH; see --help");
  return options;
}

class Run {
 public:
  explicit Run(const Options& options)
      : options_(options),
        differences_(options.differences),
        subject_(options.connection ? sql_subject(*options.connection) : memory_subject()) {}

  bool run() {
    for (const std::string& path : options_.paths)
      for (const std::string& file : case_files(path))
        for (const Json& test : read_cases(file))
          if (is_wanted(test)) run_case(test);
    report();
    return failed_ == 0;
  }

 private:
  [[nodiscard]] bool is_wanted(const Json& test) const {
    return text_of(test, "group").starts_with(options_.group) ||
           id_of(test).starts_with(options_.group);
  }

  void run_case(const Json& test) {
    const std::string id = id_of(test);
    // At once, so that a crash shows where it happened.
    if (options_.is_verbose) say("RUN  " + id);
    count(id, outcome_of(test));
  }

  Outcome outcome_of(const Json& test) {
    try {
      subject_->start();
      Outcome outcome = dispatch(test);
      subject_->finish();
      return outcome;
    } catch (const std::exception& error) {
      subject_->finish();
      return Outcome::failed(error.what());
    }
  }

  Outcome dispatch(const Json& test) {
    if (test.contains("expr")) return run_expression_case(test, *subject_);
    if (test.contains("krl")) return run_parse_case(test, *subject_, options_.strictness);
    return run_scenario_case(test, *subject_);
  }

  void count(const std::string& id, const Outcome& outcome) {
    const bool is_listed = differences_.contains(id);
    if (is_listed && outcome.kind == Outcome::Kind::Failed) {
      ++different_;
      return;
    }
    if (is_listed && outcome.kind == Outcome::Kind::Passed)
      say("NOTE " + id + ": passes, though it is on the list of differences");
    switch (outcome.kind) {
      case Outcome::Kind::Passed:
        ++passed_;
        return;
      case Outcome::Kind::Failed:
        ++failed_;
        say("FAIL " + id + ": " + outcome.reason);
        return;
      case Outcome::Kind::Skipped:
        ++skipped_[outcome.reason];
        if (options_.is_verbose) say("SKIP " + id + ": " + outcome.reason);
        return;
    }
  }

  void report() const {
    for (const auto& [reason, number] : skipped_)
      say(std::to_string(number) + " skipped: " + reason);
    say(std::to_string(differences_.size()) + " deliberate differences are listed, " +
        std::to_string(different_) + " met");
    say(std::to_string(passed_) + " passed, " + std::to_string(failed_) + " failed");
  }

  static void say(const std::string& line) {
    std::puts(line.c_str());
    std::fflush(stdout);
  }

  const Options& options_;
  Differences differences_;
  std::unique_ptr<Subject> subject_;
  std::map<std::string, size_t> skipped_;
  size_t passed_ = 0;
  size_t failed_ = 0;
  size_t different_ = 0;  // deliberately
};

}  // namespace
}  // namespace pico::conformance

int main(int argc, char** argv) {
  using namespace pico::conformance;
  try {
    const Options options = parse_options({argv + 1, argv + argc});
    if (options.is_help) {
      std::fputs(kHelp, stdout);
      return 0;
    }
    return Run(options).run() ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "pico_conformance: %s\n", error.what());
    return 2;
  }
}
