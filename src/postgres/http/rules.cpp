// SPDX-License-Identifier: MIT
//
// Rules from the settings: see rules.hpp.
#include <fmt/format.h>

#include "engine/outbound/host.hpp"

#include "postgres/http/rules.hpp"
#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

krl::Error request_error(const HttpFailure& failure) {
  const bool is_refused = failure.kind == HttpFailure::Kind::Refused;
  std::string reason = failure.what;
  if (is_refused) reason = fmt::format("pico.http_hosts does not allow {}", failure.what);
  if (failure.kind == HttpFailure::Kind::Late) reason = "timeout";
  // It is for logs: a query may hold a secret as well.
  return {krl::ErrorClass::FetchError,
          fmt::format("request to {} failed, reason: {}", engine::shown_url(failure.url), reason),
          is_refused ? krl::ErrorCode::RequestRefused : krl::ErrorCode::RequestFailed};
}

}  // namespace

HttpRules http_rules() {
  const Settings& current = settings();
  return {.hosts = engine::FetchHosts(current.http_hosts),
          .timeout = std::chrono::milliseconds(current.http_timeout_ms),
          .redirects = current.max_redirects,
          .bytes = static_cast<size_t>(current.max_response_size_kb) << 10,
          .proxy = current.http_proxy,
          .ca_file = current.http_ca_file,
          .error = request_error};
}

}  // namespace pico::postgres
