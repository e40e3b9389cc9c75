// SPDX-License-Identifier: MIT
//
// The terminal: see terminal.hpp.
#include "tool/terminal.hpp"

#include <editline/readline.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "tool/interrupt.hpp"

namespace pico::tool {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxEntries = 1000;

/// Lets libedit know that text is UTF-8, whatever else the person's locale says.
void speak_utf8() {
  if (std::setlocale(LC_CTYPE, "") == nullptr || MB_CUR_MAX == 1)
    std::setlocale(LC_CTYPE, "C.UTF-8");
}

/// What libedit's callbacks, which take no context, work on.
struct State {
  Terminal::Complete complete;
  std::vector<std::string> found;  // for the word that is completed
  size_t next = 0;                 // of those, to be handed over
  bool is_interrupted = false;
};

State& state() {
  static State of_process;
  return of_process;
}

/// One byte of standard input; -1 at its end, and where a person has interrupted, be it before.
int read_byte() {
  unsigned char byte = 0;
  ssize_t count = 0;
  do {
    if (take_interrupt()) {
      state().is_interrupted = true;
      return -1;
    }
    count = ::read(STDIN_FILENO, &byte, 1);
  } while (count < 0 && errno == EINTR);
  return count == 1 ? byte : -1;
}

/// One character, as libedit wants them: a code point. What is not UTF-8 gives what it may.
int read_character(std::FILE*) {
  const int lead = read_byte();
  if (lead < 0xC0) return lead;
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  int character = lead & (0x3F >> more);
  for (int i = 0; i < more; ++i) {
    const int byte = read_byte();
    if (byte < 0) return byte;
    character = (character << 6) | (byte & 0x3F);
  }
  return character;
}

/// libedit frees what it gets.
char* copy_of(const std::string& text) { return strdup(text.c_str()); }

char* next_completion(const char*, int is_repeated) {
  State& now = state();
  if (is_repeated == 0) now.next = 0;
  return now.next < now.found.size() ? copy_of(now.found[now.next++]) : nullptr;
}

char** complete_word(const char* word, int, int) {
  rl_attempted_completion_over = 1;  // no names of files
  rl_completion_append_character = '\0';
  state().found = state().complete(word);
  return rl_completion_matches(word, next_completion);
}

/// $XDG_STATE_HOME/krl/history, or that below the home directory; empty without one.
fs::path history_file() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return fs::path(value != nullptr ? value : "");
  };
  fs::path folder = variable("XDG_STATE_HOME");
  if (folder.empty() && !variable("HOME").empty()) folder = variable("HOME") / ".local" / "state";
  return folder.empty() ? fs::path() : folder / "krl" / "history";
}

}  // namespace

Terminal::Terminal(Complete complete) {
  catch_interrupts();
  speak_utf8();
  state().complete = std::move(complete);
  rl_readline_name = "krl";
  rl_getc_function = read_character;
  rl_attempted_completion_function = complete_word;
  rl_basic_word_break_characters = " \t\n\"\\'`@$><=;|&{}()[],.+-*/%!?#";
  using_history();
  stifle_history(kMaxEntries);

  const fs::path file = history_file();
  std::error_code problem;
  fs::create_directories(file.parent_path(), problem);
  if (file.empty() || problem) {
    fmt::print(stderr, "No history is kept: {}\n",
               file.empty() ? "there is no home directory" : problem.message());
    return;
  }
  history_ = file.string();
  read_history(history_.c_str());  // there is none at first
}

Terminal::~Terminal() {
  state().complete = nullptr;
  if (history_.empty()) return;
  if (const int problem = write_history(history_.c_str()); problem != 0) {
    fmt::print(stderr, "{}: {}\n", history_, std::strerror(problem));
    return;
  }
  std::error_code ignored;  // sources may hold secrets, but the folder may be of no such kind
  fs::permissions(history_, fs::perms::owner_read | fs::perms::owner_write, ignored);
}

Terminal::Line Terminal::read(const std::string& prompt) {
  state().is_interrupted = false;
  const std::unique_ptr<char, decltype(&std::free)> line(readline(prompt.c_str()), &std::free);
  if (line == nullptr) {
    fmt::print("\n");
    return {state().is_interrupted ? Line::End::Interrupted : Line::End::Closed, {}};
  }
  if (*line != '\0') add_history(line.get());
  return {Line::End::Entered, line.get()};
}

}  // namespace pico::tool
