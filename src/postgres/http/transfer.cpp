// SPDX-License-Identifier: MIT
//
// A request under way: see transfer.hpp.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <cstring>

#include "engine/http/credentials.hpp"
#include "engine/http/headers.hpp"

#include "postgres/http/request_url.hpp"
#include "postgres/http/transfer.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// What the transport says itself.
constexpr std::string_view kOwnHeaders[] = {"connection", "content-length", "transfer-encoding"};
/// What is not for another host.
constexpr std::string_view kSecretHeaders[] = {"authorization", "cookie", "proxy-authorization",
                                               "www-authenticate"};
/// What goes with the body.
constexpr std::string_view kBodyHeaders[] = {"content-encoding", "content-language",
                                             "content-location", "content-type"};

/// What a host may say besides the body.
constexpr size_t kMaxHeaders = 1000;
constexpr size_t kMaxHeaderBytes = size_t{256} << 10;

bool is_among(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), engine::header_key(name)) != names.end();
}

void drop(engine::HttpHeaders& headers, std::span<const std::string_view> names) {
  std::erase_if(headers, [&](const auto& header) { return is_among(names, header.first); });
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// The bytes of an address of either family, else none.
std::span<const uint8_t> bytes_of(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    const auto& ip4 = reinterpret_cast<const sockaddr_in&>(address);
    return {reinterpret_cast<const uint8_t*>(&ip4.sin_addr), 4};
  }
  if (address.sa_family == AF_INET6) {
    const auto& ip6 = reinterpret_cast<const sockaddr_in6&>(address);
    return {reinterpret_cast<const uint8_t*>(&ip6.sin6_addr), 16};
  }
  return {};
}

}  // namespace

Transfer::Transfer(engine::HttpRequest request, HttpRules rules)
    : request_(std::move(request)),
      rules_(std::move(rules)),
      deadline_(Clock::now() + rules_.timeout) {
  check_url(request_.url, rules_);
  easy_.reset(curl().easy_init());
  if (!easy_) throw std::bad_alloc();
  drop(request_.headers, kOwnHeaders);
  set_up();
  arm();
}

// What is sent -----------------------------------------------------------------------------------

/// An older libcurl than that at build time does not know all options.
template <class Value>
void Transfer::set(CURLoption option, Value value) {
  if (const CURLcode code = curl().easy_setopt(easy_.get(), option, value))
    throw failed(curl().easy_strerror(code));
}

/// What stays the same for all redirects.
void Transfer::set_up() {
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);  // does not wait for the look-up of a name
  set(CURLOPT_ACCEPT_ENCODING, "gzip,deflate");
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);  // a proxy's
  if (!rules_.proxy.empty()) set(CURLOPT_PROXY, rules_.proxy.c_str());
  if (!rules_.ca_file.empty()) set(CURLOPT_CAINFO, rules_.ca_file.c_str());
  set(CURLOPT_WRITEFUNCTION, receive_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_HEADERFUNCTION, receive_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_OPENSOCKETFUNCTION, open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_PREREQFUNCTION, check_connection);
  set(CURLOPT_PREREQDATA, this);
  set(CURLOPT_ERRORBUFFER, error_);
}

/// For the URL that is next.
void Transfer::arm() {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
  if (left.count() <= 0) throw late();
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(left.count()));
  set(CURLOPT_URL, request_.url.c_str());
  arm_method();
  arm_headers();
  response_ = {};
  received_ = 0;
  header_bytes_ = 0;
}

void Transfer::arm_method() {
  // libcurl asks for a response without a body only where it knows the method.
  const bool is_head = request_.method == "HEAD";
  const bool may_have_body = !is_head && request_.method != "GET";
  set(CURLOPT_CUSTOMREQUEST, static_cast<const char*>(nullptr));
  set(CURLOPT_NOBODY, is_head ? 1L : 0L);
  if (is_head) return;
  if (!may_have_body || (request_.method == "DELETE" && request_.body.empty())) {
    set(CURLOPT_HTTPGET, 1L);
  } else {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDS, request_.body.data());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
  }
  set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
}

