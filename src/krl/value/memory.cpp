// SPDX-License-Identifier: MIT
//
// Bounds on memory and stack: see memory.hpp.
#include "krl/value/memory.hpp"

#include <algorithm>
#include <string>

#include "krl/text/error.hpp"

namespace pico::krl {

namespace {
constexpr size_t kDefaultStackBytes = size_t{4} << 20;
}

void MemoryMeter::fail(size_t bytes) {
  throw limit_error("out of memory for values: " + std::to_string(bytes) +
                    " more bytes would exceed the limit");
}

MemoryScope::MemoryScope(size_t bytes) noexcept : outer_(MemoryMeter::limit()) {
  if (bytes == 0) return;
  const size_t wanted = MemoryMeter::used() + bytes;
  MemoryMeter::set_limit(outer_ == 0 ? wanted : std::min(outer_, wanted));
}

StackScope::StackScope(size_t bytes) noexcept : outer_(detail::stack_floor) {
  const char* wanted = static_cast<const char*>(__builtin_frame_address(0)) - bytes;
  detail::stack_floor = outer_ == nullptr ? wanted : std::max(outer_, wanted);
}

StackScope::~StackScope() { detail::stack_floor = outer_; }

namespace detail {

void stack_exhausted() { throw range_error("Maximum call stack size exceeded"); }

void find_stack_floor() noexcept {
  stack_floor = static_cast<const char*>(__builtin_frame_address(0)) - kDefaultStackBytes;
}

}  // namespace detail
}  // namespace pico::krl
