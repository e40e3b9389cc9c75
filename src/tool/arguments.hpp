// SPDX-License-Identifier: MIT
//
// The words of a command line, sorted into options and operands. Order is kept, because `krl run`
// does what it is told one after the other.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace pico::tool {

/// The caller used the command wrongly; shown with a pointer to --help, exit status 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// An option that a command knows, e.g. `--attrs JSON`.
struct Option {
  std::string_view name;  // with its dashes
  bool has_value;
};

class Arguments {
 public:
  /// One option with its value, or one operand (whose `option` is empty).
  struct Item {
    std::string_view option;
    std::string value;
  };

  /// Takes `--name value`, `--name=value` and operands; after `--` all is operands, and so is `-`.
  /// Throws UsageError.
  Arguments(std::span<const std::string_view> words, std::span<const Option> known);

  [[nodiscard]] const std::vector<Item>& items() const noexcept { return items_; }
  [[nodiscard]] bool has(std::string_view option) const noexcept;
  [[nodiscard]] std::vector<std::string> operands() const;

 private:
  std::vector<Item> items_;
};

}  // namespace pico::tool
