// SPDX-License-Identifier: MIT
//
// One HTTP request with its redirects, made by libcurl: what is sent, what comes back, and which
// hosts it may go to. Who runs it has a multi handle: http_client.hpp one for a request at a time,
// the courier one for many.
//
// libcurl knows nothing of the server: no callback of ours raises or throws, and its signals are to
// be held (signals_held.hpp) whenever libcurl runs.
#pragma once

#include <netinet/in.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/model/http.hpp"
#include "krl/text/error.hpp"

#include "postgres/http/curl.hpp"
#include "postgres/http/rules.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

class Transfer {
 public:
  /// The time begins to run. Throws what the rules have against the URL.
  Transfer(engine::HttpRequest request, HttpRules rules);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// To be added to a multi handle; CURLOPT_PRIVATE is free. Belongs to the transfer, and must be
  /// out of the multi handle before the transfer goes.
  [[nodiscard]] CURL* handle() const noexcept { return easy_.get(); }
  /// After it has ended: whether it goes on at another URL. If so, remove the handle from the multi
  /// handle, add it again, and let it run. Never throws what the rules have against the redirect:
  /// response() does.
  bool follow(CURLcode outcome);
  /// What has come of it, to be asked once, after follow() was false. Throws why there is none.
  engine::HttpResponse response(CURLcode outcome);

 private:
  using Clock = std::chrono::steady_clock;

  // Callbacks of libcurl; `user` is the transfer.
  static size_t receive_body(char* data, size_t size, size_t count, void* user) noexcept;
  static size_t receive_header(char* data, size_t size, size_t count, void* user) noexcept;
  static curl_socket_t open_socket(void* user, curlsocktype, curl_sockaddr* address) noexcept;
  static int check_connection(void* user, char* address, char*, int, int) noexcept;

  template <class Value>
  void set(CURLoption option, Value value);
  void set_up();
  void arm();
  void arm_method();
  void arm_headers();
  [[nodiscard]] std::string redirect_url() const;
  void redirect_to(const std::string& url);

  bool take(size_t bytes) noexcept;
  bool take_header(size_t bytes) noexcept;
  void add_header(std::string_view line);
  bool refuses(std::span<const uint8_t> address) noexcept;

  [[nodiscard]] krl::Error failed(std::string what) const;
  [[nodiscard]] krl::Error late() const;
  [[nodiscard]] std::string reason(CURLcode outcome) const;

  engine::HttpRequest request_;
  HttpRules rules_;
  Clock::time_point deadline_;
  std::unique_ptr<CURL, Curl::Closer> easy_;
  std::unique_ptr<curl_slist, Curl::Closer> headers_;
  int redirects_ = 0;
  std::optional<krl::Error> redirect_error_;

  engine::HttpResponse response_;
  size_t received_ = 0;
  bool is_too_large_ = false;
  size_t header_bytes_ = 0;
  bool has_too_many_headers_ = false;
  int last_port_ = 0;                            // of the address connected to last
  char last_address_[INET6_ADDRSTRLEN] = "";     // that address
  char refused_address_[INET6_ADDRSTRLEN] = "";  // one that the rules do not allow
  char error_[CURL_ERROR_SIZE] = "";
};

}  // namespace pico::postgres
