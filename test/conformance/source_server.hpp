// SPDX-License-Identifier: MIT
//
// The answers of URLs, for a subject that fetches: an HTTP proxy that asks nobody but knows them
// all.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace pico::conformance {

/// Serves from its construction to its end, on this machine only. What was not published is 404.
class SourceServer {
 public:
  /// Throws std::system_error where it cannot listen.
  SourceServer();
  ~SourceServer();
  SourceServer(const SourceServer&) = delete;
  SourceServer& operator=(const SourceServer&) = delete;

  /// `http://127.0.0.1:PORT`, as a proxy is named.
  [[nodiscard]] std::string url() const;
  /// Makes `text` the answer of `url` from now on.
  void publish(const std::string& url, const std::string& text);
  /// Forgets all answers.
  void clear();

 private:
  void serve();
  void answer(int connection);
  std::string response_to(std::string_view request);

  int listener_;
  uint16_t port_ = 0;
  std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> texts_;
  std::thread thread_;
};

}  // namespace pico::conformance
