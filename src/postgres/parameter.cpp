// SPDX-License-Identifier: MIT
//
// Parameters: see parameter.hpp.
#include "krl/text/error.hpp"
#include "krl/value/memory.hpp"
#include "krl/value/unicode.hpp"

#include "postgres/parameter.hpp"
#include "postgres/time.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// What can be stored, less than the gigabyte of a datum.
constexpr size_t kMaxTextBytes = size_t{1000} << 20;

bool is_server_text(std::string_view characters) {
  return characters.find('\0') == std::string_view::npos && krl::is_valid_utf8(characters, false);
}

void check_text(std::string_view characters) {
  if (characters.size() > kMaxTextBytes) throw krl::limit_error("a text is too long to be stored");
  if (is_server_text(characters)) return;
  throw krl::Error(
      krl::ErrorClass::Error,
      "a text holds a character that the database cannot: zero or half a surrogate pair",
      krl::ErrorCode::InvalidArgument);
}

/// Of type text, json or bytea, which have one form; only inside pg_call.
Datum varlena_of(std::string_view characters) {
  return PointerGetDatum(
      cstring_to_text_with_len(characters.data(), static_cast<int>(characters.size())));
}

}  // namespace

Parameter::Parameter(std::string_view characters) : type_(TEXTOID), characters_(characters) {
  check_text(characters);
}

Parameter::Parameter(std::span<const std::string> texts) : type_(TEXTARRAYOID), texts_(texts) {
  for (const std::string& item : texts) check_text(item);
}

bool is_key(std::string_view characters) {
  return characters.size() <= kMaxKeyBytes && is_server_text(characters);
}

Parameter Parameter::key(std::string_view characters) {
  if (characters.size() > kMaxKeyBytes)
    throw krl::limit_error("a name is longer than " + std::to_string(kMaxKeyBytes) + " bytes");
  return Parameter(characters);
}

Parameter Parameter::text_or_null(std::string_view characters) {
  Parameter parameter(characters);
  parameter.is_null_ = characters.empty();
  return parameter;
}

Parameter Parameter::json(std::string_view characters) {
  Parameter parameter(characters);
  parameter.type_ = JSONOID;
  return parameter;
}

Parameter Parameter::json_or_null(std::string_view characters) {
  Parameter parameter = json(characters);
  parameter.is_null_ = characters.empty();
  return parameter;
}

Parameter Parameter::bytes(std::string_view bytes) {
  if (bytes.size() > kMaxTextBytes) throw krl::limit_error("a body is too long to be stored");
  return {BYTEAOID, bytes};
}

Parameter Parameter::time(engine::Time time) {
  Parameter parameter(to_timestamp(time));
  parameter.type_ = TIMESTAMPTZOID;
  return parameter;
}

Datum Parameter::datum() const {
  if (is_null_) return 0;
  switch (type_) {
    case INT8OID:
    case TIMESTAMPTZOID:
      return Int64GetDatum(number_);
    case TEXTARRAYOID: {
      auto* items = static_cast<Datum*>(palloc(sizeof(Datum) * (texts_.size() + 1)));
      for (size_t i = 0; i < texts_.size(); ++i) items[i] = varlena_of(texts_[i]);
      return PointerGetDatum(construct_array(items, static_cast<int>(texts_.size()), TEXTOID, -1,
                                             false, TYPALIGN_INT));
    }
    default:
      return varlena_of(characters_);
  }
}

}  // namespace pico::postgres
