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

/// A request that came to this image.
struct WebRequest {
  std::string method;   // as sent
  std::string target;   // path and query as sent: nothing is decoded
  HttpHeaders headers;  // as sent; names may come more than once
  std::string body;     // bytes as sent: content-encoding still holds
};

/// What such a request is answered.
struct WebAnswer {
  int status = 200;
  HttpHeaders headers;  // names may come more than once; none that concern the connection
  std::string body;     // bytes
};

}  // namespace pico::engine
