// SPDX-License-Identifier: MIT
//
// One GET after the other: see http_source.hpp.
//
// libcurl knows nothing of the server: no callback of ours raises or throws, and the server's
// signals are held back while libcurl runs, for it starts a thread to look up names, which must not
// take them.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <csignal>

#include "krl/text/error.hpp"
#include "krl/value/unicode.hpp"

#include "postgres/curl.hpp"
#include "postgres/guard.hpp"
#include "postgres/http_source.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

using Clock = std::chrono::steady_clock;

/// A signal that comes between the look for it and the wait is noticed after so long.
constexpr int kPollMs = 100;

krl::Error failed(std::string_view url, std::string_view why) {
  return {krl::ErrorClass::Error, fmt::format("cannot fetch {}: {}", url, why),
          krl::ErrorCode::FetchFailed};
}

krl::Error refused(std::string_view url, std::string_view host) {
  return {krl::ErrorClass::Error,
          fmt::format("cannot fetch {}: pico.fetch_hosts does not list {}", url, host),
          krl::ErrorCode::FetchRefused};
}

class SignalsHeld {
 public:
  SignalsHeld() noexcept {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &former_);
  }
  ~SignalsHeld() { pthread_sigmask(SIG_SETMASK, &former_, nullptr); }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t former_;
};

// Callbacks of libcurl ---------------------------------------------------------------------------

struct Transfer {
  const HttpRules& rules;
  std::string body;
  bool is_too_large = false;
  char refused_address[INET6_ADDRSTRLEN] = "";
  char error[CURL_ERROR_SIZE] = "";
};

/// Less than what it is given ends the transfer.
size_t receive(char* data, size_t size, size_t count, void* user) noexcept {
  auto& transfer = *static_cast<Transfer*>(user);
  const size_t bytes = size * count;
  transfer.is_too_large = bytes > transfer.rules.bytes - transfer.body.size();
  if (transfer.is_too_large) return 0;
  try {
    transfer.body.append(data, bytes);
    return bytes;
  } catch (const std::bad_alloc&) {
    transfer.is_too_large = true;
    return 0;
  }
}

/// Looks at the address itself, whatever name or number has led to it.
curl_socket_t open_socket(void* user, curlsocktype, curl_sockaddr* address) noexcept {
  auto& transfer = *static_cast<Transfer*>(user);
  std::span<const uint8_t> bytes;
  if (address->family == AF_INET) {
    const auto& ip4 = reinterpret_cast<const sockaddr_in&>(address->addr);
    bytes = {reinterpret_cast<const uint8_t*>(&ip4.sin_addr), 4};
  } else if (address->family == AF_INET6) {
    const auto& ip6 = reinterpret_cast<const sockaddr_in6&>(address->addr);
    bytes = {reinterpret_cast<const uint8_t*>(&ip6.sin6_addr), 16};
  }
  if (bytes.empty() || !transfer.rules.hosts.allows_address(bytes)) {
    inet_ntop(address->family, bytes.data(), transfer.refused_address,
              sizeof transfer.refused_address);
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// One request ------------------------------------------------------------------------------------

/// A transfer that is under way; the server's interrupts may end it at any time.
class Multi {
 public:
  explicit Multi(CURL* easy) : multi_(curl().multi_init()), easy_(easy) {
    if (multi_ == nullptr) throw std::bad_alloc();
    curl().multi_add_handle(multi_, easy_);
  }
  ~Multi() {
    curl().multi_remove_handle(multi_, easy_);
    curl().multi_cleanup(multi_);
  }
  Multi(const Multi&) = delete;
  Multi& operator=(const Multi&) = delete;

  CURLcode run() {
    while (perform()) {
      pgstat_report_wait_start(PG_WAIT_EXTENSION);
      curl().multi_poll(multi_, nullptr, 0, kPollMs, nullptr);
      pgstat_report_wait_end();
      check_for_interrupts();
    }
    int left = 0;
    const CURLMsg* const message = curl().multi_info_read(multi_, &left);
    return message != nullptr ? message->data.result : CURLE_FAILED_INIT;
  }

 private:
  /// Goes on as far as possible without waiting; false at the end.
  bool perform() {
    const SignalsHeld held;
    int running = 0;
    return curl().multi_perform(multi_, &running) == CURLM_OK && running > 0;
  }

  CURLM* multi_;
  CURL* easy_;
};

struct Answer {
  std::string body;
  std::string redirect;  // where to, if it is one
};

/// An older libcurl than that at build time does not know all options.
void set_up(CURL* easy, const std::string& url, Transfer& transfer, int64_t timeout_ms) {
  const auto set = [&](CURLoption option, auto value) {
    if (const CURLcode code = curl().easy_setopt(easy, option, value))
      throw failed(url, curl().easy_strerror(code));
  };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_USERAGENT, "pico/" PICO_VERSION);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);  // does not wait for the look-up of a name
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_ms));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeout_ms));
  if (*transfer.rules.proxy != '\0') set(CURLOPT_PROXY, transfer.rules.proxy);
  set(CURLOPT_WRITEFUNCTION, receive);
  set(CURLOPT_WRITEDATA, &transfer);
  set(CURLOPT_OPENSOCKETFUNCTION, open_socket);
  set(CURLOPT_OPENSOCKETDATA, &transfer);
  set(CURLOPT_ERRORBUFFER, transfer.error);
}

