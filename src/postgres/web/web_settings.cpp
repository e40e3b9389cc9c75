// SPDX-License-Identifier: MIT
//
// Settings of the server: see web_settings.hpp.
#include "postgres/web/web_settings.hpp"
#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

WebSettings web_settings() {
  const Settings& current = settings();
  return {.listen = current.http_listen,
          .role = current.http_role,
          .workers = current.http_workers,
          .bounds = {.connections = static_cast<size_t>(current.http_max_connections),
                     .body_bytes = static_cast<size_t>(current.http_max_body_size_kb) << 10,
                     .client_timeout = std::chrono::milliseconds(current.http_client_timeout_ms)}};
}

}  // namespace pico::postgres
