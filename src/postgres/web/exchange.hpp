// SPDX-License-Identifier: MIT
//
// A request that has come in whole, and the answer to it: what the server over HTTP hands out, and
// all that others see of it.
#pragma once

#include <memory>
#include <string>

#include "engine/model/http.hpp"

#include "postgres/web/event_stream.hpp"

namespace pico::postgres {

/// Lives as long as somebody holds it; the client, and the server itself, may be gone before. It
/// calls nothing of the database server, so it may be used outside of transactions.
class Exchange {
 public:
  /// The connection that waits for the answer.
  class Connection {
   public:
    virtual void send(engine::WebAnswer answer) noexcept = 0;
    virtual std::shared_ptr<EventStream> stream(engine::HttpHeaders headers) = 0;

   protected:
    ~Connection() = default;
  };
  Exchange(engine::WebRequest request, std::string client, Connection& connection)
      : request_(std::move(request)), client_(std::move(client)), connection_(&connection) {}

  [[nodiscard]] const engine::WebRequest& request() const { return request_; }
  /// Where the request came from: a numeric address, without the port.
  [[nodiscard]] const std::string& client() const { return client_; }
  /// Whether the answer is still to come, as far as is known: a client that is gone is noticed
  /// when it is written to.
  [[nodiscard]] bool is_open() const { return connection_ != nullptr; }

  /// Once; nothing happens where the client is gone.
  void answer(engine::WebAnswer answer);
  /// Instead of answer(): status 200 with these headers, then what is sent. Closed from the
  /// beginning where the client is gone.
  std::shared_ptr<EventStream> open_stream(engine::HttpHeaders headers);

  /// For the server: the client is gone.
  void abandon() noexcept { connection_ = nullptr; }

 private:
  engine::WebRequest request_;
  std::string client_;
  Connection* connection_;  // null: answered, or gone
};

using ExchangePtr = std::shared_ptr<Exchange>;

}  // namespace pico::postgres
