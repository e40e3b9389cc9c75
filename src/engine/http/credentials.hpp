// SPDX-License-Identifier: MIT
//
// Keeping passwords out of error texts and logs.
#pragma once

#include <string>
#include <string_view>

namespace pico::engine {

/// A URL without `user:password@`, to be shown.
std::string without_credentials(std::string_view url);

}  // namespace pico::engine
