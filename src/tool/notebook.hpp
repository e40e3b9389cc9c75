// SPDX-License-Identifier: MIT
//
// What a person has typed at `krl eval`: whether it is a whole source yet, and the declarations of
// former ones, which stay.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tool/evaluator.hpp"

namespace pico::tool {

/// What has been typed so far.
struct Entry {
  enum class Kind {
    Incomplete,   // more must follow
    Definitions,  // declarations alone
    Source,       // with an expression, or with an error
  };
  Kind kind = Kind::Source;
  std::string definitions;         // of it, with their end
  std::vector<std::string> names;  // of those
};
Entry read_entry(const std::string& text);

/// The declarations of a session. They are kept as text, and so are evaluated with each source
/// behind them; of a name that is declared again, the last one counts.
class Notebook {
 public:
  void add(const Entry& entry);
  void clear();
  [[nodiscard]] const std::string& definitions() const noexcept { return definitions_; }
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

 private:
  std::string definitions_;
  std::vector<std::string> names_;
};

}  // namespace pico::tool
