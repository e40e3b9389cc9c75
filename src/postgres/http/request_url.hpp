// SPDX-License-Identifier: MIT
//
// URLs that requests go to, as libcurl reads them: looked at before it gets them.
#pragma once

#include <string>

#include "postgres/http/rules.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// Throws, as the rules word it, what is wrong with a URL or its host.
void check_url(const std::string& url, const HttpRules& rules);
/// Whether two URLs lead to the same scheme, host and port: secrets go no further.
bool have_same_origin(const std::string& one, const std::string& other);

}  // namespace pico::postgres
