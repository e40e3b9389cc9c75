// SPDX-License-Identifier: MIT
//
// Comparing recorded results with actual ones where the records hold placeholders for generated
// texts (SCENARIOS.md, 5).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "conformance/json.hpp"

namespace pico::conformance {

/// What the placeholders of one scenario stand for.
class Bindings {
 public:
  /// `name` is what stands between << and >>.
  void bind(const std::string& name, const std::string& text);

  /// Nothing when `actual` is as expected; placeholders that are new are bound. Otherwise the place
  /// and kind of the first difference.
  std::optional<std::string> compare(const Json& expected, const Json& actual);

  /// `step` with the placeholders in its texts replaced by what they stand for.
  [[nodiscard]] Json filled(const Json& step) const;

 private:
  using Table = std::map<std::string, std::string, std::less<>>;

  std::optional<std::string> compare(const Json& expected, const Json& actual,
                                     const std::string& place);
  std::optional<std::string> compare_objects(const Json& expected, const Json& actual,
                                             const std::string& place);
  bool matches(std::string_view expected, std::string_view actual);
  bool matches_placeholder(std::string_view name, std::string_view expected,
                           std::string_view actual);
  [[nodiscard]] bool is_bound_to_another(std::string_view text) const;

  Table bound_;
};

}  // namespace pico::conformance
