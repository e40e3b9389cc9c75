// SPDX-License-Identifier: MIT
//
// Decompression by zlib: see inflate.hpp.
#include "engine/web/inflate.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>

#include "engine/http/headers.hpp"
#include "engine/http/response.hpp"
#include "engine/web/web_error.hpp"

namespace pico::engine {

namespace {

/// What zlib takes for the format: its own, and gzip with it.
constexpr int kZlibWindow = MAX_WBITS;
constexpr int kGzipWindow = MAX_WBITS + 16;

class Inflater {
 public:
  explicit Inflater(int window) {
    if (inflateInit2(&stream_, window) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  void give(std::string_view bytes) {
    // zlib does not change what it reads; its type says so only where ZLIB_CONST is defined.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
  }
  [[nodiscard]] bool is_used_up() const noexcept { return stream_.avail_in == 0; }

  /// Appends a piece; zlib's result.
  int take(std::string& text) {
    std::array<Bytef, 16384> piece;
    stream_.next_out = piece.data();
    stream_.avail_out = static_cast<uInt>(piece.size());
    const int result = ::inflate(&stream_, Z_NO_FLUSH);
    text.append(reinterpret_cast<const char*>(piece.data()), piece.size() - stream_.avail_out);
    return result;
  }
  void begin_next_member() { inflateReset(&stream_); }

 private:
  z_stream stream_{};
};

std::string inflate_by(int window, std::string_view bytes, size_t limit) {
  Inflater inflater(window);
  inflater.give(bytes);
  std::string text;
  while (true) {
    const int result = inflater.take(text);
    if (text.size() > limit) throw WebError(413, "PayloadTooLargeError: request entity too large");
    if (result == Z_STREAM_END) {
      if (inflater.is_used_up()) return text;
      inflater.begin_next_member();
    } else if (result != Z_OK) {
      throw WebError(400, "Error: the body is not what its content-encoding says");
    }
  }
}

}  // namespace

std::string inflate_body(std::string_view bytes, std::string_view encoding, size_t limit) {
  const std::string name = header_key(header_value(encoding));
  if (name == "gzip") return inflate_by(kGzipWindow, bytes, limit);
  if (name == "deflate") return inflate_by(kZlibWindow, bytes, limit);
  if (!name.empty() && name != "identity") {
    throw WebError(415,
                   fmt::format("UnsupportedMediaTypeError: unsupported content encoding \"{}\"",
                               text_of(name).view()));
  }
  if (bytes.size() > limit) throw WebError(413, "PayloadTooLargeError: request entity too large");
  return std::string(bytes);
}

}  // namespace pico::engine
