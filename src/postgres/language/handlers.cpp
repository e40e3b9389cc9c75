// SPDX-License-Identifier: MIT
//
// LANGUAGE krl: what the server calls to run a function, to check one, and to run a `do` block.
#include "krl/run/evaluation.hpp"
#include "krl/value/memory.hpp"
#include "krl/value/regexp.hpp"

#include "postgres/guard.hpp"
#include "postgres/language/compiled_function.hpp"
#include "postgres/language/free_host.hpp"
#include "postgres/language/function_context.hpp"
#include "postgres/value/datum_of_value.hpp"
#include "postgres/value/value_of_datum.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// Runs `work` within the bounds of a query; an error tells its place to the context.
template <class Work>
auto run(FunctionContext& context, Work work) {
  FreeEnvironment environment;
  const krl::MemoryScope memory(environment.limits().memory_bytes);
  const krl::StackScope stack(environment.limits().stack_bytes);
  krl::set_max_search_steps(environment.limits().search_steps);
  FreeHost host(environment);
  krl::Evaluation evaluation(host);
  try {
    return work(evaluation);
  } catch (const krl::Error& error) {
    throw context.without_place(error);
  }
}

// Calls -------------------------------------------------------------------------------------------

std::vector<krl::Value> arguments_of(FunctionCallInfo info, const Signature& signature) {
  std::vector<krl::Value> arguments;
  arguments.reserve(signature.parameters.size());
  for (const auto& parameter : signature.parameters) {
    const NullableDatum& datum = info->args[arguments.size()];
    arguments.push_back(value_of_datum(datum.value, datum.isnull, *parameter.type));
  }
  return arguments;
}

/// The columns that the caller of a function that returns `record` expects.
TupleDesc expected_columns(FunctionCallInfo info) {
  return pg_call([&] {
    TupleDesc columns = nullptr;
    if (get_call_result_type(info, nullptr, &columns) != TYPEFUNC_COMPOSITE)
      ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                      errmsg("function returning record called in context that cannot accept "
                             "type record")));
    return BlessTupleDesc(columns);
  });
}

NullableDatum result_of(const krl::Value& value, FunctionCallInfo info, Oid type) {
  if (type != RECORDOID || !value.is_map()) return datum_of_value(value, type);
  const HeapTuple row = row_of_map(value.map(), expected_columns(info));
  return {pg_call([&] { return HeapTupleGetDatum(row); }), false};
}

Datum call(FunctionCallInfo info, FunctionContext& context) {
  const CompiledFunctionPtr function = compiled_function(info->flinfo->fn_oid, context);
  const Signature& signature = function->signature();
  const NullableDatum result = run(context, [&](krl::Evaluation& evaluation) {
    std::vector<krl::Value> arguments = arguments_of(info, signature);
    const krl::Value value = function->call(evaluation, arguments);
    context.part = "its result";
    return result_of(value, info, signature.result);
  });
  info->isnull = result.isnull;
  return result.value;
}

// Sources -----------------------------------------------------------------------------------------

void show_warnings(const krl::Program& program) {
  for (const krl::Diagnostic& warning : program.warnings) {
    const krl::Position place = warning.position;
    const char* const message = warning.message.c_str();
    pg_call([&] {
      ereport(WARNING,
              (errmsg_internal("line %u, column %u: %s", place.line, place.column, message)));
    });
  }
}

void validate(Oid function, FunctionContext& context) {
  const HeapTuple row =
      pg_call([&] { return SearchSysCacheCopy1(PROCOID, ObjectIdGetDatum(function)); });
  if (row == nullptr) throw std::runtime_error("there is no function to be checked");
  const Signature signature = signature_of(row);
  context.set_name(signature.text.c_str());
  if (!check_function_bodies) return;
  run(context, [&](krl::Evaluation& /*evaluation*/) {
    context.compiled_source = signature.source.c_str();
    show_warnings(CompiledFunction(signature).program());
  });
}

void run_block(const char* source, FunctionContext& context) {
  run(context, [&](krl::Evaluation& evaluation) {
    context.compiled_source = source;
    const CompiledFunction block(Signature{"", "", {}, VOIDOID, source});
    show_warnings(block.program());
    context.compiled_source = nullptr;
    block.call(evaluation, {});
  });
}

}  // namespace
}  // namespace pico::postgres

using pico::postgres::entry;
using pico::postgres::FunctionContext;

PICO_FUNCTION(pico_krl_call) {
  FunctionContext context;
  context.begin();
  const Datum result = entry([&] { return pico::postgres::call(fcinfo, context); });
  context.end();
  return result;
}

PICO_FUNCTION(pico_krl_inline) {
  FunctionContext context;
  context.begin();
  context.set_name("block");
  entry([&] {
    const auto* block =
        reinterpret_cast<const InlineCodeBlock*>(DatumGetPointer(fcinfo->args[0].value));
    pico::postgres::run_block(block->source_text, context);
    return Datum{0};
  });
  context.end();
  return 0;
}

PICO_FUNCTION(pico_krl_validate) {
  FunctionContext context;
  context.begin();
  entry([&] {
    const Oid function = DatumGetObjectId(fcinfo->args[0].value);
    const bool may_look = pico::postgres::pg_call(
        [&] { return CheckFunctionValidatorAccess(fcinfo->flinfo->fn_oid, function); });
    if (may_look) pico::postgres::validate(function, context);
    return Datum{0};
  });
  context.end();
  return 0;
}
