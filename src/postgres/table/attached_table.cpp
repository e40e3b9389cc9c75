// SPDX-License-Identifier: MIT
//
// Rows of attached tables: see attached_table.hpp.
#include "postgres/table/attached_table.hpp"
#include "postgres/guard.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// What makes a trigger that of the row `a`.
#define PICO_IS_ITS_TRIGGER                                                              \
  " t.tgrelid = a.relation and t.tgfoid = 'pico.table_event()'::pg_catalog.regprocedure" \
  " and t.tgargs = pg_catalog.convert_to(a.id::pg_catalog.text, 'UTF8') || "             \
  "'\\x00'::pg_catalog.bytea"

/// What a relation is to those who want to attach it.
struct Attachable {
  const char* name;
  char kind;
  bool is_of_server;
  bool is_ours;
};

const char* name_of_kind(char kind) {
  switch (kind) {
    case RELKIND_VIEW:
      return "a view";
    case RELKIND_MATVIEW:
      return "a materialized view";
    case RELKIND_FOREIGN_TABLE:
      return "a foreign table";
    case RELKIND_SEQUENCE:
      return "a sequence";
    case RELKIND_INDEX:
    case RELKIND_PARTITIONED_INDEX:
      return "an index";
    default:
      return "no table";
  }
}

/// Only inside pg_call.
Attachable look_at(Oid relation) {
  const HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
  if (!HeapTupleIsValid(tuple))
    ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
                    errmsg("relation with OID %u does not exist", relation)));
  const auto* const row = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple));
  const Attachable found{pstrdup(NameStr(row->relname)), row->relkind,
                         relation < FirstNormalObjectId,
                         row->relnamespace == get_namespace_oid("pico", false)};
  ReleaseSysCache(tuple);
  return found;
}

void require_attachable(Oid relation, Oid caller) {
  const Attachable found = pg_call([&] { return look_at(relation); });
  const auto refuse = [&](const char* what) {
    throw krl::Error(krl::ErrorClass::Error,
                     '"' + std::string(found.name) + "\" is " + what +
                         ": only tables of the application can be attached",
                     krl::ErrorCode::InvalidArgument);
  };
  if (found.is_of_server) refuse("the server's own");
  if (found.is_ours) refuse("part of pico");
  if (found.kind != RELKIND_RELATION && found.kind != RELKIND_PARTITIONED_TABLE)
    refuse(name_of_kind(found.kind));
  pg_call([&] {
    if (pg_class_aclcheck(relation, caller, ACL_TRIGGER) != ACLCHECK_OK)
      aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, found.name);
  });
}

/// Only inside pg_call.
void require_owner(Oid relation, Oid caller) {
  const HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
  if (!HeapTupleIsValid(tuple)) return;  // nobody's: its rows are lost
  const Oid owner = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple))->relowner;
  ReleaseSysCache(tuple);
  if (!has_privs_of_role(caller, owner))
    aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(relation));
}

Parameter text_or_null(const std::optional<std::string>& text) {
  return text ? Parameter(*text) : Parameter::null_like(Parameter(std::string_view()));
}

}  // namespace

std::optional<AttachedTable> find_attached_table(Sql& sql, int64_t id) {
  static KeyedTable attached("attached_table", {"id", "relation", "eci", "domain", "name", "per"},
                             {1});
  std::optional<AttachedTable> found;
  sql.find(attached, {id}, [&](const Row& row) {
    found = AttachedTable{.id = id,
                          .relation = static_cast<Oid>(row.number(2)),
                          .eci = row.string(3),
                          .domain = row.string(4),
                          .name = row.string(5),
                          .is_per_statement = row.text(6) == "statement"};
  });
  return found;
}

int64_t add_attached_table(ServerCall& call, const AttachedTable& table) {
  static constinit Statement insert{
      "insert into pico.attached_table (relation, eci, domain, name, per)"
      " values ($1::pg_catalog.oid, $2, $3, $4, $5) on conflict do nothing returning id"};
  require_attachable(table.relation, call.caller());
  call.engine().require_accepted({table.eci, table.domain, table.name});
  int64_t id = 0;
  call.sql().write(insert,
                   {static_cast<int64_t>(table.relation), Parameter::key(table.eci),
                    Parameter::key(table.domain), Parameter::key(table.name),
                    std::string_view(table.is_per_statement ? "statement" : "row")},
                   [&](const Row& row) { id = row.number(1); });
  if (id == 0)
    throw krl::Error(krl::ErrorClass::Error,
                     "the table raises this event already: pico.detach_table() ends that",
                     krl::ErrorCode::InvalidArgument);
  return id;
}

DetachedTable delete_attached_tables(ServerCall& call, Oid relation,
                                     const TableEventFilter& filter) {
  static constinit Statement erase{
      "with a as (delete from pico.attached_table a where a.relation = $1::pg_catalog.oid"
      "   and a.eci = coalesce($2, a.eci) and a.domain = coalesce($3, a.domain)"
      "   and a.name = coalesce($4, a.name) returning a.id, a.relation)"
      " select a.id, t.tgname::pg_catalog.text from a"
      " left join pg_catalog.pg_trigger t on" PICO_IS_ITS_TRIGGER " order by a.id"};
  pg_call([&] { require_owner(relation, call.caller()); });
  DetachedTable detached;
  int64_t last = 0;
  call.sql().write(erase,
                   {static_cast<int64_t>(relation), text_or_null(filter.eci),
                    text_or_null(filter.domain), text_or_null(filter.name)},
                   [&](const Row& row) {
                     if (row.number(1) != last) ++detached.count;
                     last = row.number(1);
                     if (!row.is_null(2)) detached.triggers.push_back(row.string(2));
                   });
  return detached;
}

uint64_t delete_lost_tables(Sql& sql) {
  static constinit Statement erase{
      "delete from pico.attached_table a where not exists ("
      "select from pg_catalog.pg_trigger t where" PICO_IS_ITS_TRIGGER ")"};
  return sql.write(erase, {});
}

}  // namespace pico::postgres
