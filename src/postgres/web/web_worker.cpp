// SPDX-License-Identifier: MIT
//
// The rounds of a process that serves: see web_worker.hpp.
#include "postgres/web/web_worker.hpp"

#include "engine/web/web_answer.hpp"

#include "postgres/guard.hpp"
#include "postgres/settings.hpp"
#include "postgres/web/web_metrics.hpp"
#include "postgres/web/web_rules.hpp"
#include "postgres/workers/worker_process.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

using std::chrono::milliseconds;

/// So often it is asked whether the process may stay.
constexpr milliseconds kLook{1000};
/// How long what has come in may take when the process ends.
constexpr milliseconds kLongestEnd{2000};

engine::WebError overload() {
  return {503, "Error: too many requests wait", {{"Retry-After", "1"}}};
}

}  // namespace

WebWorker::WebWorker(int socket, const WebSettings& settings)
    : server_(socket, settings.bounds,
              [](const engine::WebError& error, const engine::WebRequest& request) {
                web_metrics().count_refused(error.status(), {});
                return engine::error_answer(error, request, web_rules());
              }) {}

void WebWorker::run(const std::function<bool()>& may_stay) {
  while (may_stay()) {
    go_round();
    wait(kLook);
  }
  end();
}

/// Answers what has come in, and takes nothing more.
void WebWorker::end() {
  server_.run();  // connections that the system has accepted
  server_.quiesce();
  watchers_.end();
  const Clock::time_point end = Clock::now() + kLongestEnd;
  while (true) {
    go_round();
    const auto left = std::chrono::ceil<milliseconds>(end - Clock::now());
    if (server_.is_idle() || left <= milliseconds(0)) break;
    wait(left);
  }
  runner_.end();
  server_.run();  // sends what that has answered
}

void WebWorker::go_round() {
  server_.run();
  web_metrics().set(WebGauge::Connections, server_.connections());
  web_metrics().set(WebGauge::Waiting, server_.waiting());
  std::vector<ExchangePtr> requests = server_.take_requests();
  const auto most = static_cast<size_t>(settings().http_max_waiting);
  size_t left = requests.size();  // which are counted as waiting already
  for (const ExchangePtr& exchange : requests) take(exchange, server_.waiting() < most + left--);
  runner_.run();  // little, so that clients are heard again soon
  watchers_.run(std::exchange(is_woken_, false));
}

void WebWorker::wait(milliseconds longest) {
  const milliseconds pause =
      runner_.has_work()
          ? milliseconds(0)
          : std::min({longest, server_.timeout().value_or(longest),
                      runner_.timeout().value_or(longest), watchers_.timeout().value_or(longest)});
  is_woken_ = waits_.wait(pause);
}

void WebWorker::take(const ExchangePtr& exchange, bool has_room) {
  const auto refuse = [&](const engine::WebError& error) {
    web_metrics().count_refused(error.status(), {});
    exchange->answer(engine::error_answer(error, exchange->request(), web_rules()));
  };
  try {
    take(exchange, engine::web_call(exchange->request(), web_rules()), has_room);
  } catch (const engine::WebError& error) {
    refuse(error);
  } catch (
      const std::exception& error) {  // want of memory, or a mistake of ours: of this one alone
    refuse({500, std::string("Error: ") + error.what()});
  }
}

void WebWorker::take(const ExchangePtr& exchange, engine::WebCall call, bool has_room) {
  if (std::optional<engine::WebAnswer> answer = engine::immediate_answer(call)) {
    web_metrics().count(call, answer->status, {});
    return exchange->answer(*std::move(answer));
  }
  if (!has_room) throw overload();
  if (auto* watch = std::get_if<engine::Watch>(&call))
    return watchers_.add(exchange, std::move(*watch));
  runner_.add(exchange, std::move(call));
}

}  // namespace pico::postgres
