// SPDX-License-Identifier: MIT
//
// Trying again: see retry.hpp.
#include "engine/outbound/retry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "engine/http/response.hpp"
#include "engine/model/calendar.hpp"
#include "engine/model/random_number.hpp"
#include "engine/outbound/outcome.hpp"
#include "krl/value/conversion.hpp"

namespace pico::engine {

namespace {

constexpr Time kFirstDelayMs = 1000;
constexpr Time kLongestDelayMs = Time{60} * 60 * 1000;
/// Of what a host says has gone wrong, in bytes: it is kept in the log and with the dead letter.
constexpr size_t kLongestError = 1000;

bool is_message(const Request& request) { return kind_of(request) == OutcomeKind::Event; }

/// What the body of a response says as its error; Undefined where it says none.
krl::Value error_in(const HttpResponse& response) {
  const std::optional<krl::Value> body = json_of(response.body);
  const krl::Value* error = body && body->is_map() ? body->map().find("error") : nullptr;
  return error != nullptr && krl::is_true(*error) ? *error : krl::Value();
}

std::string status_of(const HttpResponse& response) {
  return fmt::format("the host answered {}{}{}", response.status,
                     response.reason.empty() ? "" : " ", text_of(response.reason).view());
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7); the two older forms are not understood.
std::optional<Time> parse_http_date(const std::string& text) {
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  int day = 0, year = 0, hour = 0, minute = 0, second = 0, length = 0;
  std::array<char, 4> name{};
  if (std::sscanf(text.c_str(), "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &day,
                  name.data(), &year, &hour, &minute, &second, &length) != 6 ||
      length == 0)
    return std::nullopt;
  const auto month = std::find(kMonths.begin(), kMonths.end(), std::string_view(name.data()));
  if (month == kMonths.end()) return std::nullopt;
  const Time days = days_of({year, static_cast<int>(month - kMonths.begin()) + 1, day});
  return days * kDayMs + ((Time{hour} * 60 + minute) * 60 + second) * 1000;
}

/// Before which time the host does not want to be asked again.
std::optional<Time> wanted_by_host(const HttpResponse& response, Time now) {
  for (const auto& [name, value] : response.headers) {
    if (name != "retry-after") continue;
    uint32_t seconds = 0;
    const char* const end = value.data() + value.size();
    const auto parsed = std::from_chars(value.data(), end, seconds);
    if (parsed.ec == std::errc() && parsed.ptr == end) return now + Time{seconds} * 1000;
    return parse_http_date(value);
  }
  return std::nullopt;
}

/// Before the next try after `attempts` of them.
Time delay_after(int32_t attempts, Environment& environment) {
  const int doublings = std::clamp(attempts - 1, 0, 20);
  const Time delay = std::min(kFirstDelayMs << doublings, kLongestDelayMs);
  return static_cast<Time>(static_cast<double>(delay) * (0.75 + random_fraction(environment) / 2));
}

}  // namespace

std::string failure_of(const RequestResult& result) {
  if (!result.response) return result.error;
  if (!is_message(result.request)) return {};
  const HttpResponse& response = *result.response;
  const krl::Value error = error_in(response);
  const bool is_success = response.status >= 200 && response.status < 300;
  if (is_success && error.is_undefined()) return {};
  if (error.is_undefined()) return status_of(response);
  const krl::String said = krl::to_string(error);
  return fmt::format("{}: {}", status_of(response),
                     text_of(said.view().substr(0, kLongestError)).view());
}

bool is_worth_a_retry(const RequestResult& result) {
  if (!result.response) return !result.is_final;
  const int status = result.response->status;
  return is_message(result.request) && (status == 408 || status == 429 || status >= 500);
}

std::optional<Time> next_try(const RequestResult& result, Environment& environment) {
  const Time now = environment.now();
  Time next = now + delay_after(result.request.attempts, environment);
  if (result.response) next = std::max(next, wanted_by_host(*result.response, now).value_or(next));
  if (next > result.request.sent + environment.limits().message_ttl) return std::nullopt;
  return next;
}

}  // namespace pico::engine
