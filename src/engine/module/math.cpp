// SPDX-License-Identifier: MIT
//
// The module `math` (spec modules.md 7): rounding, digests, base64.
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "engine/module/digest.hpp"
#include "engine/module/encoding.hpp"
#include "engine/module/modules.hpp"
#include "engine/module/rounding.hpp"
#include "krl/library/parameters.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/run/native.hpp"
#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

namespace {

using krl::Call;
using krl::MemberKind;
using krl::parameters;
using krl::Value;

// Numbers ----------------------------------------------------------------------------------------

/// JavaScript's conversion, which this module uses: NaN where there is no number.
double number_argument(const Value& value) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  switch (value.kind()) {
    case krl::Kind::Null:
      return 0;
    case krl::Kind::Boolean:
      return value.boolean() ? 1 : 0;
    case krl::Kind::Number:
      return value.number();
    case krl::Kind::String:
      return krl::parse_number(value.string().view()).value_or(kNone);
    case krl::Kind::Array:
      // Only these have a text that may be a number.
      if (value.array().size() > 1) return kNone;
      return krl::parse_number(krl::javascript_text(value)).value_or(kNone);
    default:
      return kNone;
  }
}

double floor_of(double number) { return std::floor(number); }
double ceiling_of(double number) { return std::ceil(number); }

Value absolute(Call& call) { return std::abs(number_argument(call[0])); }

Value integer(Call& call) { return std::trunc(number_argument(call[0])); }

template <double (*to_integer)(double)>
Value rounded(Call& call) {
  const double places = std::trunc(number_argument(call[1]));
  return round_to(number_argument(call[0]), std::isnan(places) ? 0 : places, to_integer);
}

// Bytes ------------------------------------------------------------------------------------------

std::string encoding_argument(const Value& encoding) {
  return encoding.is_null() ? "utf8" : std::string(krl::to_string(encoding).view());
}

Value base64encode(Call& call) {
  const krl::String text = krl::to_string(call[0]);
  return krl::String(base64_of(decode_text(text.view(), encoding_argument(call[1]))));
}

Value base64decode(Call& call) {
  const krl::String text = krl::to_string(call[0]);
  const std::string bytes = decode_text(text.view(), "base64");
  return krl::String(encode_bytes(bytes, encoding_argument(call[1])));
}

Value hash_algorithms(Call&) {
  krl::Values names;
  for (const std::string_view name : digest_names()) names.emplace_back(name);
  return krl::Array(std::move(names));
}

Value hash_functions(Call& call) {
  call.evaluation().host().log(krl::LogLevel::Warn,
                               "math:hashFunctions() is DEPRECATED use math:hashAlgorithms instead",
                               krl::Map(), call.caller());
  return hash_algorithms(call);
}

/// `FUNCTION` and what is wrong, e.g. "math:hash encoding must be …".
std::string complaint(std::string_view function, std::string_view before, const Value& value,
                      std::string_view after = "") {
  std::string message(function);
  message.append(before);
  krl::append_string(message, value);
  message.append(after);
  return message;
}

/// The text of a digest that `compute` makes by the name of its algorithm.
template <class Compute>
Value digest_text(std::string_view function, const Value& algorithm, const Value& encoding,
                  Compute compute) {
  if (!algorithm.is_string()) {
    throw krl::type_error(
        complaint(function, " was given ", algorithm, " instead of a algorithm string"));
  }
  const std::optional<std::string> bytes = compute(algorithm.string().view());
  if (!bytes) {
    throw krl::Error(krl::ErrorClass::Error,
                     complaint(function, " doesn't recognize the hash algorithm ", algorithm));
  }
  const std::string form =
      encoding.is_undefined() ? "hex" : std::string(krl::to_string(encoding).view());
  if (form == "hex") return krl::String(hex_of(*bytes));
  if (form == "base64") return krl::String(base64_of(*bytes));
  throw krl::Error(
      krl::ErrorClass::Error,
      complaint(function, " encoding must be \"hex\" or \"base64\" but was ", encoding));
}

Value hash(Call& call) {
  const std::string message = utf8_of(krl::to_string(call[1]).view());
  return digest_text("math:hash", call[0], call[2],
                     [&](std::string_view algorithm) { return digest(algorithm, message); });
}

Value keyed_hash(Call& call) {
  if (!call[1].is_string())
    throw krl::Error(krl::ErrorClass::Error, "math:hmac needs a key string");
  const std::string key = utf8_of(call[1].string().view());
  const std::string message = utf8_of(krl::to_string(call[2]).view());
  return digest_text("math:hmac", call[0], call[3],
                     [&](std::string_view algorithm) { return hmac(algorithm, key, message); });
}

constexpr krl::NativeMember kMembers[] = {
    {"base64encode", MemberKind::Function, parameters<"str", "encoding">, base64encode},
    {"base64decode", MemberKind::Function, parameters<"str", "encoding">, base64decode},
    {"hashAlgorithms", MemberKind::Property, {}, hash_algorithms},
    {"hashFunctions", MemberKind::Function, {}, hash_functions, false},
    {"hash", MemberKind::Function, parameters<"algorithm", "str", "encoding">, hash},
    {"hmac", MemberKind::Function, parameters<"algorithm", "key", "message", "encoding">,
     keyed_hash},
    {"abs", MemberKind::Function, parameters<"number">, absolute},
    {"ceiling", MemberKind::Function, parameters<"number", "precision">, rounded<ceiling_of>},
    {"floor", MemberKind::Function, parameters<"number", "precision">, rounded<floor_of>},
    {"round", MemberKind::Function, parameters<"number", "precision">, rounded<round_half_up>},
    {"int", MemberKind::Function, parameters<"number">, integer},
};

constexpr krl::NativeModule kModule{"math", kMembers, true};

}  // namespace

const krl::NativeModule& math_module() { return kModule; }

}  // namespace pico::engine
