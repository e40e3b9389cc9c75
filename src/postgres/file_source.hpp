// SPDX-License-Identifier: MIT
//
// Sources behind file: URLs, on the server's disk.
#pragma once

#include <string>
#include <string_view>

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// The source in a regular file of at most `bytes`. Throws Error where the role may not read the
/// server's files, and with what went wrong.
std::string file_source(std::string_view url, Oid role, size_t bytes);

}  // namespace pico::postgres
