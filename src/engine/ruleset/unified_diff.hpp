// SPDX-License-Identifier: MIT
//
// What leads from one text to another, for people and for `patch`.
#pragma once

#include <string>
#include <string_view>

namespace pico::engine {

/// The changes by lines with three lines around them, as `diff -u` shows them; empty where the
/// texts are the same. Texts that differ in more than 2,000 lines differ from their first to their
/// last difference, so that it takes at most 16 MB and 4 million steps beyond reading them.
std::string unified_diff(std::string_view old_text, std::string_view new_text,
                         std::string_view old_name, std::string_view new_name);

}  // namespace pico::engine
