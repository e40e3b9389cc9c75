// SPDX-License-Identifier: MIT
//
// Clock, randomness and sources of an image in memory: see memory_environment.hpp.
#include "engine/memory_environment.hpp"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <chrono>
#include <stdexcept>

#include "krl/text/error.hpp"

namespace pico::engine {

Time MemoryEnvironment::now() {
  if (time_) return *time_;
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count();
}

void MemoryEnvironment::random_bytes(std::span<std::byte> bytes) {
  const auto size = static_cast<int>(bytes.size());
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), size) != 1) {
    throw std::runtime_error("no random bytes are available");
  }
}

std::string MemoryEnvironment::fetch(std::string_view url, std::string_view reader) {
  if (on_fetch_) on_fetch_(url, reader);
  const auto found = sources_.find(url);
  if (found != sources_.end()) return found->second;
  throw krl::Error(krl::ErrorClass::Error, fmt::format("Got a statusCode=404 for: {}", url),
                   krl::ErrorCode::FetchFailed);
}

HttpResponse MemoryEnvironment::send(const HttpRequest& request) {
  if (on_send_) return on_send_(request);
  throw krl::Error(krl::ErrorClass::FetchError,
                   fmt::format("request to {} failed, reason: connect ECONNREFUSED", request.url),
                   krl::ErrorCode::RequestFailed);
}

}  // namespace pico::engine
