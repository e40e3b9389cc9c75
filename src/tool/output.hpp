// SPDX-License-Identifier: MIT
//
// Files that the commands write.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace pico::tool {

/// A file cannot be written.
class OutputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Puts `text` in the place of what the file holds: all of it or, with an OutputError, none. Rights
/// are kept, and a symbolic link stays one.
void replace_file(const std::string& path, std::string_view text);

}  // namespace pico::tool
