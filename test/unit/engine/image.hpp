// SPDX-License-Identifier: MIT
//
// An image in memory with one pico, for tests: rulesets as text, results as JSON text.
#pragma once

#include <string>
#include <string_view>

#include "engine/engine.hpp"
#include "engine/memory_environment.hpp"
#include "engine/ruleset/program_cache.hpp"
#include "krl/text/error.hpp"
#include "krl/value/json.hpp"

namespace pico::engine {

class Image {
 public:
  /// Makes the root pico and a channel that allows everything.
  Image();

  [[nodiscard]] const std::string& root() const { return root_; }
  [[nodiscard]] const std::string& eci() const { return eci_; }
  [[nodiscard]] MemoryEnvironment& environment() { return environment_; }
  [[nodiscard]] MemoryStore& store() { return environment_.store(); }
  /// For one call.
  [[nodiscard]] Engine engine() { return {environment_, programs_}; }

  /// Registers a ruleset under `krl:RID` and installs it in the root, or another pico.
  void install(std::string_view source) { install(root_, source); }
  void install(std::string_view pico, std::string_view source);
  /// Registers a ruleset without installing it; its URL.
  std::string publish(std::string_view source);

  /// A child of a pico, with a channel that allows everything.
  struct Child {
    std::string id;
    std::string eci;
  };
  Child make_child(std::string_view name);

  /// The directives as JSON.
  std::string raise(std::string_view event, std::string_view attributes = "{}") {
    return raise_at(eci_, event, attributes);
  }
  /// `event` is `domain:name`.
  std::string raise_at(std::string_view eci, std::string_view event,
                       std::string_view attributes = "{}");
  EventResult send(std::string_view eci, std::string_view event,
                   std::string_view attributes = "{}");
  /// The names of the directives, blank-separated.
  std::string directives(std::string_view event, std::string_view attributes = "{}");
  /// The result as JSON.
  std::string query(std::string_view rid, std::string_view name,
                    std::string_view arguments = "{}") {
    return query_at(eci_, rid, name, arguments);
  }
  std::string query_at(std::string_view eci, std::string_view rid, std::string_view name,
                       std::string_view arguments = "{}");
  /// A stored entity variable as JSON; empty when there is none.
  std::string entity(std::string_view rid, std::string_view name) {
    return entity_of(root_, rid, name);
  }
  std::string entity_of(std::string_view pico, std::string_view rid, std::string_view name);

 private:
  MemoryEnvironment environment_;
  ProgramCache programs_;
  std::string root_;
  std::string eci_;
};

/// The text of the krl::Error that `work` throws; empty when it throws none.
template <class Work>
std::string error_of(Work work) {
  try {
    work();
  } catch (const krl::Error& error) {
    return error.text();
  }
  return {};
}

}  // namespace pico::engine
