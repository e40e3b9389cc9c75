// SPDX-License-Identifier: MIT
//
// A request that is refused for what it is, before the engine sees it.
#pragma once

#include <exception>
#include <string>
#include <utility>

#include "engine/model/http.hpp"

namespace pico::engine {

/// Answered with `status` and {"error": `text`}; spec http-api.md 6.
class WebError : public std::exception {
 public:
  /// `text`: `<Class>: <message>`. `headers`: of the answer, besides those that all have.
  WebError(int status, std::string text, HttpHeaders headers = {})
      : status_(status), text_(std::move(text)), headers_(std::move(headers)) {}

  [[nodiscard]] int status() const noexcept { return status_; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] const HttpHeaders& headers() const noexcept { return headers_; }
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

 private:
  int status_;
  std::string text_;
  HttpHeaders headers_;
};

}  // namespace pico::engine
