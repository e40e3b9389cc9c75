// SPDX-License-Identifier: MIT
//
// Writing files: see output.hpp.
#include "tool/output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace pico::tool {
namespace {

[[noreturn]] void fail(const std::string& path) {
  throw OutputError(path + ": " + std::strerror(errno));
}

/// A new file beside another one, which is removed unless it has got the other's name.
class Successor {
 public:
  explicit Successor(std::string path) : path_(std::move(path)), name_(path_ + ".XXXXXX") {
    file_ = mkstemp(name_.data());
    if (file_ < 0) fail(name_);
  }

  ~Successor() {
    if (file_ < 0) return;
    close(file_);
    unlink(name_.c_str());
  }

  Successor(const Successor&) = delete;
  Successor& operator=(const Successor&) = delete;

  void write_all(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = write(file_, text.data(), text.size());
      if (written < 0 && errno != EINTR) fail(name_);
      if (written > 0) text.remove_prefix(static_cast<size_t>(written));
    }
  }

  void take_over() {
    struct stat status;
    if (stat(path_.c_str(), &status) != 0) fail(path_);
    if (fchmod(file_, status.st_mode & 07777) != 0 || fsync(file_) != 0) fail(name_);
    if (rename(name_.c_str(), path_.c_str()) != 0) fail(path_);
    close(file_);
    file_ = -1;
  }

 private:
  std::string path_;
  std::string name_;
  int file_ = -1;
};

}  // namespace

void replace_file(const std::string& path, std::string_view text) {
  if (access(path.c_str(), W_OK) != 0) fail(path);
  Successor successor(std::filesystem::canonical(path).string());
  successor.write_all(text);
  successor.take_over();
}

}  // namespace pico::tool
