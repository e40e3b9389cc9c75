// SPDX-License-Identifier: MIT
//
// Families of picos (spec engine.md 2): creating one, finding its relatives, deleting it with all
// that descend from it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pico::engine {

class Session;

/// A pico without a parent; its id.
std::string create_root(Session& session, std::string_view name, std::string_view owner);

struct Child {
  std::string id;
  std::string eci;  // on the child, for the parent
};

/// A pico below `parent`, with the two channels that tie them.
Child create_child(Session& session, std::string_view parent, std::string_view name);

/// The ECI by which a pico talks to its parent; none for a root.
std::optional<std::string> parent_eci(Session& session, std::string_view pico);
/// The ECIs by which a pico talks to its children, in order of creation.
std::vector<std::string> children_ecis(Session& session, std::string_view pico);

/// Deletes a pico with its whole subtree, and its channel on the parent.
void delete_tree(Session& session, std::string_view id);

}  // namespace pico::engine
