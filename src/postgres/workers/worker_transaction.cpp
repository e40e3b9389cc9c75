// SPDX-License-Identifier: MIT
//
// Transactions of workers: see worker_transaction.hpp.
#include "postgres/workers/worker_transaction.hpp"
#include "postgres/guard.hpp"
#include "postgres/workers/blocking.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

void begin(const char* activity, Durability durability) {
  pg_call([&] {
    SetCurrentStatementStartTimestamp();
    pgstat_report_activity(STATE_RUNNING, activity);
    StartTransactionCommand();
    PushActiveSnapshot(GetTransactionSnapshot());
    if (durability == Durability::Eventual)
      set_config_option("synchronous_commit", "off", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_LOCAL,
                        true, 0, false);
  });
}

void commit() {
  pg_call([] {
    PopActiveSnapshot();
    CommitTransactionCommand();
  });
}

void roll_back() {
  pg_call([] { AbortCurrentTransaction(); });
}

/// What a Report says of an exception of ours.
WorkFailure failure_of(const Report& report) { return {report.sqlstate, report.message}; }

std::optional<WorkFailure> run(const char* activity, Durability durability,
                               const std::function<void()>& work) {
  begin(activity, durability);
  std::optional<WorkFailure> failure;
  try {
    work();
    commit();
  } catch (const PgError& error) {
    // Its text goes with the memory of the transaction.
    failure = WorkFailure{error.sqlstate(), error.what() != nullptr ? error.what() : ""};
  } catch (const MustNotBlock& refusal) {
    failure = WorkFailure{ERRCODE_QUERY_CANCELED, refusal.what()};
  } catch (const krl::Error& error) {
    failure = failure_of(report_of(error));
  } catch (const std::exception& error) {
    failure = failure_of(report_of(error));
  }
  if (failure) roll_back();
  pg_call([] { pgstat_report_activity(STATE_IDLE, nullptr); });
  return failure;
}

}  // namespace

void fire_deferred_triggers() {
  pg_call([] { AfterTriggerFireDeferred(); });
}

bool is_to_be_retried(const WorkFailure& failure) {
  return failure.sqlstate == ERRCODE_T_R_SERIALIZATION_FAILURE ||
         failure.sqlstate == ERRCODE_T_R_DEADLOCK_DETECTED;
}

bool is_conflict(const WorkFailure& failure) {
  return ERRCODE_TO_CATEGORY(failure.sqlstate) ==
             ERRCODE_TO_CATEGORY(ERRCODE_T_R_SERIALIZATION_FAILURE) ||
         failure.sqlstate == ERRCODE_LOCK_NOT_AVAILABLE;
}

bool is_hindrance(const WorkFailure& failure) {
  return is_conflict(failure) || failure.sqlstate == ERRCODE_QUERY_CANCELED ||
         failure.sqlstate == ERRCODE_DISK_FULL;
}

std::optional<WorkFailure> run_in_transaction(const char* activity,
                                              const std::function<void(ServerCall&)>& work,
                                              Durability durability) {
  auto failure = run(activity, durability, [&] {
    ServerCall call(ServerCall::Access::Write);
    work(call);
    fire_deferred_triggers();
    call.close();
  });
  report_statistics();
  return failure;
}

std::optional<WorkFailure> run_calls_in_transaction(const char* activity,
                                                    const std::function<void()>& work) {
  return run(activity, Durability::AsConfigured, work);
}

void report_statistics() {
  pg_call([] { pgstat_report_stat(true); });
}

}  // namespace pico::postgres