void Transfer::arm_headers() {
  headers_.reset();
  const auto append = [&](const std::string& line) {
    curl_slist* const list = curl().slist_append(headers_.get(), line.c_str());
    if (list == nullptr) throw std::bad_alloc();
    static_cast<void>(headers_.release());
    headers_.reset(list);
  };
  // libcurl takes `name:` for the wish not to send it, and `name;` for a header without a value.
  for (const auto& [name, value] : request_.headers)
    append(value.empty() ? name + ";" : name + ": " + value);
  append("Expect:");
  if (engine::find_header(request_.headers, "content-type") == nullptr) append("Content-Type:");
  set(CURLOPT_HTTPHEADER, headers_.get());
}

// Redirects --------------------------------------------------------------------------------------

bool Transfer::follow(CURLcode outcome) {
  long status = 0;
  curl().easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  response_.status = static_cast<int>(status);
  if (outcome != CURLE_OK || !request_.follows_redirects || !is_redirect(response_.status))
    return false;
  const std::string next = redirect_url();
  if (next.empty()) return false;
  try {
    if (redirects_++ == rules_.redirects)
      throw failed(fmt::format("more than {} redirects", rules_.redirects));
    redirect_to(next);
    arm();
    return true;
  } catch (const krl::Error& error) {
    redirect_error_ = error;
    return false;
  }
}

/// Absolute; empty where there is none.
std::string Transfer::redirect_url() const {
  char* url = nullptr;
  curl().easy_getinfo(easy_.get(), CURLINFO_REDIRECT_URL, &url);
  return url != nullptr ? url : "";
}

void Transfer::redirect_to(const std::string& url) {
  check_url(url, rules_);
  const int status = response_.status;
  const bool is_post = request_.method == "POST";
  if ((status == 303 && request_.method != "HEAD") ||
      (is_post && (status == 301 || status == 302))) {
    request_.method = "GET";
    request_.body.clear();
    drop(request_.headers, kBodyHeaders);
  }
  if (!have_same_origin(request_.url, url)) drop(request_.headers, kSecretHeaders);
  request_.url = url;
}

// What comes back --------------------------------------------------------------------------------

/// Counts what arrives; false where it is too much.
bool Transfer::take(size_t bytes) noexcept {
  is_too_large_ = bytes > rules_.bytes - received_;
  if (!is_too_large_) received_ += bytes;
  return !is_too_large_;
}

/// The same for headers, of which each is compared with those before.
bool Transfer::take_header(size_t bytes) noexcept {
  header_bytes_ += bytes;
  has_too_many_headers_ = header_bytes_ > kMaxHeaderBytes || response_.headers.size() > kMaxHeaders;
  return !has_too_many_headers_;
}

/// Less than what it is given ends the transfer.
size_t Transfer::receive_body(char* data, size_t size, size_t count, void* user) noexcept {
  auto& transfer = *static_cast<Transfer*>(user);
  const size_t bytes = size * count;
  if (!transfer.take(bytes)) return 0;
  try {
    transfer.response_.body.append(data, bytes);
    return bytes;
  } catch (const std::bad_alloc&) {
    transfer.is_too_large_ = true;
    return 0;
  }
}

size_t Transfer::receive_header(char* data, size_t size, size_t count, void* user) noexcept {
  auto& transfer = *static_cast<Transfer*>(user);
  const size_t bytes = size * count;
  if (!transfer.take(bytes) || !transfer.take_header(bytes)) return 0;
  try {
    transfer.add_header({data, bytes});
    return bytes;
  } catch (const std::bad_alloc&) {
    transfer.is_too_large_ = true;
    return 0;
  }
}

