// SPDX-License-Identifier: MIT
//
// pico.watch() and pico.unwatch(): whose events are told to those who LISTEN to pico.
#include "postgres/owners.hpp"
#include "postgres/serve.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// Throws Error{UnknownPico}, and Error{NotOwner} where the caller may not manage the pico.
void set_notifies(ServerCall& call, std::string_view pico, bool notifies) {
  static constinit Statement update{
      "update pico.pico set notifies = $2::boolean where id = $1 and notifies <> $2::boolean"};
  const std::optional<engine::Pico> found = call.environment().store().pico(pico);
  if (!found)
    throw krl::Error(krl::ErrorClass::Error, "Pico not found " + std::string(pico),
                     krl::ErrorCode::UnknownPico);
  if (!call.environment().may_manage(found->owner))
    throw krl::Error(krl::ErrorClass::Error, "must be owner of pico " + std::string(pico),
                     krl::ErrorCode::NotOwner);
  call.sql().write(update, {pico, std::string_view(notifies ? "true" : "false")});
}

}  // namespace
}  // namespace pico::postgres

using pico::postgres::Arguments;
using pico::postgres::serve;
using pico::postgres::ServerCall;

PICO_FUNCTION(pico_watch) {
  return serve(fcinfo, ServerCall::Access::Write, [](ServerCall& call, Arguments arguments) {
    pico::postgres::set_notifies(call, arguments.text(0, "pico"), true);
  });
}

PICO_FUNCTION(pico_unwatch) {
  return serve(fcinfo, ServerCall::Access::Write, [](ServerCall& call, Arguments arguments) {
    pico::postgres::set_notifies(call, arguments.text(0, "pico"), false);
  });
}
