// SPDX-License-Identifier: MIT
//
// What the compiler has found, as text for errors and results of SQL.
#pragma once

#include <string>

#include "krl/text/diagnostic.hpp"

namespace pico::postgres {

/// `CLASS: MESSAGE`, where the class says more than that it is an error.
std::string message_of(const krl::Diagnostic& finding);

/// The errors behind the first, `line L, column C: MESSAGE` in a line each; empty without any.
std::string further_errors(const krl::Diagnostics& diagnostics);

}  // namespace pico::postgres
