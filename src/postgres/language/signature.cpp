// SPDX-License-Identifier: MIT
//
// Signatures: see signature.hpp.
#include "krl/syntax/parser.hpp"
#include "krl/text/error.hpp"

#include "postgres/guard.hpp"
#include "postgres/language/signature.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

krl::Error unsupported(std::string message) {
  return {krl::ErrorClass::Error, std::move(message), krl::ErrorCode::Unsupported};
}

bool is_pseudo_type(Oid type) {
  return pg_call([&] { return get_typtype(type) == TYPTYPE_PSEUDO; });
}

void check_result(const FormData_pg_proc& row) {
  if (row.prokind != PROKIND_FUNCTION && row.prokind != PROKIND_PROCEDURE)
    throw unsupported("KRL is for functions and procedures, not for window functions");
  if (row.prorettype == TRIGGEROID || row.prorettype == EVENT_TRIGGEROID)
    throw unsupported(
        "a function in KRL cannot be a trigger: pico.attach_table() makes the changes of a table "
        "events of a pico");
  if (row.proretset)
    throw unsupported("a function in KRL cannot return a set: let it return an array or json");
  if (is_pseudo_type(row.prorettype) && row.prorettype != VOIDOID && row.prorettype != RECORDOID)
    throw unsupported("a function in KRL cannot return type " + type_name(row.prorettype) +
                      ": name a type, such as json, which holds every value");
}

void check_parameter(const std::string& name, Oid type, int position) {
  if (is_pseudo_type(type) && type != RECORDOID)
    throw unsupported("a function in KRL cannot take type " + type_name(type) +
                      ": name a type, such as json, which holds every value");
  if (name.empty())
    throw unsupported("parameter " + std::to_string(position) + " needs a name: KRL has no $" +
                      std::to_string(position));
  if (!krl::is_variable_name(name))
    throw unsupported("parameter \"" + name +
                      "\" has a name that KRL does not take for a variable");
}

struct Parameters {
  Oid* types;
  char** names;  // null: none has one
  char* modes;   // null: all are IN
  int count;
};

std::vector<Signature::Parameter> parameters_of(HeapTuple function) {
  const Parameters all = pg_call([&] {
    Parameters found{};
    found.count = get_func_arg_info(function, &found.types, &found.names, &found.modes);
    return found;
  });
  std::vector<Signature::Parameter> parameters;
  for (int i = 0; i < all.count; ++i) {
    const char mode = all.modes == nullptr ? PROARGMODE_IN : all.modes[i];
    if (mode == PROARGMODE_OUT || mode == PROARGMODE_TABLE) continue;
    const std::string name = all.names == nullptr ? "" : all.names[i];
    check_parameter(name, all.types[i], i + 1);
    parameters.push_back({name, server_type(all.types[i])});
  }
  return parameters;
}

std::string source_of(HeapTuple function) {
  return pg_call([&] {
    bool is_null = false;
    const Datum source = SysCacheGetAttr(PROCOID, function, Anum_pg_proc_prosrc, &is_null);
    return is_null ? pstrdup("") : TextDatumGetCString(source);
  });
}

}  // namespace

Signature signature_of(HeapTuple function) {
  const FormData_pg_proc& row = *reinterpret_cast<Form_pg_proc>(GETSTRUCT(function));
  check_result(row);
  Signature signature;
  signature.name = NameStr(row.proname);
  signature.text = row.prokind == PROKIND_PROCEDURE ? "procedure " : "function ";
  signature.text.append(pg_call([&] {
    return DatumGetCString(DirectFunctionCall1(regprocedureout, ObjectIdGetDatum(row.oid)));
  }));
  signature.parameters = parameters_of(function);
  signature.result = row.prorettype;
  signature.source = source_of(function);
  return signature;
}

}  // namespace pico::postgres
