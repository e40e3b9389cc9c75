// SPDX-License-Identifier: MIT
//
// Statements of programs as the server has understood and planned them, and their parameters.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "krl/value/array.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

class PreparedStatement {
 public:
  PreparedStatement(SPIPlanPtr plan, std::vector<Oid> types) noexcept
      : plan_(plan), types_(std::move(types)) {}
  ~PreparedStatement();
  PreparedStatement(const PreparedStatement&) = delete;
  PreparedStatement& operator=(const PreparedStatement&) = delete;

  [[nodiscard]] SPIPlanPtr plan() const noexcept { return plan_; }
  /// Of its parameters.
  [[nodiscard]] const std::vector<Oid>& types() const noexcept { return types_; }
  [[nodiscard]] bool gives_rows() const { return SPI_is_cursor_plan(plan_); }
  /// Whether nothing that it names has changed since.
  [[nodiscard]] bool is_valid() const;

 private:
  SPIPlanPtr plan_;
  std::vector<Oid> types_;
};

using PreparedStatementPtr = std::shared_ptr<const PreparedStatement>;

/// The statement `text`, for the role that is current, with types of parameters as the server
/// infers them; from those that the backend keeps, or made now. Throws Error{SqlFailed} where it is
/// not one statement, or of a kind that programs do not run.
PreparedStatementPtr prepare(std::string_view text, Oid role);

/// Values for the parameters of a statement, in the memory context that is current.
class StatementParameters {
 public:
  /// Throws Error where the arguments are not as many, or a value is none of the type.
  StatementParameters(const PreparedStatement& statement, const krl::Array& arguments);

  Datum* values() noexcept { return values_.data(); }
  /// As SPI takes them.
  const char* nulls() noexcept { return nulls_.c_str(); }

 private:
  std::vector<Datum> values_;
  std::string nulls_;
};

}  // namespace pico::postgres
