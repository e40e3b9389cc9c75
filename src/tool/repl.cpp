// SPDX-License-Identifier: MIT
//
// The conversation: see repl.hpp.
#include "tool/repl.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/module/builtins.hpp"
#include "tool/interrupt.hpp"
#include "tool/notebook.hpp"
#include "tool/terminal.hpp"

namespace pico::tool {
namespace {

constexpr std::string_view kHelp =
    "An expression is evaluated. Declarations stay, and are evaluated with each that follows. "
    "What\n"
    "is not finished goes on in the next line; Ctrl-C drops it. Tab completes names.\n"
    "\n"
    "  \\q            leave, as Ctrl-D does\n"
    "  \\rid [RID]    evaluate in the context of another ruleset, or of none\n"
    "  \\pico [ID]    show the pico, or go to another one\n"
    "  \\forget       forget all declarations\n"
    "  \\?            show this\n";

class Repl {
 public:
  explicit Repl(Evaluator& evaluator)
      : evaluator_(evaluator),
        terminal_([this](std::string_view word) { return complete(word); }) {}

  void run() {
    fmt::print("krl {}, \\? for help\n", PICO_VERSION);
    std::string text;
    while (!is_over_) {
      const Terminal::Line line = terminal_.read(text.empty() ? prompt() : "... ");
      switch (line.end) {
        case Terminal::Line::End::Closed:
          if (text.empty()) return;
          text.clear();
          break;
        case Terminal::Line::End::Interrupted:
          text.clear();
          break;
        case Terminal::Line::End::Entered:
          take(text, line.text);
          break;
      }
      std::fflush(stdout);
    }
  }

 private:
  [[nodiscard]] std::string prompt() const { return evaluator_.rid().value_or("krl") + "> "; }

  /// Adds a line to what has been typed before, and evaluates that when it is whole.
  void take(std::string& text, const std::string& line) {
    if (text.empty() && line.starts_with('\\')) return command(line);
    if (!text.empty()) text += '\n';
    text += line;
    if (text.find_first_not_of(" \t\n") == std::string::npos) return text.clear();
    const Entry entry = read_entry(text);
    if (entry.kind == Entry::Kind::Incomplete) return;
    take_interrupt();  // one that came too late is not for what follows
    evaluate(entry, text);
    text.clear();
  }

  void evaluate(const Entry& entry, const std::string& text) {
    if (entry.kind == Entry::Kind::Source) {
      if (evaluate_and_print(evaluator_, {notebook_.definitions(), text})) notebook_.add(entry);
      return;
    }
    // The values of declarations are of no interest, but whether they have any is.
    Input input{notebook_.definitions(), entry.definitions + "null"};
    if (evaluate_quietly(evaluator_, input)) notebook_.add(entry);
  }

  void command(const std::string& line) {
    const size_t blank = std::min(line.find(' '), line.size());
    const std::string name = line.substr(0, blank);
    const size_t start = line.find_first_not_of(' ', blank);
    const std::string operand = start == std::string::npos ? "" : line.substr(start);
    try {
      obey(name, operand.substr(0, operand.find_last_not_of(' ') + 1));
    } catch (const krl::Error& error) {
      fmt::print(stderr, "{}: {}\n", name, error.message());
    }
  }

  void obey(const std::string& name, const std::string& operand) {
    if (name == "\\q") {
      is_over_ = true;
    } else if (name == "\\?") {
      fmt::print("{}", kHelp);
    } else if (name == "\\rid") {
      evaluator_.use_rid(operand.empty() ? std::nullopt : std::optional(operand));
    } else if (name == "\\pico") {
      if (!operand.empty()) evaluator_.use_pico(operand);
      fmt::print("{}\n", evaluator_.pico());
    } else if (name == "\\forget") {
      notebook_.clear();
    } else {
      fmt::print(stderr, "no command {}; \\? lists them\n", name);
    }
  }

  std::vector<std::string> complete(std::string_view word) {
    std::vector<std::string> found;
    const auto add = [&](std::string name) {
      if (name.starts_with(word)) found.push_back(std::move(name));
    };
    const krl::Builtins& builtins = engine::builtins();
    for (const krl::NativeMember& member : builtins.library) add(std::string(member.name));
    for (const krl::NativeModule& module : builtins.modules) {
      const std::string prefix = fmt::format("{}:", module.name);
      if (word.size() < prefix.size()) add(prefix);
      if (!word.starts_with(prefix)) continue;
      for (const krl::NativeMember& member : module.members) add(prefix + std::string(member.name));
    }
    for (const std::string& name : notebook_.names()) add(name);
    for (std::string& name : evaluator_names()) add(std::move(name));
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

  /// None where they cannot be had at the moment: whoever evaluates will hear why.
  std::vector<std::string> evaluator_names() {
    try {
      return evaluator_.names();
    } catch (const krl::Error&) {
      return {};
    }
  }

  Evaluator& evaluator_;
  Notebook notebook_;
  Terminal terminal_;
  bool is_over_ = false;
};

}  // namespace

void run_repl(Evaluator& evaluator) { Repl(evaluator).run(); }

}  // namespace pico::tool
