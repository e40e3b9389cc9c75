// SPDX-License-Identifier: MIT
//
// Requests that leave after the commit.
#pragma once

#include "engine/model/rows.hpp"

namespace pico::engine {

class Session;

/// Gives a request its identity and lets it leave once the call has been committed. To be filled
/// before: pico, rid, recipient, http, outcome (outcome.hpp).
void send_after_commit(Session& session, Request request);

}  // namespace pico::engine
