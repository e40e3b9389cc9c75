// SPDX-License-Identifier: MIT
//
// The SQL functions around tables whose changes are events: pico.attach_table() and
// pico.detach_table(), which make and drop triggers as their caller, and the triggers' function.
#include <fmt/format.h>

#include <charconv>

#include "postgres/joined_call.hpp"
#include "postgres/table/attached_table.hpp"
#include "postgres/table/table_change.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// `schema.name`, as SQL writes it.
std::string name_of_table(Oid relation) {
  return pg_call([&] {
    return quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)),
                                      get_rel_name(relation));
  });
}

std::string quoted(const std::string& identifier) {
  const char* const characters = identifier.c_str();
  return pg_call([&] { return quote_identifier(characters); });
}

/// As the caller, whose rights decide.
void run_as_caller(const std::vector<std::string>& statements) {
  pg_call([] {
    if (SPI_connect() != SPI_OK_CONNECT) elog(ERROR, "SPI_connect failed");
  });
  for (const std::string& each : statements) {
    const char* const text = each.c_str();
    pg_call([&] {
      const int result = SPI_execute(text, false, 0);
      if (result < 0) elog(ERROR, "\"%s\": %s", text, SPI_result_code_string(result));
    });
  }
  pg_call([] { SPI_finish(); });
}

// Triggers ---------------------------------------------------------------------------------------

std::vector<std::string> triggers_for(const AttachedTable& attached) {
  const std::string table = name_of_table(attached.relation);
  std::vector<std::string> statements;
  const auto add = [&](std::string_view suffix, std::string_view when, std::string_view for_each) {
    statements.push_back(
        fmt::format("create trigger pico_event_{0}{1} after {2} on {3} {4} execute function "
                    "pico.table_event('{0}')",
                    attached.id, suffix, when, table, for_each));
  };
  if (attached.is_per_statement) {
    add("_insert", "insert", "referencing new table as new_rows for each statement");
    add("_update", "update",
        "referencing old table as old_rows new table as new_rows for each statement");
    add("_delete", "delete", "referencing old table as old_rows for each statement");
  } else {
    add("", "insert or update or delete", "for each row");
  }
  add("_truncate", "truncate", "for each statement");
  return statements;
}

// Events -----------------------------------------------------------------------------------------

bool is_partition_of(Sql& sql, Oid relation, Oid ancestor) {
  static constinit Statement select{
      "select from pg_catalog.pg_partition_ancestors($1::pg_catalog.oid) a (relation)"
      " where a.relation = $2::pg_catalog.oid"};
  bool is_one = false;
  sql.select(select, {static_cast<int64_t>(relation), static_cast<int64_t>(ancestor)},
             [&](const Row&) { is_one = true; });
  return is_one;
}

/// What the trigger belongs to. Throws Error where somebody else has made it: else whoever has a
/// table could send events through others' channels.
AttachedTable attached_table(Sql& sql, const TriggerData& change) {
  const Trigger& trigger = *change.tg_trigger;
  const std::string_view argument = trigger.tgnargs == 1 ? trigger.tgargs[0] : "";
  int64_t id = 0;
  std::from_chars(argument.data(), argument.data() + argument.size(), id);
  const Oid relation = RelationGetRelid(change.tg_relation);
  std::optional<AttachedTable> found = find_attached_table(sql, id);
  if (!found || (found->relation != relation && !is_partition_of(sql, relation, found->relation)))
    throw krl::Error(
        krl::ErrorClass::Error,
        fmt::format("the trigger \"{}\" on {} is none that pico.attach_table() has made here: drop "
                    "it, and attach the table anew",
                    trigger.tgname, name_of_table(relation)),
        krl::ErrorCode::InvalidArgument);
  return *std::move(found);
}

void raise_event_of(engine::Engine& engine, Sql& sql, const TriggerData& change,
                    engine::StatementPart part) {
  const AttachedTable attached = attached_table(sql, change);
  const std::string table = name_of_table(attached.relation);
  engine.table_event({.table = table, .part = part}, attached.eci, attached.domain, attached.name,
                     attributes_of(change, table));
}

/// The event of a change that was made by a statement of the event that runs.
Datum join_event(FunctionCallInfo info, const TriggerData& change) {
  return entry([&] {
    JoinedCall joined(info, ServerCall::Access::Write);
    join(joined,
         [&] { raise_event_of(joined.engine(), joined.host_call().sql(), change, joined.part()); });
    joined.close();
    return Datum{0};
  });
}

// Arguments --------------------------------------------------------------------------------------

Oid table_argument(FunctionCallInfo info) {
  if (info->args[0].isnull)
    throw krl::Error(krl::ErrorClass::Error, "the table must not be null",
                     krl::ErrorCode::InvalidArgument);
  return DatumGetObjectId(info->args[0].value);
}

bool is_per_statement(std::string_view per) {
  if (per != "row" && per != "statement")
    throw krl::Error(
        krl::ErrorClass::Error,
        "a table is attached per \"row\" or per \"statement\", not per \"" + std::string(per) + '"',
        krl::ErrorCode::InvalidArgument);
  return per == "statement";
}

}  // namespace
}  // namespace pico::postgres

using pico::postgres::Arguments;
using pico::postgres::AttachedTable;
using pico::postgres::ServerCall;

PICO_FUNCTION(pico_table_event) {
  using namespace pico::postgres;
  if (!CALLED_AS_TRIGGER(fcinfo))
    ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
                    errmsg("pico.table_event() is for triggers")));
  const TriggerData& change = *reinterpret_cast<const TriggerData*>(fcinfo->context);
  if (has_changed_nothing(change)) return Datum{0};
  if (JoinedCall::host() != nullptr) return join_event(fcinfo, change);
  return serve(fcinfo, ServerCall::Access::Write, [&](ServerCall& call, Arguments) {
    raise_event_of(call.engine(), call.sql(), change, 0);
  });
}

PICO_FUNCTION(pico_attach_table) {
  return pico::postgres::entry([&] {
    const Arguments arguments(fcinfo);
    AttachedTable table{
        .relation = pico::postgres::table_argument(fcinfo),
        .eci = std::string(arguments.text(1, "eci")),
        .domain = std::string(arguments.text(2, "domain")),
        .name = std::string(arguments.text(3, "name")),
        .is_per_statement = pico::postgres::is_per_statement(arguments.text(4, "per"))};
    {
      ServerCall call(fcinfo, ServerCall::Access::Write, pico::postgres::ImageFormat::Present);
      table.id = pico::postgres::add_attached_table(call, table);
      call.close();
    }
    pico::postgres::run_as_caller(pico::postgres::triggers_for(table));
    return Int64GetDatum(table.id);
  });
}

PICO_FUNCTION(pico_detach_table) {
  return pico::postgres::entry([&] {
    const Arguments arguments(fcinfo);
    const Oid table = pico::postgres::table_argument(fcinfo);
    pico::postgres::DetachedTable detached;
    {
      ServerCall call(fcinfo, ServerCall::Access::Write, pico::postgres::ImageFormat::Present);
      detached = pico::postgres::delete_attached_tables(call, table,
                                                        {.eci = arguments.optional_text(1),
                                                         .domain = arguments.optional_text(2),
                                                         .name = arguments.optional_text(3)});
      call.close();
    }
    std::vector<std::string> statements;
    for (const std::string& trigger : detached.triggers)
      statements.push_back(fmt::format("drop trigger {} on {}", pico::postgres::quoted(trigger),
                                       pico::postgres::name_of_table(table)));
    pico::postgres::run_as_caller(statements);
    return Int64GetDatum(detached.count);
  });
}
