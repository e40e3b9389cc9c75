// SPDX-License-Identifier: MIT
//
// A request that is refused for what it is, before the engine sees it.
#pragma once

#include <exception>
#include <string>

namespace pico::engine {

/// Answered with `status` and {"error": `text`}; spec http-api.md 6.
class WebError : public std::exception {
 public:
  /// `text`: `<Class>: <message>`.
  WebError(int status, std::string text) : status_(status), text_(std::move(text)) {}

  [[nodiscard]] int status() const noexcept { return status_; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

 private:
  int status_;
  std::string text_;
};

}  // namespace pico::engine
