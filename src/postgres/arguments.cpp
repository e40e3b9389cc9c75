// SPDX-License-Identifier: MIT
//
// Arguments: see arguments.hpp.
#include <fmt/format.h>

#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"
#include "krl/value/string.hpp"

#include "postgres/arguments.hpp"
#include "postgres/guard.hpp"
#include "postgres/settings.hpp"
#include "postgres/time.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

krl::Error invalid(std::string message) {
  return {krl::ErrorClass::Error, std::move(message), krl::ErrorCode::InvalidArgument};
}

}  // namespace

void Arguments::require(int position, const char* name) const {
  if (!is_null(position)) return;
  pg_call([&] {
    ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
                    errmsg("argument \"%s\" of pico.%s() must not be null", name,
                           get_func_name(info_->flinfo->fn_oid))));
  });
}

std::string_view Arguments::view(int position) const {
  const auto* bytes = pg_call([&] {
    return static_cast<const struct varlena*>(PG_DETOAST_DATUM_PACKED(info_->args[position].value));
  });
  return {VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes)};
}

std::string_view Arguments::text(int position, const char* name) const {
  require(position, name);
  return view(position);
}

std::optional<std::string> Arguments::optional_text(int position) const {
  if (is_null(position)) return std::nullopt;
  return std::string(view(position));
}

krl::Value Arguments::json(int position, const char* name) const {
  if (is_null(position)) return {};
  const std::string_view characters = view(position);
  if (characters.size() > limits_in_force().attribute_bytes)
    throw krl::limit_error("\"" + std::string(name) + "\" is larger than pico.max_attribute_size");
  return krl::parse_json(characters);
}

krl::Value Arguments::json_or_empty(int position, const char* name) const {
  if (is_null(position)) return krl::Map();
  return json(position, name);
}

krl::Value Arguments::texts(int position) const {
  if (is_null(position)) return {};
  Datum* items = nullptr;
  bool* nulls = nullptr;
  int count = 0;
  pg_call([&] {
    deconstruct_array(DatumGetArrayTypeP(info_->args[position].value), TEXTOID, -1, false,
                      TYPALIGN_INT, &items, &nulls, &count);
  });
  krl::Array array;
  for (int i = 0; i < count; ++i) {
    const auto* bytes = reinterpret_cast<const struct varlena*>(DatumGetPointer(items[i]));
    array.edit().push_back(
        nulls[i] ? krl::Value::null()
                 : krl::Value(std::string_view(VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes))));
  }
  return array;
}

std::optional<std::vector<std::string>> Arguments::optional_texts(int position,
                                                                  const char* name) const {
  if (is_null(position)) return std::nullopt;
  const krl::Value given = this->texts(position);
  std::vector<std::string> texts;
  for (const krl::Value& each : given.array()) {
    if (!each.is_string())
      throw krl::Error(krl::ErrorClass::Error, "\"" + std::string(name) + "\" must not hold nulls",
                       krl::ErrorCode::InvalidArgument);
    texts.emplace_back(each.string().view());
  }
  return texts;
}

int32_t Arguments::integer(int position, const char* name) const {
  require(position, name);
  return DatumGetInt32(info_->args[position].value);
}

size_t Arguments::count(int position, const char* name, int32_t highest) const {
  const int32_t number = integer(position, name);
  if (number < 0) throw invalid(fmt::format("\"{}\" must not be negative", name));
  if (number > highest) throw invalid(fmt::format("\"{}\" must not exceed {}", name, highest));
  return static_cast<size_t>(number);
}

engine::Time Arguments::time(int position, const char* name) const {
  require(position, name);
  return to_time(DatumGetTimestampTz(info_->args[position].value));
}

int64_t Arguments::bigint(int position, const char* name) const {
  require(position, name);
  return DatumGetInt64(info_->args[position].value);
}

engine::Time Arguments::time_from_now(int position, const char* name) const {
  require(position, name);
  const TimestampTz now = GetCurrentTimestamp();
  const TimestampTz end = pg_call([&] {
    return DatumGetTimestampTz(DirectFunctionCall2(
        timestamptz_pl_interval, TimestampTzGetDatum(now), info_->args[position].value));
  });
  if (end < now)
    throw krl::Error(krl::ErrorClass::Error, "\"" + std::string(name) + "\" must not be negative",
                     krl::ErrorCode::InvalidArgument);
  return to_time(end);
}

Datum text_datum(std::string_view characters) {
  if (!AllocSizeIsValid(characters.size() + VARHDRSZ))
    throw krl::limit_error("a result is too large for the server");
  const char* const data = characters.data();
  const int size = static_cast<int>(characters.size());
  return pg_call([&] { return PointerGetDatum(cstring_to_text_with_len(data, size)); });
}

}  // namespace pico::postgres
