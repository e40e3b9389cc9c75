// SPDX-License-Identifier: MIT
//
// Recording how requests ended: what succeeded or failed for good goes, with the events that follow
// from it; the rest waits for its next try.
#pragma once

#include "engine/outbound/retry.hpp"

namespace pico::engine {

class Session;

/// Records one result in the session's unit of work and the store.
void record_result(Session& session, const RequestResult& result);

}  // namespace pico::engine
