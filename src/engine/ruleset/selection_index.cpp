// SPDX-License-Identifier: MIT
//
// The index of selection: see selection_index.hpp.
#include "engine/ruleset/selection_index.hpp"

#include <algorithm>
#include <string>

#include "krl/value/conversion.hpp"

namespace pico::engine {

SelectionIndex::Entry& SelectionIndex::entry(std::string_view domain, std::string_view name) {
  auto& names = entries_.try_emplace(std::string(domain)).first->second;
  const auto [place, is_new] = names.try_emplace(std::string(name));
  if (is_new) place->second.any = every_event_;
  return place->second;
}

void SelectionIndex::add(uint32_t position, std::string_view domain, std::string_view name) {
  Positions& positions = entry(domain, name).any;
  if (positions.empty() || positions.back() != position) positions.push_back(position);
}

void SelectionIndex::add_for_every_event(uint32_t position) {
  every_event_.push_back(position);
  for (auto& [domain, names] : entries_) {
    for (auto& [name, entry] : names) entry.any.push_back(position);
  }
}

void SelectionIndex::add_for_text(uint32_t position, std::string_view domain, std::string_view name,
                                  std::string_view attribute, std::string_view text) {
  auto& texts = entry(domain, name).by_text.try_emplace(std::string(attribute)).first->second;
  texts.try_emplace(std::string(text)).first->second.push_back(position);
}

const std::vector<uint32_t>& SelectionIndex::candidates(const Event& event,
                                                        std::vector<uint32_t>& scratch) const {
  const auto names = entries_.find(event.domain.view());
  if (names == entries_.end()) return every_event_;
  const auto found = names->second.find(event.name.view());
  if (found == names->second.end()) return every_event_;
  const Entry& entry = found->second;
  if (entry.by_text.empty()) return entry.any;

  scratch = entry.any;
  for (const auto& [attribute, texts] : entry.by_text) {
    const krl::Value* value = event.attributes.find(attribute);
    if (value == nullptr) continue;
    const auto wanted = texts.find(krl::to_string(*value).view());
    if (wanted == texts.end()) continue;
    scratch.insert(scratch.end(), wanted->second.begin(), wanted->second.end());
  }
  std::sort(scratch.begin(), scratch.end());
  return scratch;
}

}  // namespace pico::engine
