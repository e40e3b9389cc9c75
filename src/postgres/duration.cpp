// SPDX-License-Identifier: MIT
//
// Durations: see duration.hpp.
#include <fmt/format.h>

#include "postgres/duration.hpp"
#include "postgres/guard.hpp"
#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

Duration::Duration() : is_watched_(settings().log_min_duration_ms >= 0) {
  if (is_watched_) started_ = Clock::now();
}

bool Duration::is_long() const {
  return Clock::now() - started_ >= std::chrono::milliseconds(settings().log_min_duration_ms);
}

void Duration::write(ServerCall& call, std::string_view eci, const std::string& what) const {
  const std::chrono::duration<double, std::milli> time = Clock::now() - started_;
  const auto channel = call.environment().store().channel(eci);
  const std::string message =
      server_text(fmt::format("duration: {:.3f} ms  {}", time.count(), what));
  // The event may have deleted its channel. The ECI is a secret in any case.
  const std::string detail = channel ? "pico " + channel->pico : "by a channel that is no more";
  const char* const message_text = message.c_str();
  const char* const detail_text = detail.c_str();
  pg_call([&] {
    ereport(LOG_SERVER_ONLY, (errmsg_internal("%s", message_text),
                              errdetail_internal("%s", detail_text), errhidestmt(true)));
  });
}

}  // namespace pico::postgres
