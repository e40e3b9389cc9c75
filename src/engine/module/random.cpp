// SPDX-License-Identifier: MIT
//
// The module `random` (spec modules.md 8), on the cryptographic source of the process.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "engine/model/identifier.hpp"
#include "engine/model/random_number.hpp"
#include "engine/module/module_host.hpp"
#include "engine/module/modules.hpp"
#include "engine/module/rounding.hpp"
#include "engine/module/words.hpp"
#include "krl/library/parameters.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/string.hpp"

namespace pico::engine {

namespace {

using krl::Call;
using krl::MemberKind;
using krl::parameters;
using krl::Value;

/// Uniform from 0 to `count` - 1.
uint64_t random_below(uint64_t count, Environment& environment) {
  // The numbers below the remainder would come up more often than others.
  const uint64_t remainder = (0 - count) % count;
  uint64_t bits = random_bits(environment);
  while (bits < remainder) bits = random_bits(environment);
  return bits % count;
}

struct Bounds {
  double lower;
  double upper;
};

double bound_argument(const Value& value) {
  const double bound = krl::to_number(value).value_or(0);
  return std::isfinite(bound) ? bound : 0;
}

Bounds bounds_of(Call& call) {
  if (call.count() == 0) return {0, 1};
  return {bound_argument(call[1]), bound_argument(call[0])};
}

/// Uniform between the bounds.
double between(Bounds bounds, Call& call) {
  const double range = bounds.upper - bounds.lower;
  const double fraction = random_fraction(module_host(call).environment());
  const double number = std::isfinite(range)
                            ? bounds.lower + fraction * range
                            : bounds.lower * (1 - fraction) + bounds.upper * fraction;
  return std::clamp(number, bounds.lower, bounds.upper);
}

Value uuid(Call& call) { return krl::String(new_identifier(module_host(call).environment())); }

Value word(Call& call) {
  const std::span<const std::string_view> words = common_words();
  return words[random_below(words.size(), module_host(call).environment())];
}

Value integer(Call& call) {
  constexpr double kMaxExact = 0x1.0p53;
  Bounds bounds = bounds_of(call);
  bounds.lower = round_half_up(bounds.lower);
  bounds.upper = round_half_up(bounds.upper);
  if (bounds.upper < bounds.lower) std::swap(bounds.lower, bounds.upper);
  const double range = bounds.upper - bounds.lower;
  // Beyond this not every integer is a number anyway.
  if (range >= kMaxExact) return std::floor(between(bounds, call));
  const uint64_t offset =
      random_below(static_cast<uint64_t>(range) + 1, module_host(call).environment());
  return bounds.lower + static_cast<double>(offset);
}

Value number(Call& call) {
  Bounds bounds = bounds_of(call);
  if (bounds.upper < bounds.lower) std::swap(bounds.lower, bounds.upper);
  return between(bounds, call);
}

constexpr krl::NativeMember kMembers[] = {
    {"uuid", MemberKind::Function, {}, uuid},
    {"word", MemberKind::Function, {}, word},
    {"integer", MemberKind::Function, parameters<"upper", "lower">, integer},
    {"number", MemberKind::Function, parameters<"upper", "lower">, number},
};

constexpr krl::NativeModule kModule{"random", kMembers};

}  // namespace

const krl::NativeModule& random_module() { return kModule; }

}  // namespace pico::engine
