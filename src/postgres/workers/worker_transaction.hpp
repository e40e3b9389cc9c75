// SPDX-License-Identifier: MIT
//
// The transactions of workers: processes that nobody calls. Each piece of their work is one, and
// what goes wrong with it ends that transaction, not the process.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "postgres/call.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// Why a transaction was rolled back.
struct WorkFailure {
  int sqlstate = 0;
  std::string message;
};

/// Whether another transaction was in the way: a lock that was not to be had, a deadlock.
bool is_conflict(const WorkFailure& failure);
/// Whether the failure says nothing of the work: a conflict, a full disk, or that it was cancelled.
bool is_hindrance(const WorkFailure& failure);

/// Whether to do the same again may end well: it was rolled back for what others did meanwhile.
bool is_to_be_retried(const WorkFailure& failure);

/// Whether a commit waits for the disk as the server's settings say, or never. What is lost of the
/// latter in a crash must be as if it had not been begun.
enum class Durability : uint8_t { AsConfigured, Eventual };

/// Runs `work` and the deferred triggers that follow from it in a transaction of its own, as the
/// extension's owner, and commits; the failure that rolled it back, if any: what a FastScope
/// refuses has SQLSTATE 57014. `activity` is what pg_stat_activity shows meanwhile.
std::optional<WorkFailure> run_in_transaction(const char* activity,
                                              const std::function<void(ServerCall&)>& work,
                                              Durability durability = Durability::AsConfigured);

/// To be called by who runs in a transaction of a worker, while a ServerCall is open: fires the
/// deferred triggers now. At the commit a trigger, which may be anybody's, would run as the
/// process's own role.
void fire_deferred_triggers();

/// Runs `work`, which makes calls of its own, in one transaction, and commits. The failure that
/// rolled it back, if any; any exception is one. For many transactions a second: what they have
/// done is not told to the server's statistics, which report_statistics() does.
std::optional<WorkFailure> run_calls_in_transaction(const char* activity,
                                                    const std::function<void()>& work);

void report_statistics();

}  // namespace pico::postgres
