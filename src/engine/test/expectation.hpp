// SPDX-License-Identifier: MIT
//
// What a test expects, compared with what was found. A Map expects at least its members, an Array
// exactly its elements, a RegExp text that matches, a function a value for which it is true, and
// anything else what equals it. Null stands for what is not there as well.
#pragma once

#include <string>
#include <vector>

#include "krl/run/evaluation.hpp"
#include "krl/value/array.hpp"
#include "krl/value/map.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

class Expectation {
 public:
  /// `evaluation` runs the functions among what is expected.
  explicit Expectation(krl::Evaluation& evaluation) : evaluation_(evaluation) {}

  /// Notes what is not as expected; `where` names the value to people.
  void compare(const krl::Value& expected, const krl::Value& found, const std::string& where);

  /// A line for each value that was not, up to some twenty.
  [[nodiscard]] const std::vector<std::string>& mismatches() const noexcept { return mismatches_; }

 private:
  void compare_maps(const krl::Map& expected, const krl::Value& found, const std::string& where);
  void compare_arrays(const krl::Array& expected, const krl::Value& found,
                      const std::string& where);
  void match(const krl::Value& expected, const krl::Value& found, const std::string& where);
  void satisfy(const krl::Value& expected, const krl::Value& found, const std::string& where);
  void note(const std::string& where, const std::string& expected, const krl::Value& found);

  krl::Evaluation& evaluation_;
  std::vector<std::string> mismatches_;
};

/// A value as messages show it: KRL's encoding, cut where it is long.
std::string shown(const krl::Value& value);

}  // namespace pico::engine
