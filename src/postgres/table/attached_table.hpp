// SPDX-License-Identifier: MIT
//
// Tables of the application whose changes are events: the rows of pico.attached_table.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postgres/call.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

struct AttachedTable {
  int64_t id = 0;
  Oid relation = InvalidOid;
  std::string eci;
  std::string domain;
  std::string name;
  bool is_per_statement = false;
};

std::optional<AttachedTable> find_attached_table(Sql& sql, int64_t id);

/// Adds the row; its id. Throws Error, or raises an error, where the caller may not make triggers
/// on the relation, it is no table, the channel does not let the event through, or the table raises
/// it already.
int64_t add_attached_table(ServerCall& call, const AttachedTable& table);

/// Which events of a table; nothing stands for all.
struct TableEventFilter {
  std::optional<std::string> eci;
  std::optional<std::string> domain;
  std::optional<std::string> name;
};

struct DetachedTable {
  int64_t count = 0;
  std::vector<std::string> triggers;  // which are to be dropped
};

/// Deletes rows of a table. Raises an error where the caller does not own it.
DetachedTable delete_attached_tables(ServerCall& call, Oid relation,
                                     const TableEventFilter& filter);

/// Deletes rows of tables that are gone, or whose triggers are; how many.
uint64_t delete_lost_tables(Sql& sql);

}  // namespace pico::postgres
