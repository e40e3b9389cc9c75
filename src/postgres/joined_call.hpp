// SPDX-License-Identifier: MIT
//
// SQL functions that may also be called from within a statement of a running event or query, by
// functions and triggers of the application.
#pragma once

#include "postgres/serve.hpp"
#include "postgres/workers/blocking.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// Does `work` as part of the call that runs.
template <class Work>
auto join(JoinedCall& joined, Work work) {
  try {
    return work();
  } catch (const MustNotBlock& reason) {
    joined.refuse_to_block(reason);
  }
}

/// Serves one SQL call as serve() does, but as part of the call that runs where it comes from a
/// statement of that one. `work` gets the engine, the call, and the arguments.
template <class Work>
Datum serve_anywhere(FunctionCallInfo info, ServerCall::Access access, Work work) {
  if (JoinedCall::host() == nullptr)
    return serve(info, access, [&](ServerCall& call, Arguments arguments) {
      return work(call.engine(), call, arguments);
    });
  return entry([&] {
    JoinedCall joined(info, access);
    if (access == ServerCall::Access::Write) joined.require_whole_statement();
    const auto result =
        join(joined, [&] { return work(joined.engine(), joined.host_call(), Arguments(info)); });
    joined.close();
    return datum_of(result);
  });
}

}  // namespace pico::postgres
