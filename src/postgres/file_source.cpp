// SPDX-License-Identifier: MIT
//
// Reading a file: see file_source.hpp.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "krl/text/error.hpp"

#include "postgres/file_source.hpp"
#include "postgres/guard.hpp"
#include "postgres/http/curl.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

krl::Error failed(std::string_view url, std::string_view why) {
  return {krl::ErrorClass::Error, fmt::format("cannot read {}: {}", url, why),
          krl::ErrorCode::FetchFailed};
}

krl::Error failed_with(std::string_view url, int number) {
  return failed(url, std::generic_category().message(number));
}

/// What a file: URL names: the part behind the host, which must be this one, decoded.
std::string path_of(std::string_view url) {
  const std::string text(url);
  const std::unique_ptr<CURLU, Curl::Closer> parts(curl().url());
  if (!parts) throw std::bad_alloc();
  CURLUcode code = curl().url_set(parts.get(), CURLUPART_URL, text.c_str(), 0);
  char* found = nullptr;
  if (code == CURLUE_OK)
    code = curl().url_get(parts.get(), CURLUPART_PATH, &found, CURLU_URLDECODE);
  const std::unique_ptr<char, Curl::Closer> path(found);
  if (code != CURLUE_OK) throw failed(url, curl().url_strerror(code));
  return path.get();
}

class File {
 public:
  // A pipe would wait for a writer.
  explicit File(const std::string& path)
      : descriptor_(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace

std::string file_source(std::string_view url, Oid role, size_t bytes) {
  const bool may_read = OidIsValid(role) &&
                        pg_call([&] { return has_privs_of_role(role, ROLE_PG_READ_SERVER_FILES); });
  if (!may_read)
    throw krl::Error(krl::ErrorClass::Error, fmt::format("may not read {}", url),
                     krl::ErrorCode::FetchRefused);
  const File file(path_of(url));
  struct stat status {};
  if (file.descriptor() < 0 || fstat(file.descriptor(), &status) != 0)
    throw failed_with(url, errno);
  if (!S_ISREG(status.st_mode)) throw failed(url, "it is no regular file");
  std::string source(std::min(static_cast<size_t>(status.st_size), bytes) + 1, '\0');
  size_t size = 0;
  while (size < source.size()) {
    const ssize_t count = read(file.descriptor(), source.data() + size, source.size() - size);
    if (count < 0 && errno != EINTR) throw failed_with(url, errno);
    if (count == 0) break;
    if (count > 0) size += static_cast<size_t>(count);
  }
  if (size > bytes) throw failed(url, fmt::format("it exceeds {} bytes", bytes));
  source.resize(size);
  return source;
}

}  // namespace pico::postgres
