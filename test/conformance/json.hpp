// SPDX-License-Identifier: MIT
//
// JSON as the runner handles it: a parser that is not the one under test, and members in order.
#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace pico::conformance {

using Json = nlohmann::ordered_json;

/// Parses JSON text. An escape of half a surrogate pair, which the library refuses, becomes the
/// text of the escape. Throws std::runtime_error.
Json parse_json(std::string_view text);

/// One line for people, cut when long.
std::string brief(const Json& json);
/// The same; "nothing" for what has no JSON.
std::string brief(const std::optional<Json>& json);

/// Equal as JSON: numbers as doubles, members in the same order.
bool is_same(const Json& a, const Json& b);

}  // namespace pico::conformance
