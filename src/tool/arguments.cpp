// SPDX-License-Identifier: MIT
//
// Sorting the words of a command line: see arguments.hpp.
#include "tool/arguments.hpp"

#include <algorithm>

namespace pico::tool {
namespace {

const Option& find_option(std::string_view name, std::span<const Option> known) {
  const auto found = std::find_if(known.begin(), known.end(),
                                  [&](const Option& option) { return option.name == name; });
  if (found == known.end()) throw UsageError("unknown option " + std::string(name));
  return *found;
}

}  // namespace

Arguments::Arguments(std::span<const std::string_view> words, std::span<const Option> known) {
  bool may_be_option = true;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (!may_be_option || !word.starts_with("-") || word == "-") {
      items_.push_back({{}, std::string(word)});
      continue;
    }
    if (word == "--") {
      may_be_option = false;
      continue;
    }
    const size_t equals = word.find('=');
    const Option& option = find_option(word.substr(0, equals), known);
    const bool is_joined = equals != std::string_view::npos;
    if (is_joined && !option.has_value)
      throw UsageError(std::string(option.name) + " takes no value");
    if (!option.has_value) {
      items_.push_back({option.name, {}});
    } else if (is_joined) {
      items_.push_back({option.name, std::string(word.substr(equals + 1))});
    } else if (++i < words.size()) {
      items_.push_back({option.name, std::string(words[i])});
    } else {
      throw UsageError(std::string(option.name) + " needs a value");
    }
  }
}

bool Arguments::has(std::string_view option) const noexcept {
  return std::any_of(items_.begin(), items_.end(),
                     [&](const Item& item) { return item.option == option; });
}

std::vector<std::string> Arguments::operands() const {
  std::vector<std::string> result;
  for (const Item& item : items_)
    if (item.option.empty()) result.push_back(item.value);
  return result;
}

}  // namespace pico::tool
