// SPDX-License-Identifier: MIT
//
// Exchanges: see exchange.hpp.
#include "postgres/web/exchange.hpp"

#include <utility>

namespace pico::postgres {

void Exchange::answer(engine::WebAnswer answer) {
  if (Connection* const connection = std::exchange(connection_, nullptr))
    connection->send(std::move(answer));
}

std::shared_ptr<EventStream> Exchange::open_stream(engine::HttpHeaders headers) {
  Connection* const connection = std::exchange(connection_, nullptr);
  return connection != nullptr ? connection->stream(std::move(headers))
                               : std::make_shared<EventStream>(nullptr);
}

}  // namespace pico::postgres
