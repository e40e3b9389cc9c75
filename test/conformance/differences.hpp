// SPDX-License-Identifier: MIT
//
// The list of cases in which we differ from the records on purpose (differences.json).
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace pico::conformance {

class Differences {
 public:
  /// Reads an array of {"id", "reason"}. Throws std::runtime_error.
  explicit Differences(const std::string& path);

  [[nodiscard]] bool contains(std::string_view id) const { return reasons_.contains(id); }
  [[nodiscard]] size_t size() const noexcept { return reasons_.size(); }

 private:
  std::map<std::string, std::string, std::less<>> reasons_;
};

}  // namespace pico::conformance
