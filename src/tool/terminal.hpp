// SPDX-License-Identifier: MIT
//
// Lines that a person types at a terminal, with editing, history and completion by libedit. There
// is one terminal, and so at most one object of this kind at a time.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace pico::tool {

class Terminal {
 public:
  /// Gives what a word may become.
  using Complete = std::function<std::vector<std::string>(std::string_view word)>;

  /// Begins with the history of former sessions. Says so where none can be kept.
  explicit Terminal(Complete complete);
  /// Keeps the history for later ones.
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  struct Line {
    enum class End { Entered, Interrupted, Closed };
    End end;
    std::string text;
  };
  Line read(const std::string& prompt);

 private:
  std::string history_;  // a file; empty: none
};

}  // namespace pico::tool
