// SPDX-License-Identifier: MIT
//
// What all SQL functions that run the engine have in common.
#pragma once

#include "krl/value/json.hpp"

#include "postgres/arguments.hpp"
#include "postgres/call.hpp"
#include "postgres/guard.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// A text or json result.
inline Datum datum_of(const std::string& result) { return text_datum(result); }
inline Datum datum_of(const krl::Value& result) { return text_datum(krl::to_json_or_null(result)); }
inline Datum datum_of(int64_t result) { return Int64GetDatum(result); }

/// Serves one SQL call: runs `work` with the call and the arguments, and makes its result a datum
/// of the caller.
template <class Work>
Datum serve(FunctionCallInfo info, ServerCall::Access access, Work work,
            ImageFormat format = ImageFormat::Present) {
  return entry([&] {
    ServerCall call(info, access, format);
    if constexpr (std::is_void_v<decltype(work(call, Arguments(info)))>) {
      work(call, Arguments(info));
      call.close();
      return Datum{0};
    } else {
      const auto result = work(call, Arguments(info));
      call.close();
      return datum_of(result);
    }
  });
}

}  // namespace pico::postgres
