// SPDX-License-Identifier: MIT
//
// The table of the standard library: see library.hpp.
#include "krl/library/library.hpp"

#include <algorithm>
#include <vector>

#include "krl/library/members.hpp"

namespace pico::krl {

namespace {

std::vector<NativeMember> sorted_members() {
  std::vector<NativeMember> members;
  for (const std::span<const NativeMember> part :
       {action_members(), any_type_members(), array_members(), collection_members(),
        number_members(), path_members(), search_members(), set_members(), sort_members(),
        string_members()}) {
    members.insert(members.end(), part.begin(), part.end());
  }
  std::sort(members.begin(), members.end(),
            [](const NativeMember& a, const NativeMember& b) { return a.name < b.name; });
  return members;
}

}  // namespace

std::span<const NativeMember> standard_library() {
  static const std::vector<NativeMember> members = sorted_members();
  return members;
}

}  // namespace pico::krl
