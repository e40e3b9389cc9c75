// SPDX-License-Identifier: MIT
//
// Hosts that a test stands for, and its log: see test_environment.hpp.
#include "engine/test/test_environment.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "krl/run/host.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/json.hpp"
#include "krl/value/regexp.hpp"

namespace pico::engine {

namespace {

bool is_for(const TestAnswer& answer, const HttpRequest& request) {
  if (answer.method != request.method) return false;
  if (answer.url.is_string()) return answer.url.string().view() == request.url;
  return answer.url.regexp().pattern().search(request.url, 0).has_value();
}

/// What is no text is sent as JSON.
HttpResponse response_of(const TestAnswer& answer) {
  HttpResponse response{.status = answer.status, .reason = {}, .headers = {}, .body = {}};
  for (const krl::MapEntry& header : answer.headers) {
    response.headers.emplace_back(header.key.view(),
                                  std::string(krl::to_string(header.value).view()));
  }
  if (answer.body.is_string()) {
    response.body = answer.body.string().view();
  } else {
    response.body = krl::to_json_or_null(answer.body);
    if (!answer.headers.contains("content-type"))
      response.headers.emplace_back("content-type", "application/json");
  }
  return response;
}

}  // namespace

HttpResponse TestEnvironment::send(const HttpRequest& request) {
  const auto found = std::find_if(answers_.begin(), answers_.end(), [&](const TestAnswer& answer) {
    return is_for(answer, request);
  });
  if (found != answers_.end()) return response_of(*found);
  throw krl::Error(
      krl::ErrorClass::FetchError,
      fmt::format("\"http\" of the test has no answer to {} {}", request.method, request.url),
      krl::ErrorCode::RequestRefused);
}

void TestEnvironment::show_log(const LogEntry& entry) {
  around_.show_log(entry);
  if (entry.level > static_cast<uint8_t>(krl::LogLevel::Error)) return;
  errors_.push_back(fmt::format("logged by {}: {}", entry.rid.empty() ? "the engine" : entry.rid,
                                krl::to_string(entry.message).view()));
}

}  // namespace pico::engine
