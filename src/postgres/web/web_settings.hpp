// SPDX-License-Identifier: MIT
//
// Those settings that a process which serves HTTP heeds only when it begins: where others are in
// force, it ends and another one begins.
#pragma once

#include <string>

#include "postgres/web/web_server.hpp"

namespace pico::postgres {

struct WebSettings {
  std::string listen;  // empty: there is no server
  std::string role;
  int workers;
  WebBounds bounds;

  friend bool operator==(const WebSettings&, const WebSettings&) = default;
};

/// As they are now.
WebSettings web_settings();

}  // namespace pico::postgres
