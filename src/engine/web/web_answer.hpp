// SPDX-License-Identifier: MIT
//
// Calls over HTTP and their answers: what the engine does for a request, as status, headers and
// body (spec http-api.md 3-6).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/engine.hpp"
#include "engine/model/http.hpp"
#include "engine/web/web_call.hpp"
#include "engine/web/web_error.hpp"
#include "engine/web/web_rules.hpp"
#include "krl/text/error.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

/// Serves a call. Throws what the engine throws as long as nothing was written: Error, for
/// error_answer(). What fails behind that is an answer, so that the caller commits the rest.
WebAnswer answer(Engine& engine, const SendEvent& call, const WebRules& rules);
WebAnswer answer(Engine& engine, const RaiseEvent& call, const WebRules& rules);
WebAnswer answer(Engine& engine, const WebQuery& call, const WebRules& rules);
WebAnswer answer(Engine& engine, const EventThenQuery& call, const WebRules& rules);
WebAnswer answer(Engine& engine, const RaiseEvents& call, const WebRules& rules);
WebAnswer answer(Engine& engine, const DescribeRoutes& call, const WebRules& rules);

/// The answers of calls that need nothing of the image: health, version, preflight.
std::optional<WebAnswer> immediate_answer(const WebCall& call);

/// The answer of an event: {"eid", "directives"}.
WebAnswer event_answer(const EventResult& result);
/// An answer in JSON, with the headers that all have (spec http-api.md 5).
WebAnswer json_answer(const krl::Value& value, int status = 200);
/// Likewise with a body of another type.
WebAnswer typed_answer(std::string_view content_type, std::string body, int status = 200);
/// An answer that pages of other sites may not read: without the headers of CORS.
WebAnswer private_answer(WebAnswer answer);

/// What a call is answered that the engine refuses.
WebAnswer error_answer(const krl::Error& error, const WebCall& call, const WebRules& rules);
/// What a request is answered that is refused for what it is.
WebAnswer error_answer(const WebError& error, const WebRequest& request, const WebRules& rules);

}  // namespace pico::engine
