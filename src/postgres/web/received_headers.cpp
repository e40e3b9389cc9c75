// SPDX-License-Identifier: MIT
//
// Headers as they were received: see received_headers.hpp.
#include "postgres/web/received_headers.hpp"

#include <algorithm>
#include <exception>
#include <string_view>

#include "engine/web/web_error.hpp"

#include "postgres/web/microhttpd.hpp"

namespace pico::postgres {
namespace {

bool is_of_line_end(char character) {
  return character == '\0' || character == '\r' || character == '\n';
}

bool is_between(char character) {
  return is_of_line_end(character) || character == ' ' || character == '\t';
}

/// Whether a text that begins at `next` follows one that ends at `end`.
bool follows(const char* end, const char* next) {
  return end < next && std::all_of(end, next, is_between);
}

struct Reader {
  engine::HttpHeaders headers{};
  const char* end = nullptr;  // of the last value; null: there is none yet
  bool is_intact = true;
  std::exception_ptr error{};

  void add(std::string_view name, std::string_view value) {
    if (value.data() == nullptr || (end != nullptr && !follows(end, name.data())) ||
        !follows(name.end(), value.data()))
      is_intact = false;
    end = value.end();
    headers.emplace_back(name, value);
  }
};

MHD_Result add_header(void* self, MHD_ValueKind, const char* name, size_t name_size,
                      const char* value, size_t value_size) noexcept {
  auto* const reader = static_cast<Reader*>(self);
  try {
    reader->add({name, name_size}, {value, value_size});
    return MHD_YES;
  } catch (...) {
    reader->error = std::current_exception();
    return MHD_NO;
  }
}

}  // namespace

engine::HttpHeaders received_headers(MHD_Connection* connection, const char* target_end,
                                     const char* version) {
  Reader reader;
  reader.is_intact = target_end != nullptr && follows(target_end, version);
  microhttpd().get_connection_values_n(connection, MHD_HEADER_KIND, add_header, &reader);
  if (reader.error != nullptr) std::rethrow_exception(reader.error);
  // Behind the last value is the end of its line, then an empty one.
  if (reader.end != nullptr && !is_of_line_end(reader.end[1])) reader.is_intact = false;
  if (!reader.is_intact) throw engine::WebError(400, "Error: malformed head of the request");
  return std::move(reader.headers);
}

}  // namespace pico::postgres
