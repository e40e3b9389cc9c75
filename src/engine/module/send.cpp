// SPDX-License-Identifier: MIT
//
// Sending events: see send.hpp.
#include "engine/module/send.hpp"

#include "engine/run/session.hpp"
#include "engine/run/transaction.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"

namespace pico::engine {

std::string send_event(const Transaction& transaction, const krl::Value& eci,
                       const krl::Value& domain, const krl::Value& name,
                       const krl::Value& attributes) {
  Event event = clean_event(eci, domain, name, attributes, transaction.environment());
  return transaction.session().send(transaction.pico(), std::move(event));
}

void refuse_host(const krl::Value& host) {
  if (!krl::is_true(host)) return;
  throw krl::Error(krl::ErrorClass::Error, "sending to other hosts is not supported yet",
                   krl::ErrorCode::Unsupported);
}

}  // namespace pico::engine
