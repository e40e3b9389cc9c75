// SPDX-License-Identifier: MIT
//
// The life of the lead: see web_lead.hpp.
#include "postgres/web/web_lead.hpp"

#include "postgres/guard.hpp"
#include "postgres/image.hpp"
#include "postgres/settings.hpp"
#include "postgres/time.hpp"
#include "postgres/web/listener.hpp"
#include "postgres/web/web_followers.hpp"
#include "postgres/web/web_role.hpp"
#include "postgres/web/web_worker.hpp"
#include "postgres/workers/blocking.hpp"
#include "postgres/workers/worker_lock.hpp"
#include "postgres/workers/worker_process.hpp"
#include "postgres/workers/worker_transaction.hpp"

#include "postgres/postgres.hpp"

extern "C" PGDLLEXPORT void pico_http_main(Datum database);

namespace pico::postgres {
namespace {

using std::chrono::milliseconds;

/// After something was in the way of serving.
constexpr milliseconds kRetry{1000};
/// So often it is looked whether the server is still wanted. A database can be dropped while it is
/// served by FORCE alone, or after pico.pause_workers().
constexpr milliseconds kLook{1000};
/// The failure that the log tells of: before that, a predecessor may still be ending.
constexpr int kQuietAttempts = 3;

class WebLead {
 public:
  /// Whether another one is to begin where this one ends.
  bool run();

 private:
  using Clock = std::chrono::steady_clock;

  bool try_to_serve();
  void serve(const ListenAddress& address);
  bool may_stay();
  bool is_wanted();
  void complain(const std::string& message);

  const WebSettings begun_with_ = web_settings();
  WebFollowers followers_;
  bool comes_back_ = true;
  int attempts_ = 0;
  std::string last_complaint_;
  Clock::time_point next_look_{};
};

bool WebLead::run() {
  if (!take_worker_lock(WorkerLock::HttpServer)) return false;
  while (!ShutdownRequestPending && web_settings() == begun_with_) {
    if (!is_wanted()) return false;
    if (try_to_serve()) return comes_back_;
    wait_for_work(kRetry);
  }
  return true;
}

/// False where something is in the way, of which the log tells once.
bool WebLead::try_to_serve() {
  const std::optional<ListenAddress> address = listen_address(begun_with_.listen);
  if (!address) return true;  // no server is wanted
  try {
    become_http_role();
    take_port(*address);
    serve(*address);
    return true;
  } catch (const krl::Error& error) {
    if (++attempts_ >= kQuietAttempts) complain(error.message());
    return false;
  }
}

void WebLead::serve(const ListenAddress& address) {
  WebWorker worker(open_listener(address), begun_with_);
  worker.run([&] {
    if (!ShutdownRequestPending && may_stay()) return true;
    followers_.end();  // all at the same time
    return false;
  });
  followers_.wait_for_end();
}

bool WebLead::may_stay() {
  if (web_settings() != begun_with_) return false;
  followers_.keep(static_cast<size_t>(begun_with_.workers) - 1);
  if (Clock::now() < next_look_) return true;
  next_look_ = Clock::now() + kLook;
  comes_back_ = is_wanted();
  return comes_back_ && is_http_role();
}

/// Whether there is an image to serve, and nothing keeps workers from it.
bool WebLead::is_wanted() {
  if (begun_with_.listen.empty() || !settings().is_enabled || !has_extension()) return false;
  std::optional<engine::Time> paused;
  const ShortWaitScope short_waits;  // requests wait meanwhile
  const auto failure =
      run_in_transaction("looking", [&](ServerCall& call) { paused = paused_until(call.sql()); });
  if (failure && !is_hindrance(*failure)) {
    complain(failure->message);
    return false;
  }
  return !paused || *paused <= to_time(GetCurrentTimestamp());
}

void WebLead::complain(const std::string& message) {
  if (message == last_complaint_) return;
  last_complaint_ = message;
  const char* const text = message.c_str();
  pg_call([&] { ereport(LOG, (errmsg("pico http: %s", text))); });
}

}  // namespace

void start_http_server() {
  if (*settings().http_listen == '\0') return;
  pg_call([] {
    if (is_worker_lock_taken(WorkerLock::HttpServer)) return;
    BackgroundWorker lead = describe_worker(kHttpName, "pico_http_main", 1);
    lead.bgw_main_arg = ObjectIdGetDatum(MyDatabaseId);
    if (BackgroundWorkerHandle* const handle = register_worker(lead)) pfree(handle);
  });
}

}  // namespace pico::postgres

void pico_http_main(Datum database) {
  bool comes_back = false;
  pico::postgres::entry([&] {
    using namespace pico::postgres;
    begin_worker(DatumGetObjectId(database));
    end_on_request_only();
    comes_back = WebLead().run();
    return Datum{0};
  });
  if (comes_back) proc_exit(1);  // the server starts it again in a second
  pico::postgres::end_worker();
}
