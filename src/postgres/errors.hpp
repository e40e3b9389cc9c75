// SPDX-License-Identifier: MIT
//
// How errors of the core look to SQL: SQLSTATE, message, detail, hint and context.
//
// The SQLSTATEs are a small documented set, kept in one table (errors.cpp). An error of class
// Error shows its bare message, the other classes precede theirs: `TypeError: …`.
#pragma once

#include <string>
#include <string_view>

#include "krl/text/error.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// An error on its way to ereport. Plain arrays, so that it survives a longjmp and costs no
/// allocation when memory is what ran out; longer texts end in "...".
struct Report {
  // Not {}: every call makes one, and nearly none needs it.
  Report() noexcept { message[0] = detail[0] = hint[0] = context[0] = '\0'; }

  int sqlstate = ERRCODE_INTERNAL_ERROR;
  char message[4096];
  char detail[1024];
  char hint[1024];
  char context[512];
};

Report report_of(const krl::Error& error) noexcept;
Report report_of(const std::exception& error) noexcept;
Report report_of_unknown() noexcept;

/// Reports as an ERROR. No object with a destructor may be alive in the calling frames.
[[noreturn]] void raise(const Report& report);

/// `text` as the server can hold and show it: zero bytes and unpaired surrogates become U+FFFD.
std::string server_text(std::string_view text);

}  // namespace pico::postgres
