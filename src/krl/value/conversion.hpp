// SPDX-License-Identifier: MIT
//
// Types, truth and conversions of values (spec krl-values-and-stdlib.md 1, 3).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "krl/value/string.hpp"
#include "krl/value/value.hpp"

namespace pico::krl {

/// Spec 1; the order of tests is the spec's.
Type type_of(const Value& value) noexcept;
/// "Null", "Boolean", … as `.typeof()` prints it.
std::string_view name_of(Type type) noexcept;
/// Spec 1.2.
bool is_true(const Value& value) noexcept;

/// `str(x)`, spec 3.1: what `.as("String")`, chevrons, `+`, keys and error texts use.
String to_string(const Value& value);
/// The same appended to `text`.
void append_string(std::string& text, const Value& value);
/// `num(x)`, spec 3.2; nothing where it fails.
std::optional<double> to_number(const Value& value) noexcept;
/// The number that a complete JavaScript numeric literal spells (spec 3.2, row String).
std::optional<double> parse_number(std::string_view text) noexcept;
/// ECMAScript Number-to-string, spec 3.4.
std::string number_text(double number);
void append_number(std::string& text, double number);
/// ECMAScript ToInt32.
int32_t to_int32(double number) noexcept;
/// The JavaScript text of a value, where KRL shows it (`collect` keys, `replace` callbacks):
/// "undefined", "null", "[object Object]", arrays joined by commas.
std::string javascript_text(const Value& value);

}  // namespace pico::krl
