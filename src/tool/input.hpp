// SPDX-License-Identifier: MIT
//
// Source files, as the commands read them.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "krl/text/source.hpp"

namespace pico::tool {

/// A file cannot be read.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The bytes of a file; `-` is standard input. Throws InputError.
std::string read_file(const std::string& path);

/// The same as a source that is named after its file.
std::shared_ptr<const krl::Source> read_source(const std::string& path);

}  // namespace pico::tool