Answer get(const std::string& url, const HttpRules& rules, Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  const std::string late = fmt::format("no answer within {} ms", rules.timeout.count());
  if (left.count() <= 0) throw failed(url, late);
  const std::unique_ptr<CURL, Curl::Closer> easy(curl().easy_init());
  if (!easy) throw std::bad_alloc();
  Transfer transfer{.rules = rules, .body = {}};
  set_up(easy.get(), url, transfer, left.count());

  const CURLcode outcome = Multi(easy.get()).run();
  long status = 0;
  char* redirect = nullptr;
  curl().easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  curl().easy_getinfo(easy.get(), CURLINFO_REDIRECT_URL, &redirect);
  if (redirect != nullptr) return {.body = {}, .redirect = redirect};
  if (outcome == CURLE_OPERATION_TIMEDOUT) throw failed(url, late);
  if (outcome != CURLE_OK && *transfer.refused_address != '\0')
    throw refused(url, transfer.refused_address);
  if (status != 0 && (status < 200 || status > 299))
    throw krl::Error(krl::ErrorClass::Error,
                     fmt::format("Got a statusCode={} for: {}", status, url),
                     krl::ErrorCode::FetchFailed);
  if (transfer.is_too_large) throw failed(url, fmt::format("it exceeds {} bytes", rules.bytes));
  if (outcome != CURLE_OK)
    throw failed(url, *transfer.error != '\0' ? transfer.error : curl().easy_strerror(outcome));
  return {.body = std::move(transfer.body), .redirect = {}};
}

/// A part of a URL; empty where there is none.
std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  curl().url_get(url, part, &text, 0);
  const std::unique_ptr<char, Curl::Closer> found(text);
  return found ? found.get() : "";
}

void check_url(const std::string& url, const HttpRules& rules) {
  const std::unique_ptr<CURLU, Curl::Closer> parts(curl().url());
  if (!parts) throw std::bad_alloc();
  if (const CURLUcode code = curl().url_set(parts.get(), CURLUPART_URL, url.c_str(), 0))
    throw failed(url, curl().url_strerror(code));
  // libcurl also speaks dict:, gopher:, smtp: and more, by which a redirect could reach anything.
  if (const std::string scheme = part_of(parts.get(), CURLUPART_SCHEME);
      scheme != "http" && scheme != "https")
    throw failed(url, "it is neither http: nor https:");
  const std::string host = part_of(parts.get(), CURLUPART_HOST);
  if (!krl::is_valid_utf8(host, false)) throw failed(url, "its host is not valid UTF-8");
  if (!rules.hosts.allows(host)) throw refused(url, host);
}

}  // namespace

std::string http_source(std::string_view url, const HttpRules& rules) {
  const Clock::time_point deadline = Clock::now() + rules.timeout;
  std::string next(url);
  for (int redirects = 0; redirects <= rules.redirects; ++redirects) {
    check_url(next, rules);
    Answer answer = get(next, rules, deadline);
    if (answer.redirect.empty()) return std::move(answer.body);
    next = std::move(answer.redirect);
  }
  throw failed(url, fmt::format("more than {} redirects", rules.redirects));
}

}  // namespace pico::postgres
