// SPDX-License-Identifier: MIT
//
// Pipes between processes: see job_pipe.hpp.
#include "postgres/workers/job_pipe.hpp"
#include "postgres/guard.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

constexpr Size kQueueBytes = Size{64} << 10;

struct Ends {
  dsm_segment* segment = nullptr;
  shm_mq_handle* out = nullptr;
  shm_mq_handle* in = nullptr;
};

/// What the pipe allocates lasts as long as it does. Only inside pg_call.
Ends attach_ends(dsm_segment* segment, shm_mq* out, shm_mq* in) {
  dsm_pin_mapping(segment);
  shm_mq_set_sender(out, MyProc);
  shm_mq_set_receiver(in, MyProc);
  const MemoryContext context = MemoryContextSwitchTo(TopMemoryContext);
  const Ends ends{segment, shm_mq_attach(out, segment, nullptr),
                  shm_mq_attach(in, segment, nullptr)};
  MemoryContextSwitchTo(context);
  return ends;
}

char* queue_address(dsm_segment* segment, int number) {
  return static_cast<char*>(dsm_segment_address(segment)) + number * kQueueBytes;
}

JobPipe::State state_of(shm_mq_result result) {
  switch (result) {
    case SHM_MQ_SUCCESS:
      return JobPipe::State::Done;
    case SHM_MQ_WOULD_BLOCK:
      return JobPipe::State::Blocked;
    case SHM_MQ_DETACHED:
      break;
  }
  return JobPipe::State::Gone;
}

}  // namespace

std::optional<JobPipe> JobPipe::create() {
  const Ends ends = pg_call([] {
    dsm_segment* const segment = dsm_create(2 * kQueueBytes, DSM_CREATE_NULL_IF_MAXSEGMENTS);
    if (segment == nullptr) return Ends();
    shm_mq* const jobs = shm_mq_create(queue_address(segment, 0), kQueueBytes);
    shm_mq* const results = shm_mq_create(queue_address(segment, 1), kQueueBytes);
    return attach_ends(segment, jobs, results);
  });
  if (ends.segment == nullptr) return std::nullopt;
  return JobPipe(ends.segment, ends.out, ends.in);
}

std::optional<JobPipe> JobPipe::attach(dsm_handle handle) {
  const Ends ends = pg_call([&] {
    dsm_segment* const segment = dsm_attach(handle);
    if (segment == nullptr) return Ends();
    auto* const jobs = reinterpret_cast<shm_mq*>(queue_address(segment, 0));
    auto* const results = reinterpret_cast<shm_mq*>(queue_address(segment, 1));
    return attach_ends(segment, results, jobs);
  });
  if (ends.segment == nullptr) return std::nullopt;
  return JobPipe(ends.segment, ends.out, ends.in);
}

dsm_handle JobPipe::handle() const { return dsm_segment_handle(segment_); }

void JobPipe::expect(BackgroundWorkerHandle* process) const {
  shm_mq_set_handle(out_, process);
  shm_mq_set_handle(in_, process);
}

JobPipe::State JobPipe::send(std::string_view message) const {
  return state_of(
      pg_call([&] { return send_to_queue(out_, message.size(), message.data(), true); }));
}

JobPipe::State JobPipe::send_all(std::string_view message) const {
  return state_of(
      pg_call([&] { return send_to_queue(out_, message.size(), message.data(), false); }));
}

JobPipe::State JobPipe::receive(std::string_view& message) const {
  Size size = 0;
  void* data = nullptr;
  const shm_mq_result result = pg_call([&] { return shm_mq_receive(in_, &size, &data, true); });
  if (result == SHM_MQ_SUCCESS) message = {static_cast<const char*>(data), size};
  return state_of(result);
}

void JobPipe::close() const {
  pg_call([&] {
    shm_mq_detach(out_);
    shm_mq_detach(in_);
    dsm_detach(segment_);
  });
}

}  // namespace pico::postgres
