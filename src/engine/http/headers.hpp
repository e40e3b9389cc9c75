// SPDX-License-Identifier: MIT
//
// Looking at HTTP headers, whose names are the same in capitals and small letters.
#pragma once

#include <string>
#include <string_view>

#include "engine/model/http.hpp"

namespace pico::engine {

/// The name of a header in small letters; others than ASCII ones stay.
std::string header_key(std::string_view name);
/// The value of the first header of that name, which is in small letters; null where there is none.
const std::string* find_header(const HttpHeaders& headers, std::string_view name);
/// A value without the blanks and line ends around it.
std::string_view header_value(std::string_view text);

}  // namespace pico::engine
