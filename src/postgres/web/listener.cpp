// SPDX-License-Identifier: MIT
//
// Sockets and ports: see listener.hpp.
#include "postgres/web/listener.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "krl/text/error.hpp"

#include "postgres/guard.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// Connections that wait for the process to accept them.
constexpr int kBacklog = 512;

enum class Sharing : uint8_t { None, SameUser };

[[noreturn]] void fail(const ListenAddress& address, const std::string& why) {
  throw krl::Error(krl::ErrorClass::Error,
                   fmt::format("cannot listen at {}:{}: {}", address.host, address.port, why));
}

struct AddressDeleter {
  void operator()(addrinfo* list) const noexcept { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, AddressDeleter>;

/// `*` is all addresses of IPv6 and, as a socket of IPv6 serves it too, of IPv4.
Addresses resolve(const ListenAddress& address, int family) {
  const bool is_any = address.host == "*";
  addrinfo hints{};
  hints.ai_family = family;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(address.port);
  const int error =
      getaddrinfo(is_any ? nullptr : address.host.c_str(), port.c_str(), &hints, &found);
  if (error != 0) fail(address, gai_strerror(error));
  return Addresses(found);
}

void set_option(int socket, int level, int option, int value) {
  setsockopt(socket, level, option, &value, sizeof value);
}

/// Errno where it cannot; 0 else.
int bind_to(int socket, const addrinfo& address, bool is_any, Sharing sharing) {
  set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1);
  if (sharing == Sharing::SameUser) set_option(socket, SOL_SOCKET, SO_REUSEPORT, 1);
  if (address.ai_family == AF_INET6) set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, is_any ? 0 : 1);
  if (bind(socket, address.ai_addr, address.ai_addrlen) != 0) return errno;
  return listen(socket, kBacklog) == 0 ? 0 : errno;
}

int open_socket(const ListenAddress& address, Sharing sharing) {
  const bool is_any = address.host == "*";
  int socket = -1;
  Addresses addresses;
  for (const int family : {is_any ? AF_INET6 : AF_UNSPEC, AF_INET}) {  // without IPv6 only IPv4
    addresses = resolve(address, family);
    socket = ::socket(addresses->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket >= 0 || errno != EAFNOSUPPORT) break;
  }
  if (socket < 0) fail(address, fmt::format("{}", std::strerror(errno)));
  if (const int error = bind_to(socket, *addresses, is_any, sharing)) {
    close(socket);
    fail(address, error == EADDRINUSE ? "the port is taken" : std::strerror(error));
  }
  return socket;
}

/// Of no database: all of the server share it. See also workers/worker_lock.hpp.
LOCKTAG tag_of_port(uint16_t port) {
  LOCKTAG tag{};
  tag.locktag_field2 = port;
  tag.locktag_field4 = 2;
  tag.locktag_type = LOCKTAG_USERLOCK;
  tag.locktag_lockmethodid = USER_LOCKMETHOD;
  return tag;
}

}  // namespace

int open_listener(const ListenAddress& address) { return open_socket(address, Sharing::SameUser); }

void take_port(const ListenAddress& address) {
  const bool is_free = pg_call([&] {
    const LOCKTAG tag = tag_of_port(address.port);
    return LockAcquire(&tag, ExclusiveLock, true, true) != LOCKACQUIRE_NOT_AVAIL;
  });
  if (!is_free) fail(address, "the port is taken by another image of this server");
  try {
    close(open_socket(address, Sharing::None));
  } catch (...) {
    give_back_port(address);
    throw;
  }
}

void give_back_port(const ListenAddress& address) {
  pg_call([&] {
    const LOCKTAG tag = tag_of_port(address.port);
    LockRelease(&tag, ExclusiveLock, true);
  });
}

}  // namespace pico::postgres
