// SPDX-License-Identifier: MIT
//
// Bytes of a fuzzer as a row of decisions. When they run out every decision is the first one, with
// which whatever is being made must end.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pico::fuzz {

class Choices {
 public:
  Choices(const uint8_t* data, size_t size) : at_(data), end_(data + size) {}

  /// A number below `bound`, which is at most 256.
  size_t below(size_t bound) { return at_ == end_ ? 0 : *at_++ % bound; }
  bool chance(size_t one_in) { return below(one_in) == one_in - 1; }
  [[nodiscard]] bool is_empty() const noexcept { return at_ == end_; }

 private:
  const uint8_t* at_;
  const uint8_t* end_;
};

}  // namespace pico::fuzz
