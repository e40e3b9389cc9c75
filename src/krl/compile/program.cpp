// SPDX-License-Identifier: MIT
//
// Looking names up in a program: see program.hpp.
#include "krl/compile/program.hpp"

#include <algorithm>

namespace pico::krl {

namespace {

const Export* find_export(const std::vector<Export>& exports, std::string_view name) noexcept {
  const auto found = std::find_if(exports.begin(), exports.end(),
                                  [&](const Export& each) { return each.name.view() == name; });
  return found == exports.end() ? nullptr : &*found;
}

}  // namespace

const Export* Program::find_shared(std::string_view name) const noexcept {
  return find_export(shares, name);
}

const Export* Program::find_provided(std::string_view name) const noexcept {
  return find_export(provides, name);
}

std::vector<std::string> Program::used_rids() const {
  std::vector<std::string> rids;
  for (const SetupStep& step : setup) {
    if (const auto* use = std::get_if<UseStep>(&step)) rids.push_back(use->rid);
  }
  return rids;
}

}  // namespace pico::krl
