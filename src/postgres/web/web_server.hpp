// SPDX-License-Identifier: MIT
//
// The server over libmicrohttpd: it hands out the requests that have come in whole, and sends what
// they are answered. It has no thread of its own and never waits: whoever owns it waits, and lets
// it run when there is something to do.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "postgres/web/conversation.hpp"
#include "postgres/web/exchange.hpp"

namespace pico::postgres {

/// What clients may take.
struct WebBounds {
  size_t connections = 1000;
  size_t body_bytes = size_t{1} << 20;
  /// For a request, for reading an answer, and between the two.
  std::chrono::milliseconds client_timeout{60'000};

  friend bool operator==(const WebBounds&, const WebBounds&) = default;
};

class WebServer {
 public:
  using Clock = Conversation::Clock;
  /// What a request is answered that is refused before it is whole.
  using Refusal =
      std::function<engine::WebAnswer(const engine::WebError&, const engine::WebRequest&)>;

  /// On a socket that listens, which it takes over. Throws Error.
  WebServer(int socket, const WebBounds& bounds, Refusal refusal);
  ~WebServer();
  WebServer(const WebServer&) = delete;
  WebServer& operator=(const WebServer&) = delete;

  /// Readable when there is something to do.
  [[nodiscard]] int wait_fd() const { return wait_fd_; }
  /// When there is something to do without that; nothing: never.
  [[nodiscard]] std::optional<std::chrono::milliseconds> timeout() const;
  void run();
  /// Those that have come in since.
  std::vector<ExchangePtr> take_requests();
  /// Requests that were handed out and are not answered, streams not among them.
  [[nodiscard]] size_t waiting() const { return all_.waiting; }
  [[nodiscard]] size_t connections() const { return conversations_.size(); }

  /// Takes no more connections; those there are end with their next answer, and streams at once.
  void quiesce();
  /// Whether everything that has come in is answered.
  [[nodiscard]] bool is_idle() const {
    return all_.requests.empty() && all_.waiting == 0 && all_.sending == 0;
  }

 private:
  struct Callbacks;
  void cut_slow_clients();

  WebBounds bounds_;
  Conversations all_;
  std::unordered_map<MHD_Connection*, std::unique_ptr<Conversation>> conversations_;
  MHD_Daemon* daemon_ = nullptr;
  int wait_fd_ = -1;
  Clock::time_point next_look_{};  // at slow clients
};

}  // namespace pico::postgres
