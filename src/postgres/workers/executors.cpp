// SPDX-License-Identifier: MIT
//
// The owner's side of the executors: see executors.hpp.
#include "postgres/workers/executors.hpp"
#include "postgres/guard.hpp"
#include "postgres/settings.hpp"
#include "postgres/workers/worker_process.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

using std::chrono::milliseconds;

/// Before the server is asked again for a process that it had no place for.
constexpr milliseconds kRetryPause{1000};

BackgroundWorkerHandle* start_process(const JobPipe& pipe) {
  return pg_call([&] {
    BackgroundWorker worker =
        describe_worker(kExecutorName, "pico_executor_main", BGW_NEVER_RESTART);
    worker.bgw_main_arg = UInt32GetDatum(pipe.handle());
    worker.bgw_notify_pid = MyProcPid;
    const ExecutorOrder order{MyDatabaseId, GetSessionUserId()};
    std::memcpy(worker.bgw_extra, &order, sizeof order);
    const MemoryContext context = MemoryContextSwitchTo(TopMemoryContext);
    BackgroundWorkerHandle* const process = register_worker(worker);
    MemoryContextSwitchTo(context);
    return process;
  });
}

/// Nothing where the system has no memory or no file for one, of which the log tells: the owner has
/// others to serve meanwhile.
std::optional<JobPipe> create_pipe() {
  try {
    return JobPipe::create();
  } catch (const PgError& error) {
    pg_call([&] {
      ereport(LOG, (errmsg("pico could not start an executor: %s", error.what())));
      FreeErrorData(error.data());
    });
    return std::nullopt;
  }
}

}  // namespace

void Executors::give(Job job) {
  if (has(job.key)) return;
  job.data.insert(job.data.begin(), static_cast<char>(job.kind));
  waiting_.push_back(std::move(job));
}

bool Executors::take_back(std::string_view key) {
  return std::erase_if(waiting_, [&](const Job& job) { return job.key == key; }) != 0;
}

bool Executors::has(std::string_view key) const {
  return has_begun(key) || std::any_of(waiting_.begin(), waiting_.end(),
                                       [&](const Job& job) { return job.key == key; });
}

bool Executors::has_begun(std::string_view key) const {
  return std::any_of(executors_.begin(), executors_.end(),
                     [&](const Executor& each) { return each.job && each.job->key == key; });
}

size_t Executors::count_busy() const {
  return static_cast<size_t>(
      std::count_if(executors_.begin(), executors_.end(),
                    [](const Executor& each) { return each.job.has_value(); }));
}

/// The job that an executor can take now.
std::deque<Executors::Job>::iterator Executors::next() {
  const bool is_one_alone = std::any_of(
      executors_.begin(), executors_.end(),
      [](const Executor& each) { return each.job && each.job->company == Company::None; });
  return std::find_if(waiting_.begin(), waiting_.end(), [&](const Job& each) {
    return each.company == Company::Any || !is_one_alone;
  });
}

/// One that has nothing to do; null where there is none, and none can be had now.
Executors::Executor* Executors::find_free() {
  const auto found = std::find_if(executors_.begin(), executors_.end(),
                                  [](const Executor& each) { return !each.job && !each.is_gone; });
  if (found != executors_.end()) return &*found;
  if (retry_at_) return nullptr;
  Executor* const started = start();
  if (started == nullptr) retry_at_ = Clock::now() + kRetryPause;
  return started;
}

Executors::Executor* Executors::start() {
  const std::optional<JobPipe> pipe = create_pipe();
  if (!pipe) return nullptr;
  BackgroundWorkerHandle* const process = start_process(*pipe);
  if (process == nullptr) {
    pipe->close();
    return nullptr;
  }
  pipe->expect(process);
  return &executors_.emplace_back(Executor{.pipe = *pipe, .process = process});
}

/// Moves on what an executor has, as far as that goes without waiting.
void Executors::go_on(Executor& executor, std::vector<Result>& results) {
  if (executor.job && !executor.is_sent) {
    const JobPipe::State state = executor.pipe.send(executor.job->data);
    if (state == JobPipe::State::Gone) {
      // It has ended while it was idle, and has done nothing of this.
      executor.is_gone = true;
      waiting_.push_front(*std::move(executor.job));
      executor.job.reset();
      return;
    }
    executor.is_sent = state == JobPipe::State::Done;
  }
  std::string_view answer;
  const JobPipe::State state = executor.pipe.receive(answer);
  if (state == JobPipe::State::Blocked) return;
  executor.is_gone = state == JobPipe::State::Gone;
  if (!executor.job) return;
  Result& result = results.emplace_back(Result{.key = std::move(executor.job->key)});
  if (!executor.is_gone) result.answer = answer;
  executor.job.reset();
  executor.is_sent = false;
  executor.idle_since = Clock::now();
}

std::vector<Executors::Result> Executors::go_on() {
  std::vector<Result> results;
  for (Executor& each : executors_) go_on(each, results);
  if (retry_at_ && Clock::now() >= *retry_at_) retry_at_.reset();
  const auto allowed = static_cast<size_t>(settings().executors);
  for (auto given = next(); given != waiting_.end() && count_busy() < allowed; given = next()) {
    Executor* const free = find_free();
    if (free == nullptr) break;
    free->job = std::move(*given);
    waiting_.erase(given);
    go_on(*free, results);
  }
  send_idle_away();
  return results;
}

void Executors::send_idle_away() {
  const milliseconds idle(settings().worker_idle_ms);
  for (Executor& each : executors_)
    if (!each.job && Clock::now() - each.idle_since >= idle) each.is_gone = true;
  forget_gone();
}

/// Closing the pipe ends a process that waits for a job.
void Executors::forget_gone() {
  for (const Executor& each : executors_) {
    if (!each.is_gone) continue;
    each.pipe.close();
    pg_call([&] { pfree(each.process); });
  }
  std::erase_if(executors_, [](const Executor& each) { return each.is_gone; });
}

std::optional<milliseconds> Executors::timeout() const {
  std::optional<Clock::time_point> end;
  const auto not_beyond = [&](Clock::time_point time) { end = std::min(end.value_or(time), time); };
  if (retry_at_) not_beyond(*retry_at_);
  for (const Executor& each : executors_)
    if (!each.job) not_beyond(each.idle_since + milliseconds(settings().worker_idle_ms));
  if (!end) return std::nullopt;
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(*end - Clock::now()));
}

void Executors::end() {
  for (Executor& each : executors_) {
    if (each.job) pg_call([&] { TerminateBackgroundWorker(each.process); });
    each.is_gone = true;
  }
  forget_gone();
  waiting_.clear();
}

}  // namespace pico::postgres
