// SPDX-License-Identifier: MIT
//
// Picos with the system rulesets, as programs expect them: a name, a UI channel, a well-known
// channel, a data store (spec system-rulesets.md 1, 9.1). The rulesets do the work; here they are
// set going.
#pragma once

#include <string>
#include <string_view>

namespace pico::engine {

class Session;

/// A root with the system rulesets, set up as at the first start of an engine; its id. Without a
/// name it is called "Pico".
std::string create_full_root(Session& session, std::string_view name, std::string_view owner);

/// A child as `wrangler:new_child_request` on its parent makes it, which must be entered; its id.
/// Its own set-up goes by messages. Throws where the parent has no wrangler.
std::string create_full_child(Session& session, std::string_view parent, std::string_view name);

/// Sets a new pico going whose rulesets were chosen: where wrangler is among them it gets its name,
/// and the other system rulesets what they make. Leaves it as it is otherwise.
void start_chosen_rulesets(Session& session, std::string_view pico, std::string_view name);

}  // namespace pico::engine
