// SPDX-License-Identifier: MIT
//
// Many HTTP transfers at once, by one multi handle of libcurl, which keeps connections and shares
// those of HTTP/2. Nothing here waits: the sockets are in an epoll descriptor, which the caller
// waits for with whatever else it waits for.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "postgres/http/transfer.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

class Transfers {
 public:
  Transfers();
  ~Transfers();
  Transfers(const Transfers&) = delete;
  Transfers& operator=(const Transfers&) = delete;

  /// Bounds of the connections, to one host and in all.
  void set_bounds(int per_host, int total);
  /// Starts a transfer that is known as `id`. Throws what the rules have against its URL.
  void start(int64_t id, const engine::HttpRequest& request, const HttpRules& rules);
  [[nodiscard]] size_t count() const noexcept { return running_.size(); }

  /// Readable when there is something to do.
  [[nodiscard]] int wait_fd() const noexcept { return epoll_; }
  /// When there is something to do in any case; nothing: not before wait_fd() is readable.
  [[nodiscard]] std::optional<std::chrono::milliseconds> timeout() const;

  /// A transfer that has ended: with a response, or an error.
  struct Ended {
    int64_t id;
    std::optional<engine::HttpResponse> response;
    std::optional<krl::Error> error;
  };
  /// Goes on as far as possible; what has ended.
  std::vector<Ended> run();

 private:
  using Clock = std::chrono::steady_clock;
  struct Running {
    int64_t id;
    std::unique_ptr<Transfer> transfer;
  };

  // Callbacks of libcurl; `user` is the object.
  static int watch_socket(CURL*, curl_socket_t socket, int what, void* user, void* known) noexcept;
  static int set_timer(CURLM*, long timeout_ms, void* user) noexcept;

  void act(curl_socket_t socket, int events);
  void act_on_sockets();
  std::vector<Ended> take_ended();
  static Ended end_of(const Running& running, CURLcode outcome);

  int epoll_;
  std::unique_ptr<CURLM, CURLMcode (*)(CURLM*)> multi_;
  std::optional<Clock::time_point> timer_;
  std::map<CURL*, Running> running_;
};

}  // namespace pico::postgres
