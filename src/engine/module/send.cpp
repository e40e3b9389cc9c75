// SPDX-License-Identifier: MIT
//
// Sending events: see send.hpp.
#include "engine/module/send.hpp"

#include "engine/outbound/sending.hpp"
#include "engine/run/session.hpp"
#include "engine/run/transaction.hpp"
#include "engine/test/event_observer.hpp"
#include "krl/value/conversion.hpp"

namespace pico::engine {

krl::Value send_event(Transaction& transaction, std::string_view rid, const Outgoing& outgoing) {
  Session& session = transaction.session();
  Event event = clean_event(outgoing.eci, outgoing.domain, outgoing.name, outgoing.attributes,
                            transaction.environment());
  if (EventObserver* observer = transaction.environment().event_observer())
    observer->sent(transaction.pico(), rid, event);
  if (krl::is_true(outgoing.host)) {
    send_to_host(session, transaction.pico(), rid, event, outgoing.host, outgoing.result_event);
    return krl::Value::null();
  }
  return std::string_view(
      session.send(transaction.pico(), std::move(event), outgoing.result_event));
}

}  // namespace pico::engine
