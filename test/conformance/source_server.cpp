// SPDX-License-Identifier: MIT
//
// One request after the other, each on a connection of its own: see source_server.hpp.
#include "conformance/source_server.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace pico::conformance {
namespace {

void require(bool is_done, const char* what) {
  if (!is_done) throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

SourceServer::SourceServer() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  require(listener_ >= 0, "socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  require(bind(listener_, any, size) == 0, "bind");
  require(listen(listener_, SOMAXCONN) == 0, "listen");
  require(getsockname(listener_, any, &size) == 0, "getsockname");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

SourceServer::~SourceServer() {
  shutdown(listener_, SHUT_RDWR);  // ends the wait for a connection
  thread_.join();
  close(listener_);
}

std::string SourceServer::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

void SourceServer::publish(const std::string& url, const std::string& text) {
  const std::lock_guard lock(mutex_);
  texts_.insert_or_assign(url, text);
}

void SourceServer::clear() {
  const std::lock_guard lock(mutex_);
  texts_.clear();
}

void SourceServer::serve() {
  while (true) {
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0 && errno == EINTR) continue;
    if (connection < 0) return;
    answer(connection);
    close(connection);
  }
}

void SourceServer::answer(int connection) {
  std::string request;
  std::array<char, 4096> piece;
  while (request.find("\r\n\r\n") == std::string::npos) {
    const ssize_t size = recv(connection, piece.data(), piece.size(), 0);
    if (size <= 0) return;
    request.append(piece.data(), static_cast<size_t>(size));
  }
  const std::string response = response_to(request);
  std::string_view left = response;
  while (!left.empty()) {
    const ssize_t size = send(connection, left.data(), left.size(), MSG_NOSIGNAL);
    if (size <= 0) return;
    left.remove_prefix(static_cast<size_t>(size));
  }
}

/// `request` begins with `GET URL HTTP/1.1`.
std::string SourceServer::response_to(std::string_view request) {
  request.remove_prefix(request.find(' ') + 1);
  const std::string_view url = request.substr(0, request.find(' '));
  const std::lock_guard lock(mutex_);
  const auto found = texts_.find(url);
  const bool is_known = found != texts_.end();
  const std::string text = is_known ? found->second : "";
  return std::string("HTTP/1.1 ") + (is_known ? "200 OK" : "404 Not Found") +
         "\r\nConnection: close\r\nContent-Length: " + std::to_string(text.size()) + "\r\n\r\n" +
         text;
}

}  // namespace pico::conformance
