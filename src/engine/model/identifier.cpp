// SPDX-License-Identifier: MIT
//
// Making identifiers: see identifier.hpp.
#include "engine/model/identifier.hpp"

#include <array>
#include <cstddef>

namespace pico::engine {

namespace {

constexpr size_t kDigits = 25;  // 36^25 > 2^129
constexpr unsigned kBase = 36;
// The largest multiple of 36 that a byte holds: bytes beyond it would favour the first digits.
constexpr unsigned kFairBytes = 252;

}  // namespace

std::string new_identifier(Environment& environment) {
  std::string identifier;
  identifier.reserve(1 + kDigits);
  identifier += 'c';
  std::array<std::byte, 32> bytes;
  while (true) {
    environment.random_bytes(bytes);
    for (const std::byte byte : bytes) {
      const auto number = std::to_integer<unsigned>(byte);
      if (number >= kFairBytes) continue;
      identifier += "0123456789abcdefghijklmnopqrstuvwxyz"[number % kBase];
      if (identifier.size() == 1 + kDigits) return identifier;
    }
  }
}

}  // namespace pico::engine
