// SPDX-License-Identifier: MIT
//
// One request after the other: see http_client.hpp.
#include "postgres/http/http_client.hpp"
#include "postgres/guard.hpp"
#include "postgres/http/signals_held.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// A signal that comes between the look for it and the wait is noticed after so long.
constexpr int kPollMs = 100;

/// Idle ones that a backend keeps.
constexpr long kConnections = 8;

/// With the connections of this backend; ends with the process.
CURLM* multi() {
  static CURLM* const handle = [] {
    CURLM* const made = curl().multi_init();
    if (made == nullptr) throw std::bad_alloc();
    curl().multi_setopt(made, CURLMOPT_MAXCONNECTS, kConnections);
    return made;
  }();
  return handle;
}

/// A transfer that is under way; the server's interrupts may end it at any time.
class Running {
 public:
  explicit Running(CURL* easy) : easy_(easy) { curl().multi_add_handle(multi(), easy_); }
  ~Running() { curl().multi_remove_handle(multi(), easy_); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  [[nodiscard]] CURLcode wait() const {
    while (perform()) {
      pgstat_report_wait_start(PG_WAIT_EXTENSION);
      curl().multi_poll(multi(), nullptr, 0, kPollMs, nullptr);
      pgstat_report_wait_end();
      check_for_interrupts();
    }
    int left = 0;
    const CURLMsg* const message = curl().multi_info_read(multi(), &left);
    return message != nullptr ? message->data.result : CURLE_FAILED_INIT;
  }

 private:
  /// Goes on as far as possible without waiting; false at the end.
  static bool perform() {
    const SignalsHeld held;
    int running = 0;
    return curl().multi_perform(multi(), &running) == CURLM_OK && running > 0;
  }

  CURL* easy_;
};

}  // namespace

engine::HttpResponse await_response(Transfer& transfer) {
  CURLcode outcome = CURLE_OK;
  do {
    outcome = Running(transfer.handle()).wait();
  } while (transfer.follow(outcome));
  return transfer.response(outcome);
}

}  // namespace pico::postgres
