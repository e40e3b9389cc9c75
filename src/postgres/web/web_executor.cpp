// SPDX-License-Identifier: MIT
//
// Requests that may wait: see web_executor.hpp.
#include "postgres/web/web_executor.hpp"
#include "engine/web/web_answer.hpp"
#include "engine/web/web_call.hpp"
#include "engine/web/web_error.hpp"

#include "postgres/web/web_message.hpp"
#include "postgres/web/web_metrics.hpp"
#include "postgres/web/web_rules.hpp"
#include "postgres/web/web_transaction.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// Of a request for which others were in the way.
constexpr int kTries = 5;

int ms_until(std::chrono::steady_clock::time_point end) {
  using std::chrono::milliseconds;
  const auto left = std::chrono::ceil<milliseconds>(end - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<int64_t>(left, 1, INT_MAX));
}

engine::WebAnswer answer(const WebWork& work, std::chrono::steady_clock::time_point end) {
  for (int tries = 1;; ++tries) {
    WebAttempt made = attempt([&] {
      const TimeoutScope timeout(ms_until(end));
      return serve(work);
    });
    report_statistics();
    if (made.is_answered()) return *std::move(made.result.answer);
    if (tries == kTries || !is_to_be_retried(*made.failure))
      return failure_answer(*made.failure, work);
  }
}

}  // namespace

std::string answer_job(std::string_view bytes) {
  const WebJob job = decode_job(bytes);
  web_metrics().look_at(job.metrics);
  const engine::WebRules& rules = web_rules();
  try {
    const engine::WebCall call = engine::web_call(job.request, rules);
    return encode(answer({call, job.request, job.client, rules}, job.end));
  } catch (const engine::WebError& error) {
    // The settings have changed meanwhile.
    return encode(engine::error_answer(error, job.request, rules));
  }
}

}  // namespace pico::postgres
