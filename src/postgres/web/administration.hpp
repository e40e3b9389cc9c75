// SPDX-License-Identifier: MIT
//
// What only the holder of a token may do over HTTP (spec http-api.md 1, routes 2 and 3; 8): it is
// done as the token's role, which may do no more than by SQL.
//
// To be called in a transaction in which no ServerCall is open. Only what the server itself raises
// and MustNotBlock are thrown, and nothing is written by then.
#pragma once

#include <string>

#include "engine/web/web_answer.hpp"
#include "engine/web/web_call.hpp"

namespace pico::postgres {

/// {"version", "eci"}: the channel by which the developer UI begins (spec system-rulesets.md 1),
/// of a root of the token's role, or else of the oldest root that it may manage. `client` is the
/// numeric address of who asks: one who often has no right token has to wait.
engine::WebAnswer show_ui_context(const engine::ShowUiContext& call, const std::string& client,
                                  const engine::WebRules& rules);

/// {"url", "rid", "hash", "flushed", "compiler"}. Waits for the network.
engine::WebAnswer flush_ruleset(const engine::FlushRuleset& call, const std::string& client,
                                const engine::WebRules& rules);

}  // namespace pico::postgres
