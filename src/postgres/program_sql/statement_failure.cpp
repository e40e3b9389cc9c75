// SPDX-License-Identifier: MIT
//
// Errors of statements: see statement_failure.hpp.
#include <fmt/format.h>

#include "postgres/program_sql/statement_failure.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

bool is_about_statement(int sqlstate) {
  constexpr int kOthers[] = {ERRCODE_OPERATOR_INTERVENTION, ERRCODE_TRANSACTION_ROLLBACK,
                             ERRCODE_INSUFFICIENT_RESOURCES, ERRCODE_SYSTEM_ERROR,
                             ERRCODE_INTERNAL_ERROR};
  const auto is_of_class = [&](int other) {
    return ERRCODE_TO_CATEGORY(sqlstate) == ERRCODE_TO_CATEGORY(other);
  };
  return sqlstate != ERRCODE_LOCK_NOT_AVAILABLE &&
         std::none_of(std::begin(kOthers), std::end(kOthers), is_of_class);
}

/// Where in the program's text the error is, if it is there and not in a function that it calls;
/// SPI counts in its own way, the bare parser in that of what a client sends.
int position_in(std::string_view text, const ErrorData& error) {
  if (error.internalquery == nullptr) return error.cursorpos;
  return error.internalquery == text ? error.internalpos : 0;
}

std::string message_of(const ErrorData& error, std::string_view text) {
  std::string message = fmt::format("SQL error {}: {}", unpack_sql_state(error.sqlerrcode),
                                    error.message != nullptr ? error.message : "");
  if (const int position = position_in(text, error); position > 0)
    message += fmt::format(" (character {} of the statement)", position);
  if (error.detail != nullptr) message.append(": ").append(error.detail);
  if (error.hint != nullptr) message.append(" Hint: ").append(error.hint);
  return message;
}

}  // namespace

std::optional<krl::Error> failure_of(const PgError& error, std::string_view text) {
  if (!is_about_statement(error.sqlstate())) return std::nullopt;
  return krl::Error(krl::ErrorClass::Error, message_of(*error.data(), text),
                    krl::ErrorCode::SqlFailed);
}

}  // namespace pico::postgres
