// SPDX-License-Identifier: MIT
//
// From KRL to SQL, what has no parts: see scalar_datum.hpp.
#include <cmath>

#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/json.hpp"
#include "krl/value/string.hpp"
#include "krl/value/unicode.hpp"

#include "postgres/guard.hpp"
#include "postgres/value/scalar_datum.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

krl::Error mismatch(const std::string& what, const ServerType& type) {
  return {krl::ErrorClass::TypeError,
          what + " cannot become a value of type " + type_name(type.oid),
          krl::ErrorCode::InvalidArgument};
}

/// "a Map", "an Array".
std::string with_article(std::string_view type) {
  constexpr std::string_view kVowels = "AEIOU";
  const bool is_vowel = kVowels.find(type[0]) != std::string_view::npos;
  return (is_vowel ? "An " : "A ") + std::string(type);
}

/// The text that the type is to read.
std::string text_of(const krl::Value& value, const ServerType& type) {
  switch (value.kind()) {
    case krl::Kind::String:
    case krl::Kind::Number:
    case krl::Kind::Boolean:
      return std::string(krl::to_string(value).view());
    case krl::Kind::RegExp:
      if (type.is_string) return std::string(krl::to_string(value).view());
      break;
    case krl::Kind::Array:
    case krl::Kind::Map:
      if (type.is_string) return krl::to_json_or_null(value);
      break;
    default:
      break;
  }
  throw mismatch(with_article(krl::name_of(krl::type_of(value))), type);
}

/// The largest text that the server's varlena can hold is a little less than a gigabyte.
constexpr size_t kMaxTextBytes = size_t{1000} << 20;

void check_text(std::string_view text, const ServerType& type) {
  if (text.size() > kMaxTextBytes)
    throw krl::limit_error("a text is too long for a value of type " + type_name(type.oid));
  if (text.find('\0') == std::string_view::npos && krl::is_valid_utf8(text, false)) return;
  throw mismatch("A text with a zero character or half a surrogate pair", type);
}

Datum text_datum(std::string_view text) {
  return pg_call([&] {
    return PointerGetDatum(cstring_to_text_with_len(text.data(), static_cast<int>(text.size())));
  });
}

/// A whole number that `Integer` can hold.
template <class Integer>
Integer integer_of(double number, const ServerType& type) {
  // The highest value itself may not be a double, but the number after it is a power of two.
  const double beyond =
      2.0 * static_cast<double>(uint64_t{1} << (std::numeric_limits<Integer>::digits - 1));
  const double lowest = std::is_signed_v<Integer> ? -beyond : 0.0;
  if (number != std::trunc(number)) throw mismatch(krl::number_text(number), type);
  if (number < lowest || number >= beyond)
    throw krl::Error(krl::ErrorClass::RangeError,
                     krl::number_text(number) + " is out of range for type " + type_name(type.oid),
                     krl::ErrorCode::InvalidArgument);
  return static_cast<Integer>(number);
}

Datum number_datum(double number, const ServerType& type, int32 typmod) {
  switch (type.form) {
    case Form::SmallInteger:
      return Int16GetDatum(integer_of<int16>(number, type));
    case Form::Integer:
      return Int32GetDatum(integer_of<int32>(number, type));
    case Form::BigInteger:
      return Int64GetDatum(integer_of<int64>(number, type));
    case Form::ObjectId:
      return ObjectIdGetDatum(integer_of<Oid>(number, type));
    case Form::Double:
      return Float8GetDatum(number);
    default:
      return input(krl::number_text(number), type, typmod);
  }
}

}  // namespace

Datum input(std::string_view text, const ServerType& type, int32 typmod) {
  check_text(text, type);
  const std::string terminated(text);
  const char* const characters = terminated.c_str();
  return pg_call([&] {
    return InputFunctionCall(&type.input, const_cast<char*>(characters), type.io_parameter, typmod);
  });
}

Datum scalar_datum(const krl::Value& value, const ServerType& type, int32 typmod) {
  switch (type.form) {
    case Form::Json:
    case Form::BinaryJson:
      return input(krl::to_json_or_null(value), type, typmod);
    case Form::Boolean:
      if (value.is(krl::Kind::Boolean)) return BoolGetDatum(value.boolean());
      break;
    case Form::Text:
      if (typmod == -1) {
        const std::string text = text_of(value, type);
        check_text(text, type);
        return text_datum(text);
      }
      break;
    default:
      break;
  }
  if (value.is(krl::Kind::Number)) return number_datum(value.number(), type, typmod);
  return input(text_of(value, type), type, typmod);
}

}  // namespace pico::postgres
