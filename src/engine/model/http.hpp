// SPDX-License-Identifier: MIT
//
// HTTP requests and responses as plain records.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace pico::engine {

/// Names and values, in order.
using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;  // in capitals
  std::string url;     // absolute
  HttpHeaders headers;
  std::string body;  // bytes
  bool follows_redirects = true;
};

struct HttpResponse {
  int status = 0;
  std::string reason;   // of the status line; may be empty
  HttpHeaders headers;  // names in lower case, each once: values of repeated ones joined by ", "
  std::string body;     // bytes, decoded as content-encoding says
};

}  // namespace pico::engine
