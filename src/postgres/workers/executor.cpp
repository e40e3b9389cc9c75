// SPDX-License-Identifier: MIT
//
// An executor: a process that does jobs which its owner, the process that has started it, must not
// wait for. It may block, for at most pico.executor_timeout.
#include <cstring>

#include "postgres/guard.hpp"
#include "postgres/web/web_executor.hpp"
#include "postgres/workers/executor_delivery.hpp"
#include "postgres/workers/job.hpp"
#include "postgres/workers/job_pipe.hpp"
#include "postgres/workers/worker_process.hpp"
#include "postgres/workers/worker_statistics.hpp"

#include "postgres/postgres.hpp"

extern "C" PGDLLEXPORT void pico_executor_main(Datum pipe);

namespace pico::postgres {
namespace {

/// After so long without a job, what was counted is written down.
constexpr std::chrono::seconds kQuiet{1};

void become(Oid role) {
  if (role != GetSessionUserId()) pg_call([&] { SetSessionAuthorization(role, false); });
}

std::string do_job(std::string_view job) {
  const std::string_view data = job.substr(1);
  switch (static_cast<JobKind>(job.front())) {
    case JobKind::Deliver:
      return std::string(deliver_with_care(data));
    case JobKind::Answer:
      return answer_job(data);
  }
  throw std::logic_error("a job of no kind");
}

/// Does what the owner gives, until that closes the pipe or is gone.
void run_executor(const JobPipe& pipe) {
  std::string_view job;
  JobPipe::State state;
  while ((state = pipe.receive(job)) != JobPipe::State::Gone) {
    if (state == JobPipe::State::Done) {
      if (pipe.send_all(do_job(job)) == JobPipe::State::Gone) break;
      flush_worker_counts(Flush::IfDue);
    } else if (!wait_for_work(kQuiet)) {
      flush_worker_counts(Flush::Now);
    }
  }
  flush_worker_counts(Flush::Now);
}

}  // namespace
}  // namespace pico::postgres

void pico_executor_main(Datum pipe) {
  pico::postgres::entry([&] {
    using namespace pico::postgres;
    ExecutorOrder order;
    std::memcpy(&order, MyBgworkerEntry->bgw_extra, sizeof order);
    begin_worker(order.database);
    become(order.role);
    if (const auto end = JobPipe::attach(DatumGetUInt32(pipe))) run_executor(*end);
    return Datum{0};
  });
  pico::postgres::end_worker();
}
