// SPDX-License-Identifier: MIT
//
// JSON text to values and back (spec krl-values-and-stdlib.md 3.5).
//
// Two encodings: `encode` is the language's operator, `to_json` the plain rules by which values
// leave a pico (directives, results, attributes, entity variables).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "krl/value/value.hpp"

namespace pico::krl {

/// Strict JSON (RFC 8259), last duplicate wins, nesting bounded by the stack. Text need not be
/// valid UTF-8 beforehand: invalid bytes are errors. Throws `SyntaxError` with the byte offset.
Value parse_json(std::string_view text);
/// The same, nothing where the text is not JSON.
std::optional<Value> try_parse_json(std::string_view text);

/// `.encode()`: functions and regular expressions as their text. `indent` 0 is compact, at most 10.
std::string encode(const Value& value, int indent = 0);

/// Plain rules: undefined and function members omitted, as elements null; RegExp is `{}`. Nothing
/// for a value that has no JSON at all (undefined, a function).
std::optional<std::string> to_json(const Value& value);
/// to_json, with `null` for what has none.
std::string to_json_or_null(const Value& value);
/// Appends a JSON string literal.
void append_json_string(std::string& text, std::string_view value);

/// What to_json followed by parse_json gives, without the text; shares what need not change.
/// Undefined and functions become Null. A collection of stored items becomes an ordinary one.
Value json_copy(const Value& value);
/// The same, where a collection of stored items stays one: only what was changed in it is looked
/// at.
Value json_copy_of_changes(Value value);

}  // namespace pico::krl
