// SPDX-License-Identifier: MIT
//
// Reading source files: see input.hpp.
#include "tool/input.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace pico::tool {
namespace {

struct Close {
  void operator()(std::FILE* file) const noexcept {
    if (file != stdin) std::fclose(file);
  }
};

}  // namespace

std::string read_file(const std::string& path) {
  const std::unique_ptr<std::FILE, Close> file(path == "-" ? stdin
                                                           : std::fopen(path.c_str(), "rb"));
  if (file == nullptr) throw InputError(path + ": " + std::strerror(errno));
  std::string text;
  std::array<char, 65536> part;
  while (const size_t size = std::fread(part.data(), 1, part.size(), file.get()))
    text.append(part.data(), size);
  // A directory can be opened, but not read.
  if (std::ferror(file.get()) != 0) throw InputError(path + ": " + std::strerror(errno));
  return text;
}

std::shared_ptr<const krl::Source> read_source(const std::string& path) {
  return std::make_shared<const krl::Source>(path == "-" ? "<stdin>" : path, read_file(path));
}

}  // namespace pico::tool
