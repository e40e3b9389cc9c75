// SPDX-License-Identifier: MIT
//
// Making random numbers: see random_number.hpp.
#include "engine/model/random_number.hpp"

#include <array>
#include <cstddef>
#include <cstring>

namespace pico::engine {

uint64_t random_bits(Environment& environment) {
  std::array<std::byte, sizeof(uint64_t)> bytes;
  environment.random_bytes(bytes);
  uint64_t bits;
  std::memcpy(&bits, bytes.data(), sizeof bits);
  return bits;
}

double random_fraction(Environment& environment) {
  return static_cast<double>(random_bits(environment) >> 11) * 0x1.0p-53;
}

}  // namespace pico::engine
