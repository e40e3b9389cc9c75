// SPDX-License-Identifier: MIT
//
// Many transfers at once: see transfers.hpp.
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "postgres/http/signals_held.hpp"
#include "postgres/http/transfers.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

int make_epoll() {
  const int made = epoll_create1(EPOLL_CLOEXEC);
  if (made < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  return made;
}

uint32_t epoll_events(int what) {
  uint32_t events = 0;
  if ((what & CURL_POLL_IN) != 0) events |= EPOLLIN;
  if ((what & CURL_POLL_OUT) != 0) events |= EPOLLOUT;
  return events;
}

int curl_events(uint32_t events) {
  int what = 0;
  if ((events & (EPOLLIN | EPOLLHUP)) != 0) what |= CURL_CSELECT_IN;
  if ((events & EPOLLOUT) != 0) what |= CURL_CSELECT_OUT;
  if ((events & EPOLLERR) != 0) what |= CURL_CSELECT_ERR;
  return what;
}

}  // namespace

Transfers::Transfers() : epoll_(make_epoll()), multi_(curl().multi_init(), curl().multi_cleanup) {
  if (!multi_) {
    close(epoll_);
    throw std::bad_alloc();
  }
  curl().multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, watch_socket);
  curl().multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
  curl().multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, set_timer);
  curl().multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
  curl().multi_setopt(multi_.get(), CURLMOPT_PIPELINING, long{CURLPIPE_MULTIPLEX});
}

Transfers::~Transfers() {
  const SignalsHeld held;
  for (const auto& [handle, running] : running_) curl().multi_remove_handle(multi_.get(), handle);
  running_.clear();
  multi_.reset();  // while its callbacks still find the descriptor
  close(epoll_);
}

void Transfers::set_bounds(int per_host, int total) {
  curl().multi_setopt(multi_.get(), CURLMOPT_MAX_HOST_CONNECTIONS, static_cast<long>(per_host));
  curl().multi_setopt(multi_.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS, static_cast<long>(total));
  curl().multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(total));
}

void Transfers::start(int64_t id, const engine::HttpRequest& request, const HttpRules& rules) {
  auto transfer = std::make_unique<Transfer>(request, rules);
  CURL* const handle = transfer->handle();
  running_.emplace(handle, Running{id, std::move(transfer)});
  const SignalsHeld held;
  curl().multi_add_handle(multi_.get(), handle);
}

std::optional<std::chrono::milliseconds> Transfers::timeout() const {
  if (!timer_) return std::nullopt;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*timer_ - Clock::now());
  return std::max(left, std::chrono::milliseconds(0));
}

std::vector<Transfers::Ended> Transfers::run() {
  act_on_sockets();
  if (timer_ && *timer_ <= Clock::now()) {
    timer_.reset();
    act(CURL_SOCKET_TIMEOUT, 0);
  }
  return take_ended();
}

void Transfers::act(curl_socket_t socket, int events) {
  const SignalsHeld held;
  int left = 0;
  curl().multi_socket_action(multi_.get(), socket, events, &left);
}

void Transfers::act_on_sockets() {
  std::array<epoll_event, 64> ready{};
  const int count = epoll_wait(epoll_, ready.data(), ready.size(), 0);
  for (int i = 0; i < count; ++i) act(ready[i].data.fd, curl_events(ready[i].events));
}

std::vector<Transfers::Ended> Transfers::take_ended() {
  std::vector<Ended> ended;
  int left = 0;
  while (const CURLMsg* message = curl().multi_info_read(multi_.get(), &left)) {
    CURL* const handle = message->easy_handle;
    const CURLcode outcome = message->data.result;  // the message goes with the next call
    const SignalsHeld held;
    curl().multi_remove_handle(multi_.get(), handle);
    const auto found = running_.find(handle);
    if (found->second.transfer->follow(outcome)) {
      curl().multi_add_handle(multi_.get(), handle);
      continue;
    }
    ended.push_back(end_of(found->second, outcome));
    running_.erase(found);
  }
  return ended;
}

Transfers::Ended Transfers::end_of(const Running& running, CURLcode outcome) {
  try {
    return {running.id, running.transfer->response(outcome), std::nullopt};
  } catch (const krl::Error& error) {
    return {running.id, std::nullopt, error};
  }
}

int Transfers::watch_socket(CURL*, curl_socket_t socket, int what, void* user, void*) noexcept {
  const int epoll = static_cast<Transfers*>(user)->epoll_;
  if (what == CURL_POLL_REMOVE) {
    epoll_ctl(epoll, EPOLL_CTL_DEL, socket, nullptr);
    return 0;
  }
  epoll_event event{};
  event.events = epoll_events(what);
  event.data.fd = socket;
  if (epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &event) != 0 && errno == ENOENT)
    epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
  return 0;
}

int Transfers::set_timer(CURLM*, long timeout_ms, void* user) noexcept {
  auto& timer = static_cast<Transfers*>(user)->timer_;
  timer.reset();
  if (timeout_ms >= 0) timer = Clock::now() + std::chrono::milliseconds(timeout_ms);
  return 0;
}

}  // namespace pico::postgres
