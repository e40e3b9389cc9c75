// SPDX-License-Identifier: MIT
//
// Sources behind http: and https: URLs, fetched in the backend that needs them.
#pragma once

#include <string>
#include <string_view>

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// The source behind a URL, of at most so many bytes, by the settings pico.fetch_*. Throws Error
/// with what went wrong. A cancel ends the waiting at once.
std::string http_source(std::string_view url, size_t bytes);

}  // namespace pico::postgres
