// SPDX-License-Identifier: MIT
//
// One end of the pipe between an executor and the process that has started it, its owner: a queue
// in shared memory for jobs, and one for what comes of them. Messages are bytes of any length, and
// what does not fit a queue goes through it piece by piece.
//
// The latch of a process is set when its end may go on. The memory goes with the processes.
#pragma once

#include <optional>
#include <string_view>

#include "postgres/postgres.hpp"

namespace pico::postgres {

class JobPipe {
 public:
  /// How far a message has come. Blocked: to be called again when the latch is set. Gone: the
  /// process at the other end is, or has closed its end.
  enum class State : uint8_t { Done, Blocked, Gone };

  /// The owner's end of a new pipe; nothing where the server has no place for one.
  static std::optional<JobPipe> create();
  /// The executor's end; nothing where the owner is gone.
  static std::optional<JobPipe> attach(dsm_handle handle);

  [[nodiscard]] dsm_handle handle() const;
  /// Whose end the other one will be: a process that ends before it begins is gone, too.
  void expect(BackgroundWorkerHandle* process) const;

  /// Sends a message without waiting. Until it is done, all calls must have the same one.
  [[nodiscard]] State send(std::string_view message) const;
  /// Sends a message, waiting for the other end.
  [[nodiscard]] State send_all(std::string_view message) const;
  /// The next message, without waiting; it lasts until the next call.
  [[nodiscard]] State receive(std::string_view& message) const;

  void close() const;

 private:
  JobPipe(dsm_segment* segment, shm_mq_handle* out, shm_mq_handle* in)
      : segment_(segment), out_(out), in_(in) {}

  dsm_segment* segment_;
  shm_mq_handle* out_;
  shm_mq_handle* in_;
};

}  // namespace pico::postgres
