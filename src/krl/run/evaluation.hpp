// SPDX-License-Identifier: MIT
//
// One run of KRL code: the stack of values, the host, and what must end with it.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "krl/run/host.hpp"
#include "krl/run/native.hpp"
#include "krl/value/value.hpp"

namespace pico::krl {

class Cell;

/// Owns the captured variables made during an evaluation or by an instance, to empty them at its
/// end: a recursive local function refers to itself through one, a cycle that counting never frees.
class CellPool {
 public:
  CellPool() = default;
  ~CellPool() { clear(); }
  CellPool(const CellPool&) = delete;
  CellPool& operator=(const CellPool&) = delete;

  void clear() noexcept;

 private:
  friend class Cell;
  Cell* first_ = nullptr;
};

class Evaluation {
 public:
  explicit Evaluation(Host& host) : host_(host) {}
  Evaluation(const Evaluation&) = delete;
  Evaluation& operator=(const Evaluation&) = delete;

  [[nodiscard]] Host& host() const noexcept { return host_; }

  /// Calls a function value with positional arguments, which it may consume. Throws
  /// `TypeError: X is not a function` for anything but a Function or ActionFunction.
  Value call(const Value& function, std::span<Value> arguments, const Instance* caller);
  /// The same for an Action or ActionFunction; `TypeError: X is not an action`.
  Value perform(const Value& action, std::span<Value> arguments, const Instance* caller);
  /// Calls whatever is callable: for library callbacks that also accept actions (spec
  /// krl-values-and-stdlib.md 5). Anything else: `TypeError: iter is not a function`.
  Value call_back(const Value& callable, std::span<Value> arguments, const Instance* caller);

  /// To be called at every back-edge and call: lets the host stop us.
  void poll() {
    if (++polls_ % kPollInterval == 0) host_.poll();
  }

  [[nodiscard]] CellPool& cells() const noexcept { return *cells_; }
  /// Redirects new captured variables, e.g. to the pool of an instance that is being initialised.
  CellPool* exchange_cells(CellPool* pool) noexcept { return std::exchange(cells_, pool); }

 private:
  /// Small, for between two polls a library function may write out all that memory can hold.
  static constexpr uint32_t kPollInterval = 16;

  Host& host_;
  CellPool own_cells_;
  CellPool* cells_ = &own_cells_;
  uint32_t polls_ = 0;
};

}  // namespace pico::krl
