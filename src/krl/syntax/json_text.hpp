// SPDX-License-Identifier: MIT
//
// Writes indented JSON text piece by piece. It keeps no tree, so the size and depth of what is
// written do not matter; commas and line breaks come by themselves.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pico::krl {

class JsonText {
 public:
  /// Opens an object or array: `{` or `[`.
  void begin(char bracket);
  void end(char bracket);

  /// The key of the value that is written next.
  void key(std::string_view name);

  void string(std::string_view value);

  /// null for what JSON cannot express.
  void number(double value);

  /// A value that is JSON text already.
  void raw(std::string_view json);

  /// The text, ended by a newline. The writer is empty afterwards.
  std::string take();

 private:
  void separate();
  void new_line();

  std::string text_;
  std::size_t depth_ = 0;
  bool is_first_ = true;  // nothing stands yet in the innermost object or array
  bool follows_key_ = false;
};

}  // namespace pico::krl
