// SPDX-License-Identifier: MIT
//
// Fetching a source: see http_source.hpp.
#include <fmt/format.h>

#include "engine/http/credentials.hpp"

#include "postgres/http/http_client.hpp"
#include "postgres/http/http_source.hpp"
#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

krl::Error fetch_error(const HttpFailure& failure) {
  const bool is_refused = failure.kind == HttpFailure::Kind::Refused;
  const std::string why =
      is_refused ? fmt::format("pico.fetch_hosts does not list {}", failure.what) : failure.what;
  return {krl::ErrorClass::Error, fmt::format("cannot fetch {}: {}", failure.url, why),
          is_refused ? krl::ErrorCode::FetchRefused : krl::ErrorCode::FetchFailed};
}

HttpRules fetch_rules(size_t bytes) {
  const Settings& current = settings();
  return {.hosts = engine::FetchHosts(current.fetch_hosts),
          .timeout = std::chrono::milliseconds(current.fetch_timeout_ms),
          .redirects = current.max_redirects,
          .bytes = bytes,
          .proxy = current.fetch_proxy,
          .ca_file = current.http_ca_file,
          .error = fetch_error};
}

}  // namespace

std::string http_source(std::string_view url, size_t bytes) {
  engine::HttpRequest request;
  request.method = "GET";
  request.url = url;
  request.headers = {{"user-agent", "pico/" PICO_VERSION}};
  Transfer transfer(std::move(request), fetch_rules(bytes));
  engine::HttpResponse response = await_response(transfer);
  if (response.status < 200 || response.status > 299)
    throw krl::Error(krl::ErrorClass::Error,
                     fmt::format("Got a statusCode={} for: {}", response.status,
                                 engine::without_credentials(url)),
                     krl::ErrorCode::FetchFailed);
  return std::move(response.body);
}

}  // namespace pico::postgres
