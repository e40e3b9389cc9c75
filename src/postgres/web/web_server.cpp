// SPDX-License-Identifier: MIT
//
// The server: see web_server.hpp.
#include "postgres/web/web_server.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "krl/text/error.hpp"

#include "postgres/web/microhttpd.hpp"

namespace pico::postgres {

using std::chrono::milliseconds;

namespace {

/// How many connections the process can have. Each is a file, of which the database server wants as
/// many as it could have before; where the system does not give so many, it gets half.
size_t possible_connections(size_t wanted) {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY) return wanted;
  const rlim_t former = files.rlim_cur;
  files.rlim_cur = std::min<rlim_t>(files.rlim_max, former + wanted);
  if (setrlimit(RLIMIT_NOFILE, &files) != 0) files.rlim_cur = former;
  return std::min<size_t>(wanted, std::max(files.rlim_cur - former, files.rlim_cur / 2));
}

}  // namespace

/// What libmicrohttpd calls.
struct WebServer::Callbacks {
  static Conversation* conversation_of(MHD_Connection* connection) {
    const auto* const info =
        microhttpd().get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return static_cast<Conversation*>(info->socket_context);
  }

  static void on_connection(void* self, MHD_Connection* connection, void** context,
                            MHD_ConnectionNotificationCode code) noexcept {
    auto& conversations = static_cast<WebServer*>(self)->conversations_;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
      conversations.erase(connection);
      return;
    }
    try {
      auto conversation =
          std::make_unique<Conversation>(static_cast<WebServer*>(self)->all_, connection);
      *context = conversation.get();
      conversations.emplace(connection, std::move(conversation));
    } catch (...) {
      *context = nullptr;
    }
  }

  static void* on_target(void*, const char* target, MHD_Connection* connection) noexcept {
    Conversation* const conversation = conversation_of(connection);
    if (conversation != nullptr) conversation->begin(target);
    return conversation;
  }

  static MHD_Result on_request(void*, MHD_Connection*, const char*, const char* method,
                               const char* version, const char* data, size_t* size,
                               void** conversation) noexcept {
    if (*conversation == nullptr) return MHD_NO;
    return static_cast<Conversation*>(*conversation)->go_on_with(method, version, data, size);
  }

  static void on_end(void*, MHD_Connection*, void** conversation,
                     MHD_RequestTerminationCode) noexcept {
    if (*conversation != nullptr) static_cast<Conversation*>(*conversation)->end();
  }

  /// Targets are read by the engine (engine/web/web_call.hpp).
  static size_t leave_escaped(void*, MHD_Connection*, char* text) noexcept {
    return std::strlen(text);
  }
};

WebServer::WebServer(int socket, const WebBounds& bounds, Refusal refusal)
    : bounds_(bounds), all_{.refusal = std::move(refusal), .body_bytes = bounds.body_bytes} {
  daemon_ = microhttpd().start_daemon(
      MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, nullptr, nullptr, Callbacks::on_request, this,
      MHD_OPTION_LISTEN_SOCKET, socket,  //
      MHD_OPTION_CONNECTION_LIMIT,
      static_cast<unsigned>(possible_connections(bounds.connections)),  //
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, Conversation::kMemoryBytes,   //
      MHD_OPTION_STRICT_FOR_CLIENT, 1,                                  //
      MHD_OPTION_NOTIFY_CONNECTION, Callbacks::on_connection, this,     //
      MHD_OPTION_URI_LOG_CALLBACK, Callbacks::on_target, this,          //
      MHD_OPTION_NOTIFY_COMPLETED, Callbacks::on_end, this,             //
      MHD_OPTION_UNESCAPE_CALLBACK, Callbacks::leave_escaped, this, MHD_OPTION_END);
  if (daemon_ == nullptr) {
    close(socket);
    throw krl::Error(krl::ErrorClass::Error, "libmicrohttpd could not begin to serve");
  }
  wait_fd_ = microhttpd().get_daemon_info(daemon_, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

WebServer::~WebServer() {
  for (const auto& [connection, conversation] : conversations_) conversation->let_go();
  microhttpd().stop_daemon(daemon_);
}

std::optional<milliseconds> WebServer::timeout() const {
  if (all_.has_resumed) return milliseconds(0);
  MHD_UNSIGNED_LONG_LONG due_ms = 0;
  if (microhttpd().get_timeout(daemon_, &due_ms) == MHD_YES) return milliseconds(due_ms);
  if (conversations_.empty()) return std::nullopt;
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(next_look_ - Clock::now()));
}

void WebServer::run() {
  all_.has_resumed = false;
  microhttpd().run(daemon_);
  cut_slow_clients();
}

void WebServer::cut_slow_clients() {
  const Clock::time_point now = Clock::now();
  if (now < next_look_) return;
  next_look_ = now + std::clamp(bounds_.client_timeout / 4, milliseconds(10), milliseconds(1000));
  for (const auto& [connection, conversation] : conversations_)
    conversation->cut_if_awaited_since(now - bounds_.client_timeout);
}

std::vector<ExchangePtr> WebServer::take_requests() { return std::exchange(all_.requests, {}); }

void WebServer::quiesce() {
  all_.is_ending = true;
  const int socket = microhttpd().quiesce_daemon(daemon_);
  if (socket != MHD_INVALID_SOCKET) close(socket);
  for (const auto& [connection, conversation] : conversations_) conversation->end_stream();
}

}  // namespace pico::postgres
