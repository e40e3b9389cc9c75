// SPDX-License-Identifier: MIT
//
// Types of the server: see server_type.hpp.
#include <unordered_map>

#include "postgres/guard.hpp"
#include "postgres/value/server_type.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// Set when a type may have changed. The callback may run anywhere, so it does no more.
bool are_stale = false;

Form form_of_basic(Oid type) {
  switch (type) {
    case BOOLOID:
      return Form::Boolean;
    case INT2OID:
      return Form::SmallInteger;
    case INT4OID:
      return Form::Integer;
    case INT8OID:
      return Form::BigInteger;
    case OIDOID:
      return Form::ObjectId;
    case FLOAT4OID:
      return Form::Real;
    case FLOAT8OID:
      return Form::Double;
    case NUMERICOID:
      return Form::Numeric;
    case TEXTOID:
    case VARCHAROID:
    case BPCHAROID:
      return Form::Text;
    case BYTEAOID:
      return Form::Bytes;
    case JSONOID:
      return Form::Json;
    case JSONBOID:
      return Form::BinaryJson;
    case TIMESTAMPTZOID:
      return Form::Instant;
    case INT2VECTOROID:  // arrays that begin at 0, which an array of ours would not
    case OIDVECTOROID:
      return Form::Other;
    default:
      return OidIsValid(get_element_type(type)) ? Form::Array : Form::Other;
  }
}

Form form_of(Oid type, char kind) {
  switch (kind) {
    case TYPTYPE_COMPOSITE:
      return Form::Composite;
    case TYPTYPE_RANGE:
      return Form::Range;
    case TYPTYPE_MULTIRANGE:
      return Form::Multirange;
    case TYPTYPE_PSEUDO:
      return type == VOIDOID ? Form::Nothing : type == RECORDOID ? Form::Composite : Form::Other;
    default:
      return form_of_basic(type);
  }
}

Oid element_of(const ServerType& type) {
  switch (type.form) {
    case Form::Array:
      return get_element_type(type.base);
    case Form::Range:
      return get_range_subtype(type.base);
    case Form::Multirange:
      return get_multirange_range(type.base);
    default:
      return InvalidOid;
  }
}

/// Only inside pg_call.
void describe(ServerType& type) {
  type.base = getBaseTypeAndTypmod(type.oid, &type.base_typmod);
  const HeapTuple tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type.base));
  if (!HeapTupleIsValid(tuple)) elog(ERROR, "cache lookup failed for type %u", type.base);
  const FormData_pg_type& row = *reinterpret_cast<Form_pg_type>(GETSTRUCT(tuple));
  type.form = form_of(type.base, row.typtype);
  type.is_string = row.typcategory == TYPCATEGORY_STRING;
  type.is_by_value = row.typbyval;
  type.alignment = row.typalign;
  type.length = row.typlen;
  type.io_parameter = getTypeIOParam(tuple);
  type.element = element_of(type);
  type.memory = AllocSetContextCreate(TopMemoryContext, "pico type", ALLOCSET_SMALL_SIZES);
  fmgr_info_cxt(row.typoutput, &type.output, type.memory);
  fmgr_info_cxt(row.typinput, &type.input, type.memory);
  ReleaseSysCache(tuple);
}

using ServerTypes = std::unordered_map<Oid, ServerTypePtr>;

ServerTypes& known_types() {
  static ServerTypes types;
  static bool is_watched = false;
  if (!is_watched) {
    pg_call([] {
      CacheRegisterSyscacheCallback(
          TYPEOID, [](Datum, auto, uint32) { are_stale = true; }, 0);
    });
    is_watched = true;
  }
  if (std::exchange(are_stale, false)) types.clear();
  return types;
}

}  // namespace

ServerType::~ServerType() {
  if (memory != nullptr) MemoryContextDelete(memory);
}

ServerTypePtr server_type(Oid type) {
  ServerTypes& types = known_types();
  if (const auto found = types.find(type); found != types.end()) return found->second;
  auto made = std::make_shared<ServerType>();
  made->oid = type;
  pg_call([&] { describe(*made); });
  return types.emplace(type, std::move(made)).first->second;
}

std::string type_name(Oid type) {
  return pg_call([&] { return format_type_be(type); });
}

}  // namespace pico::postgres
