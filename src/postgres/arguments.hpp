// SPDX-License-Identifier: MIT
//
// Arguments and results of our SQL functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/rows.hpp"
#include "krl/value/value.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// The arguments of a call, by position. Views are valid as long as the call is.
class Arguments {
 public:
  explicit Arguments(FunctionCallInfo info) : info_(info) {}

  [[nodiscard]] bool is_null(int position) const { return info_->args[position].isnull; }
  /// Raises an error that tells `name` where the argument is null.
  [[nodiscard]] std::string_view text(int position, const char* name) const;
  [[nodiscard]] std::optional<std::string> optional_text(int position) const;
  /// A json argument; Undefined where it is null. Throws Error where it is larger than
  /// pico.max_attribute_size.
  [[nodiscard]] krl::Value json(int position, const char* name) const;
  /// The same with an empty map where it is null.
  [[nodiscard]] krl::Value json_or_empty(int position, const char* name) const;
  /// An array of texts; Undefined where it is null.
  [[nodiscard]] krl::Value texts(int position) const;
  /// The same without nulls, at which it raises an error; nothing where the array is null.
  [[nodiscard]] std::optional<std::vector<std::string>> optional_texts(int position,
                                                                       const char* name) const;
  [[nodiscard]] int32_t integer(int position, const char* name) const;
  /// An integer. Throws Error where it is negative, or larger than `highest`.
  [[nodiscard]] size_t count(int position, const char* name, int32_t highest = INT32_MAX) const;
  [[nodiscard]] engine::Time time(int position, const char* name) const;
  [[nodiscard]] int64_t bigint(int position, const char* name) const;
  /// When an interval that begins now ends. Throws Error where it is negative.
  [[nodiscard]] engine::Time time_from_now(int position, const char* name) const;

 private:
  void require(int position, const char* name) const;
  [[nodiscard]] std::string_view view(int position) const;

  FunctionCallInfo info_;
};

/// A text or json result, in the current memory context.
Datum text_datum(std::string_view characters);

}  // namespace pico::postgres
