// SPDX-License-Identifier: MIT
//
// From SQL to KRL, what has no parts: see scalar_value.hpp.
#include <charconv>
#include <cmath>

#include "krl/value/conversion.hpp"
#include "krl/value/json.hpp"

#include "postgres/guard.hpp"
#include "postgres/value/plain_style.hpp"
#include "postgres/value/scalar_value.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

// Numbers -----------------------------------------------------------------------------------------

/// Integers up to here are Numbers.
constexpr int64_t kMaxExactInteger = int64_t{1} << 53;
/// Every decimal number of so few characters is told apart by a double.
constexpr size_t kExactCharacters = 15;

krl::Value integer_value(int64_t number) {
  if (number >= -kMaxExactInteger && number <= kMaxExactInteger) return static_cast<double>(number);
  return std::to_string(number);
}

krl::Value double_value(double number) {
  if (std::isfinite(number)) return number;
  return std::isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
}

/// 0.1 of type real is meant to be 0.1, not 0.10000000149011612: the number that reads the same.
krl::Value real_value(float number) {
  if (!std::isfinite(number)) return double_value(number);
  char text[32];
  const char* const end = std::to_chars(text, text + sizeof text, number).ptr;
  double same = 0;
  std::from_chars(text, end, same);
  return same;
}

bool is_numeric(Datum numeric, const std::string& text) {
  const char* const characters = text.c_str();
  return pg_call([&] {
    const Datum other = DirectFunctionCall3(numeric_in, CStringGetDatum(characters),
                                            ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
    return DatumGetBool(DirectFunctionCall2(numeric_eq, numeric, other));
  });
}

/// A Number whose text is the same number, otherwise the text.
krl::Value numeric_value(Datum numeric) {
  const std::string_view text =
      pg_call([&] { return DatumGetCString(DirectFunctionCall1(numeric_out, numeric)); });
  const std::optional<double> number = krl::parse_number(text);
  if (!number) return text;  // NaN or infinite
  const bool is_exact =
      text.size() <= kExactCharacters || is_numeric(numeric, krl::number_text(*number));
  return is_exact ? krl::Value(*number) : krl::Value(text);
}

// Texts -------------------------------------------------------------------------------------------

std::string_view bytes_of(Datum datum) {
  const auto* bytes = pg_call(
      [&] { return reinterpret_cast<const struct varlena*>(PG_DETOAST_DATUM_PACKED(datum)); });
  return {VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes)};
}

std::string hex_text(std::string_view bytes) {
  std::string text = "\\x";
  text.resize(text.size() + 2 * bytes.size());
  hex_encode(bytes.data(), bytes.size(), text.data() + 2);
  return text;
}

/// "2026-01-31T12:00:00.000Z": with milliseconds as time:now() gives them, and microseconds where
/// there are any.
krl::Value instant_value(Datum datum) {
  constexpr size_t kMillisecondDigits = 3;
  const PlainStyle style;
  std::string text =
      pg_call([&] { return DatumGetCString(DirectFunctionCall1(timestamp_out, datum)); });
  if (TIMESTAMP_NOT_FINITE(DatumGetTimestampTz(datum))) return text;
  const size_t end = std::min(text.find(' '), text.size());  // of the time, before "BC"
  const size_t point = std::min(text.find('.'), end);
  const size_t digits = point == end ? 0 : end - point - 1;
  std::string rest = point == end ? "." : "";
  if (digits < kMillisecondDigits) rest.append(kMillisecondDigits - digits, '0');
  return text.insert(end, rest + "Z");
}

krl::Value binary_json_value(Datum datum) {
  return krl::parse_json(pg_call([&] {
    Jsonb* const json = DatumGetJsonbP(datum);
    return static_cast<const char*>(JsonbToCString(nullptr, &json->root, VARSIZE(json)));
  }));
}

}  // namespace

const char* output_text(Datum datum, const ServerType& type) {
  const PlainStyle style;
  return pg_call([&] { return OutputFunctionCall(&type.output, datum); });
}

krl::Value scalar_value(Datum datum, const ServerType& type) {
  switch (type.form) {
    case Form::Nothing:
      return krl::Value::null();
    case Form::Boolean:
      return DatumGetBool(datum);
    case Form::SmallInteger:
      return static_cast<double>(DatumGetInt16(datum));
    case Form::Integer:
      return static_cast<double>(DatumGetInt32(datum));
    case Form::BigInteger:
      return integer_value(DatumGetInt64(datum));
    case Form::ObjectId:
      return static_cast<double>(DatumGetObjectId(datum));
    case Form::Real:
      return real_value(DatumGetFloat4(datum));
    case Form::Double:
      return double_value(DatumGetFloat8(datum));
    case Form::Numeric:
      return numeric_value(datum);
    case Form::Text:
      return bytes_of(datum);
    case Form::Bytes:
      return hex_text(bytes_of(datum));
    case Form::Json:
      return krl::parse_json(bytes_of(datum));
    case Form::BinaryJson:
      return binary_json_value(datum);
    case Form::Instant:
      return instant_value(datum);
    case Form::Other:
    case Form::Array:
    case Form::Composite:
    case Form::Range:
    case Form::Multirange:
      break;
  }
  return output_text(datum, type);
}

}  // namespace pico::postgres
