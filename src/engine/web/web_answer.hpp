// SPDX-License-Identifier: MIT
//
// Calls over HTTP and their answers: what the engine does for a request, as status, headers and
// body (spec http-api.md 3-6).
#pragma once

#include "engine/engine.hpp"
#include "engine/model/http.hpp"
#include "engine/web/web_call.hpp"
#include "engine/web/web_error.hpp"
#include "krl/text/error.hpp"

namespace pico::engine {

/// Serves a call, and throws what the engine throws: Error, for error_answer().
WebAnswer answer(Engine& engine, const SendEvent& call, const WebRules& rules);
WebAnswer answer(Engine& engine, const RaiseEvent& call, const WebRules& rules);
WebAnswer answer(Engine& engine, const WebQuery& call, const WebRules& rules);
WebAnswer answer(Engine& engine, const EventThenQuery& call, const WebRules& rules);
WebAnswer answer(Engine& engine, const RaiseEvents& call, const WebRules& rules);
WebAnswer answer(Engine& engine, const DescribeRoutes& call, const WebRules& rules);

/// An answer in JSON, with the headers that all have (spec http-api.md 5).
WebAnswer json_answer(const krl::Value& value, int status = 200);
/// Likewise with a body of another type.
WebAnswer typed_answer(std::string_view content_type, std::string body, int status = 200);
/// What OPTIONS is answered.
WebAnswer preflight_answer();
/// What a call is answered that the engine refuses; `call` decides, too: who sends an event and
/// does not wait is not told what its rules did.
WebAnswer error_answer(const krl::Error& error, const WebCall& call, const WebRules& rules);
/// What a request is answered that is refused for what it is.
WebAnswer error_answer(const WebError& error, const WebRules& rules);

}  // namespace pico::engine