void Transfer::add_header(std::string_view line) {
  if (line.starts_with("HTTP/")) {
    // Of each of several: an interim response (1xx) comes before the real one.
    response_.headers.clear();
    const size_t status = std::min(line.find(' '), line.size());
    const size_t reason = std::min(line.find(' ', status + 1), line.size());
    response_.reason = engine::header_value(line.substr(reason));
    return;
  }
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;  // the empty line at the end
  const std::string name = engine::header_key(line.substr(0, colon));
  const std::string_view value = engine::header_value(line.substr(colon + 1));
  for (auto& [other, values] : response_.headers) {
    if (other == name) {
      values.append(", ").append(value);
      return;
    }
  }
  response_.headers.emplace_back(name, value);
}

engine::HttpResponse Transfer::response(CURLcode outcome) {
  if (redirect_error_) throw krl::Error(*redirect_error_);
  const std::string url = engine::without_credentials(request_.url);
  if (outcome != CURLE_OK && *refused_address_ != '\0')
    throw rules_.error({HttpFailure::Kind::Refused, url, refused_address_});
  if (outcome == CURLE_OPERATION_TIMEDOUT) throw late();
  if (is_too_large_) throw failed(fmt::format("it exceeds {} bytes", rules_.bytes));
  if (has_too_many_headers_) throw failed("it has too many headers");
  if (outcome != CURLE_OK) throw failed(reason(outcome));
  if (is_redirect(response_.status)) {
    const std::string location = redirect_url();
    for (auto& [name, value] : response_.headers) {
      if (name == "location" && !location.empty()) value = location;
    }
  }
  return std::move(response_);
}

// Connections ------------------------------------------------------------------------------------

/// Looks at the address itself, whatever name or number has led to it.
curl_socket_t Transfer::open_socket(void* user, curlsocktype, curl_sockaddr* address) noexcept {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::span<const uint8_t> bytes = bytes_of(address->addr);
  if (bytes.empty() || transfer.refuses(bytes)) return CURL_SOCKET_BAD;
  inet_ntop(address->family, bytes.data(), transfer.last_address_, INET6_ADDRSTRLEN);
  transfer.last_port_ = ntohs(reinterpret_cast<const sockaddr_in&>(address->addr).sin_port);
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// The same for a connection that is used again: it may have been opened by other rules.
int Transfer::check_connection(void* user, char* address, char*, int, int) noexcept {
  auto& transfer = *static_cast<Transfer*>(user);
  uint8_t bytes[16];
  const bool is_allowed =
      (inet_pton(AF_INET, address, bytes) == 1 && !transfer.refuses(std::span(bytes).first<4>())) ||
      (inet_pton(AF_INET6, address, bytes) == 1 && !transfer.refuses(bytes));
  return is_allowed ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

bool Transfer::refuses(std::span<const uint8_t> address) noexcept {
  if (rules_.hosts.allows_address(address)) return false;
  inet_ntop(address.size() == 4 ? AF_INET : AF_INET6, address.data(), refused_address_,
            INET6_ADDRSTRLEN);
  return true;
}

// Errors -----------------------------------------------------------------------------------------

krl::Error Transfer::failed(std::string what) const {
  return rules_.error(
      {HttpFailure::Kind::Broken, engine::without_credentials(request_.url), std::move(what)});
}

krl::Error Transfer::late() const {
  return rules_.error({HttpFailure::Kind::Late, engine::without_credentials(request_.url),
                       fmt::format("no answer within {} ms", rules_.timeout.count())});
}

/// As the reference words it, where that can be known: `connect ECONNREFUSED 127.0.0.1:1`.
std::string Transfer::reason(CURLcode outcome) const {
  long number = 0;
  curl().easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &number);
  const char* const name = number != 0 ? strerrorname_np(static_cast<int>(number)) : nullptr;
  if (outcome == CURLE_COULDNT_CONNECT && name != nullptr && *last_address_ != '\0')
    return fmt::format("connect {} {}:{}", name, last_address_, last_port_);
  if (outcome == CURLE_GOT_NOTHING) return "socket hang up";
  if (outcome == CURLE_RECV_ERROR && name != nullptr) return fmt::format("read {}", name);
  return *error_ != '\0' ? error_ : curl().easy_strerror(outcome);
}

}  // namespace pico::postgres
