// SPDX-License-Identifier: MIT
//
// The extension in a PostgreSQL server, by its SQL functions.
#pragma once

#include <memory>
#include <string>

#include "conformance/subject.hpp"

namespace pico::conformance {

/// Connects, and creates the extension where it is missing. `connection` is a libpq connection
/// string; what it leaves out comes from the environment (PGHOST, ...). Throws Failure.
std::unique_ptr<Subject> sql_subject(const std::string& connection);

}  // namespace pico::conformance
