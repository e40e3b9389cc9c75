// SPDX-License-Identifier: MIT
//
// Directives that say what a client is to do: the cookies and the redirect of route 6 (spec
// http-api.md 3).
#pragma once

#include "engine/engine.hpp"
#include "engine/model/http.hpp"
#include "engine/web/web_rules.hpp"

namespace pico::engine {

/// What an event is answered whose directives are heeded. Throws Error for a cookie that no header
/// can hold, and for a redirect to where none may lead.
WebAnswer sky_answer(const EventResult& result, bool prefers_html, const WebRules& rules);

}  // namespace pico::engine
