// SPDX-License-Identifier: MIT
//
// The SQL functions for looking at picos and rulesets while programming them.
#include "krl/value/array.hpp"
#include "krl/value/map.hpp"

#include "postgres/serve.hpp"

#include "postgres/postgres.hpp"

using pico::krl::Value;
using pico::postgres::Arguments;
using pico::postgres::serve;
using pico::postgres::ServerCall;
using Access = ServerCall::Access;

PICO_FUNCTION(pico_eval) {
  return serve(fcinfo, Access::Read, [](ServerCall& call, Arguments arguments) {
    return call.engine().eval(arguments.text(0, "pico"), arguments.text(1, "source"),
                              arguments.optional_text(2));
  });
}

PICO_FUNCTION(pico_explanation) {
  return serve(fcinfo, Access::Read, [](ServerCall& call, Arguments arguments) -> Value {
    return call.engine().explain_event(arguments.text(0, "eci"), arguments.text(1, "domain"),
                                       arguments.text(2, "name"),
                                       arguments.json_or_empty(3, "attrs"));
  });
}

PICO_FUNCTION(pico_describe) {
  return serve(fcinfo, Access::Read, [](ServerCall& call, Arguments arguments) -> Value {
    return call.engine().describe_ruleset(arguments.text(0, "rid"));
  });
}
