// SPDX-License-Identifier: MIT
//
// Making responses: see response.hpp.
#include "postgres/web/response.hpp"

#include <algorithm>
#include <utility>

#include "postgres/web/microhttpd.hpp"

namespace pico::postgres {
namespace {

/// What is read of a stream at a time.
constexpr size_t kBlockBytes = 16384;

void free_body(void* body) noexcept { delete static_cast<std::string*>(body); }

/// The response that keeps `body` as long as it is there.
ResponsePtr response_with(std::string body) {
  auto kept = std::make_unique<std::string>(std::move(body));
  ResponsePtr response(microhttpd().create_response_from_buffer_with_free_callback_cls(
      kept->size(), kept->data(), free_body, kept.get()));
  if (response != nullptr) kept.release();  // NOLINT: free_body has it now
  return response;
}

bool add_headers(MHD_Response* response, const engine::HttpHeaders& headers) {
  return std::all_of(headers.begin(), headers.end(), [&](const auto& header) {
    const auto& [name, value] = header;
    // libmicrohttpd takes no empty values, which say nothing.
    return value.empty() ||
           microhttpd().add_response_header(response, name.c_str(), value.c_str()) == MHD_YES;
  });
}

}  // namespace

void ResponseDeleter::operator()(MHD_Response* response) const noexcept {
  microhttpd().destroy_response(response);
}

ResponsePtr response_of(engine::WebAnswer& answer, AfterAnswer after) {
  ResponsePtr response = response_with(std::move(answer.body));
  if (response == nullptr || !add_headers(response.get(), answer.headers)) return nullptr;
  if (after == AfterAnswer::Close && !add_headers(response.get(), {{"Connection", "close"}}))
    return nullptr;
  return response;
}

ResponsePtr streaming_response(const engine::HttpHeaders& headers, MHD_ContentReaderCallback read,
                               void* reader) {
  ResponsePtr response(microhttpd().create_response_from_callback(MHD_SIZE_UNKNOWN, kBlockBytes,
                                                                  read, reader, nullptr));
  if (response == nullptr || !add_headers(response.get(), headers)) return nullptr;
  return response;
}

}  // namespace pico::postgres
