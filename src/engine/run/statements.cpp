// SPDX-License-Identifier: MIT
//
// Statements of programs, and the calls that come back to the engine from within them: from
// functions and triggers of the application. Such a call is part of the call that runs: it works on
// the same unit of work, and nothing is written before the end of all. See session.hpp.
#include <fmt/format.h>

#include <utility>

#include "engine/channel/channel_record.hpp"
#include "engine/model/identifier.hpp"
#include "engine/run/session.hpp"
#include "engine/store/program_sql.hpp"
#include "krl/text/error.hpp"

namespace pico::engine {

namespace {

constexpr std::string_view kNobody;  // the sender of what comes from outside

/// Events of tables, each by what the one before it has led to. Rules that keep a table and its
/// copies in step need a few; where a rule changes the table that it hears of, there is no end.
constexpr size_t kMaxTableEventsInRow = 100;

}  // namespace

krl::Value Session::run_statement(std::string_view pico, std::string_view text,
                                  krl::Array arguments, bool writes) {
  ProgramSql* const sql = environment_.program_sql();
  if (sql == nullptr)
    throw krl::Error(krl::ErrorClass::Error, "the module sql needs a database: there is none here",
                     krl::ErrorCode::Unsupported);
  const std::string owner = require_pico(pico).owner;
  if (writes) sources_.stay();  // what it has done must not be done again
  const size_t before = table_events_.size();
  krl::Value result;
  try {
    result = sql->run({.text = text,
                       .arguments = std::move(arguments),
                       .owner = owner,
                       .writes = writes,
                       .session = this});
  } catch (...) {
    table_events_.drop(before);
    throw;
  }
  for (Message& message : table_events_.take(before))
    queue_.add({std::move(message), new_identifier(environment_), table_event_depth_ + 1});
  return result;
}

void Session::require_idle(std::string_view pico) const {
  if (is_running(pico))
    throw krl::Error(krl::ErrorClass::Error,
                     fmt::format("the pico {} runs the event that this call comes from", pico),
                     krl::ErrorCode::PicoBusy);
}

krl::Array Session::raise_within(std::string_view eid, Event event) {
  const std::string pico = enter_by(event.eci.view(), [&](const Channel& channel) {
    check_event_policy(channel, kNobody, event.domain.view(), event.name.view());
    require_idle(channel.pico);
  });
  drain(pico);
  krl::Array directives;
  std::optional<krl::Error> failure =
      run_undoable([&] { directives = run_event(pico, eid, std::move(event)); });
  if (failure) throw *std::move(failure);
  return directives;
}

krl::Value Session::query_within(const Query& query) {
  const ChannelPtr found = channel(query.eci.view());
  check_query_policy(*found, kNobody, query.rid.view(), query.name.view());
  return run_query(found->pico, {}, query);
}

void Session::add_table_event(std::string_view table, StatementPart part, Event event) {
  if (table_event_depth_ >= kMaxTableEventsInRow)
    throw krl::limit_error(
        fmt::format("{} events of tables have led to each other, and the next one is of {}: does a "
                    "rule change a table whose events it selects?",
                    table_event_depth_, table));
  const size_t limit = environment_.limits().events;
  if (++table_event_count_ > limit)
    throw krl::limit_error(fmt::format(
        "more than {} events of tables in one call, the last one of {}: a table that is attached "
        "per statement raises one for all the rows of a statement",
        limit, table));
  table_events_.add(checked_message(kNobody, std::move(event)), part);
}

}  // namespace pico::engine
