// SPDX-License-Identifier: MIT
//
// Whether and when a request is tried again.
#pragma once

#include <optional>
#include <string>

#include "engine/environment.hpp"
#include "engine/model/rows.hpp"

namespace pico::engine {

/// How one try of a request ended: a response, or why there is none.
struct RequestResult {
  Request request;
  std::optional<HttpResponse> response;
  std::string error;
  bool is_final = false;  // of an error: another try would end no better
};

/// What is wrong with a result. For a message to another host all but a status of 2xx and a body
/// that is no `{"error": …}`; for an http call only that there is no response, as its program sees
/// the status. Empty: nothing.
std::string failure_of(const RequestResult& result);

/// Whether a request that failed may be tried again: where there was no response, or a status that
/// says so (408, 429, 5xx). Those behind it wait for it then.
bool is_worth_a_retry(const RequestResult& result);

/// When to try again a request that failed and is worth it: after 1 s, doubled by every try up to
/// an hour, give or take a quarter, so that those who failed together do not come back together;
/// not before the host wants it (Retry-After). Nothing where that would be after
/// Limits::message_ttl.
std::optional<Time> next_try(const RequestResult& result, Environment& environment);

}  // namespace pico::engine
