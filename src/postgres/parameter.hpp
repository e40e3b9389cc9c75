// SPDX-License-Identifier: MIT
//
// Values on their way into the server: parameters of statements, keys and columns of rows.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/model/rows.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// A btree row holds 2,704 bytes, and the longest of our keys is an id with two of these.
inline constexpr size_t kMaxKeyBytes = 1000;

/// A value of type text, json, bytea, bigint, timestamptz or text[]. Borrows what it is made from.
class Parameter {
 public:
  /// A text. Throws Error where the server cannot hold it: a zero byte, an unpaired surrogate.
  Parameter(std::string_view characters);
  Parameter(const std::string& characters) : Parameter(std::string_view(characters)) {}
  Parameter(int64_t number) : type_(INT8OID), number_(number) {}
  /// An array of texts.
  Parameter(std::span<const std::string> texts);

  /// A text that is part of a key: throws Error where it is too long for an index.
  static Parameter key(std::string_view characters);
  /// A text, or null where it is empty.
  static Parameter text_or_null(std::string_view characters);
  /// JSON text as krl::to_json gives it.
  static Parameter json(std::string_view characters);
  /// The same, or null where it is empty.
  static Parameter json_or_null(std::string_view characters);
  static Parameter bytes(std::string_view bytes);
  static Parameter time(engine::Time time);
  /// A null of the type of `like`.
  static Parameter null_like(Parameter like) {
    like.is_null_ = true;
    return like;
  }

  [[nodiscard]] Oid type() const { return type_; }
  [[nodiscard]] bool is_null() const { return is_null_; }
  /// Allocates in the current memory context; only inside pg_call.
  [[nodiscard]] Datum datum() const;

 private:
  Parameter(Oid type, std::string_view characters) : type_(type), characters_(characters) {}

  Oid type_;
  bool is_null_ = false;
  int64_t number_ = 0;
  std::string_view characters_;
  std::span<const std::string> texts_;
};

/// Whether a text can be part of a key.
bool is_key(std::string_view characters);

}  // namespace pico::postgres
