// SPDX-License-Identifier: MIT
//
// Bounds on what an evaluation may use of the process: bytes held by values, and C++ stack.
//
// A value is 16 bytes and carries no pointer to a heap of its own, so the meter is process-wide. A
// backend is one thread, hence no atomics.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>

namespace pico::krl {

/// Counts the bytes that KRL values hold and refuses to pass a limit.
class MemoryMeter {
 public:
  /// Bytes held now by all strings, arrays, maps and functions.
  static size_t used() noexcept { return used_; }
  static size_t limit() noexcept { return limit_; }
  /// Sets the limit in bytes; 0 means none.
  static void set_limit(size_t bytes) noexcept { limit_ = bytes; }

  /// Throws Error{LimitExceeded} when `bytes` more would pass the limit. By itself this is for what
  /// is not counted: text being written, work in proportion to a size.
  static void require(size_t bytes) {
    if (limit_ != 0 && used_ + bytes > limit_) fail(bytes);
  }
  /// Counts `bytes` more, or throws as `require` does.
  static void add(size_t bytes) {
    require(bytes);
    used_ += bytes;
  }
  static void remove(size_t bytes) noexcept { used_ -= bytes; }

 private:
  [[noreturn]] static void fail(size_t bytes);

  static inline size_t used_ = 0;
  static inline size_t limit_ = 0;
};

/// Sets the memory limit to what is used now plus `bytes` for the life of the object (0: no bound);
/// nested scopes can only tighten it.
class MemoryScope {
 public:
  explicit MemoryScope(size_t bytes) noexcept;
  ~MemoryScope() { MemoryMeter::set_limit(outer_); }
  MemoryScope(const MemoryScope&) = delete;
  MemoryScope& operator=(const MemoryScope&) = delete;

 private:
  size_t outer_;
};

/// Allocator of the containers inside values.
template <class T>
struct MeteredAllocator {
  using value_type = T;
  MeteredAllocator() = default;
  template <class U>
  MeteredAllocator(const MeteredAllocator<U>&) noexcept {}
  T* allocate(size_t n) {
    const size_t bytes = n * sizeof(T);
    MemoryMeter::require(bytes);
    T* memory = static_cast<T*>(::operator new(bytes));
    MemoryMeter::add(bytes);  // not before, for operator new may throw too
    return memory;
  }
  void deallocate(T* p, size_t n) noexcept {
    MemoryMeter::remove(n * sizeof(T));
    ::operator delete(p);
  }
  friend bool operator==(MeteredAllocator, MeteredAllocator) noexcept { return true; }
};

/// Bounds the depth of the C++ stack below the frame that makes one; nested ones can only tighten
/// it. Where none lives, 4 MB below the frame of the first check is the bound.
class StackScope {
 public:
  explicit StackScope(size_t bytes) noexcept;
  ~StackScope();
  StackScope(const StackScope&) = delete;
  StackScope& operator=(const StackScope&) = delete;

 private:
  const char* outer_;
};

namespace detail {
inline const char* stack_floor = nullptr;
[[noreturn]] void stack_exhausted();
void find_stack_floor() noexcept;
}  // namespace detail

/// Throws `RangeError: Maximum call stack size exceeded` when little stack is left. To be called
/// by everything that recurses as deep as its input says: evaluator, comparison, JSON.
inline void check_stack() {
  const char* here = static_cast<const char*>(__builtin_frame_address(0));
  if (detail::stack_floor == nullptr) detail::find_stack_floor();
  if (here < detail::stack_floor) detail::stack_exhausted();
}

}  // namespace pico::krl
