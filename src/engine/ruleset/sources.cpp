// SPDX-License-Identifier: MIT
//
// Sources of a call: see sources.hpp.
#include "engine/ruleset/sources.hpp"

#include <fmt/format.h>

namespace pico::engine {

std::string Sources::at(std::string_view url, std::string_view reader) {
  auto found = outcomes_.find({std::string(url), std::string(reader)});
  if (found == outcomes_.end()) {
    FetchNeeded needed{std::string(url), std::string(reader)};
    if (awaited_ == nullptr && !stays_) throw needed;
    fetch(needed);
    found = outcomes_.find({needed.url, needed.reader});
  }
  const Outcome& outcome = found->second;
  if (&outcome == awaited_) awaited_ = nullptr;
  if (outcome.error) throw *outcome.error;
  return outcome.source;
}

void Sources::fetch(const FetchNeeded& needed) {
  const size_t limit = environment_.limits().fetches;
  if (outcomes_.size() >= limit)
    throw krl::limit_error(fmt::format("more than {} sources fetched in one call", limit));
  Outcome outcome;
  try {
    outcome.source = environment_.fetch(needed.url, needed.reader);
  } catch (const krl::Error& error) {
    outcome.error = error;  // the program's, where it asks for the source
  }
  awaited_ =
      &outcomes_.emplace(std::pair(needed.url, needed.reader), std::move(outcome)).first->second;
}

}  // namespace pico::engine
