// SPDX-License-Identifier: MIT
//
// URLs as keys of the ruleset registry (spec engine.md 5.2).
#pragma once

#include <string>
#include <string_view>

namespace pico::engine {

/// The one spelling under which a URL is registered. `file:`, `pico:` and `krl:` URLs are kept as
/// they are, a text without a scheme is taken as `http://`.
std::string normalised_url(std::string_view url);
/// The URL that stands for a ruleset registered without one.
std::string url_of_rid(std::string_view rid);
bool is_url_of_rid(std::string_view url);
/// Whether only the engine gives the URL a source (builtin_rulesets.hpp).
bool is_builtin_url(std::string_view url);

}  // namespace pico::engine
