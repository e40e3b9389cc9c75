// SPDX-License-Identifier: MIT
//
// Compiled functions and their cache: see compiled_function.hpp.
#include "engine/model/lru_cache.hpp"
#include "engine/module/modules.hpp"
#include "krl/compile/body_compiler.hpp"
#include "krl/library/library.hpp"
#include "krl/syntax/parser.hpp"
#include "krl/text/error.hpp"

#include "postgres/errors.hpp"
#include "postgres/findings.hpp"
#include "postgres/guard.hpp"
#include "postgres/language/compiled_function.hpp"
#include "postgres/language/free_host.hpp"
#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// All that needs no pico.
const krl::Builtins& free_builtins() {
  static const std::array<krl::NativeModule, 3> modules = {
      engine::math_module(), engine::random_module(), engine::time_module()};
  static const krl::Builtins builtins{krl::standard_library(), modules};
  return builtins;
}

// Refusing a source -------------------------------------------------------------------------------

/// The place is one in the source, which the server shows, unless a context can tell where in the
/// statement that is.
[[noreturn]] void refuse(const krl::Diagnostics& diagnostics, const Signature& signature) {
  const krl::Diagnostic& first = *diagnostics.first_error();
  const std::string message = server_text(message_of(first));
  const std::string rest = server_text(further_errors(diagnostics));
  const std::string hint = server_text(first.hint);
  const char* const texts[] = {message.c_str(), rest.c_str(), hint.c_str(),
                               signature.source.c_str()};
  const int offset = static_cast<int>(first.span.start);
  pg_call([&] {
    ereport(ERROR, (errcode(ERRCODE_SYNTAX_ERROR), errmsg_internal("%s", texts[0]),
                    *texts[1] ? errdetail_internal("%s", texts[1]) : 0,
                    *texts[2] ? errhint("%s", texts[2]) : 0,
                    internalerrposition(pg_mbstrlen_with_len(texts[3], offset) + 1),
                    internalerrquery(texts[3])));
  });
  throw std::logic_error("an error was not raised");
}

krl::ProgramPtr compile(const Signature& signature) {
  const auto source = std::make_shared<const krl::Source>("", signature.source);
  krl::Diagnostics diagnostics(*source);
  krl::ProgramPtr program;
  if (const auto function = krl::parse_body(*source, diagnostics)) {
    for (const auto& parameter : signature.parameters)
      function->parameters.items.push_back({{parameter.name, krl::Span{}}, nullptr});
    program =
        krl::compile_function(*function, signature.name, source, free_builtins(), diagnostics);
  }
  if (program == nullptr) refuse(diagnostics, signature);
  return program;
}

/// Programs without rulesets use no modules of others.
class NoModules final : public krl::ModuleResolver {
 public:
  std::shared_ptr<krl::Instance> instantiate(std::string_view rid, const krl::Map& /*with*/,
                                             const krl::Map& /*kept*/) override {
    throw std::logic_error("a function cannot use module " + std::string(rid));
  }
};

// The cache ---------------------------------------------------------------------------------------

/// A function as it stood in a version of its row.
struct CachedFunction {
  TransactionId writer;
  ItemPointerData place;
  CompiledFunctionPtr compiled;
};

// As for rulesets (engine/ruleset/program_cache.hpp).
constexpr size_t kBytesPerSourceByte = 24;
constexpr size_t kFunctionBytes = 4096;
/// One part in so many of the memory for caches, beside what rulesets and rows have.
constexpr size_t kShareOfFunctions = 8;

using FunctionCache = engine::LruCache<const CachedFunction>;

FunctionCache& functions() {
  static FunctionCache cache(0);
  static int bound_kb = -1;
  if (const int wanted_kb = settings().cache_memory_kb; wanted_kb != bound_kb) {
    cache.set_bound((static_cast<size_t>(wanted_kb) << 10) / kShareOfFunctions);
    bound_kb = wanted_kb;
  }
  return cache;
}

std::string_view key_of(const Oid& function) {
  return {reinterpret_cast<const char*>(&function), sizeof function};
}

bool is_current(const CachedFunction& cached, HeapTuple row) {
  ItemPointerData place = cached.place;
  return cached.writer == HeapTupleHeaderGetRawXmin(row->t_data) &&
         ItemPointerEquals(&place, &row->t_self);
}

CompiledFunctionPtr compile_and_keep(Oid function, HeapTuple row, FunctionContext& context) {
  Signature signature = signature_of(row);
  context.set_name(signature.text.c_str());
  auto compiled = std::make_shared<const CompiledFunction>(std::move(signature));
  const size_t bytes = kFunctionBytes + kBytesPerSourceByte * compiled->signature().source.size();
  functions().erase(key_of(function));
  functions().put(key_of(function),
                  std::make_shared<const CachedFunction>(CachedFunction{
                      HeapTupleHeaderGetRawXmin(row->t_data), row->t_self, compiled}),
                  bytes);
  return compiled;
}

}  // namespace

CompiledFunction::CompiledFunction(Signature signature)
    : signature_(std::move(signature)), instance_(compile(signature_), "") {
  FreeEnvironment environment;
  FreeHost host(environment);
  krl::Evaluation evaluation(host);
  NoModules modules;
  instance_.initialise(evaluation, krl::Map(), krl::Map(), modules);
}

CompiledFunctionPtr compiled_function(Oid function, FunctionContext& context) {
  const HeapTuple row = pg_call([&] {
    const HeapTuple found = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
    if (!HeapTupleIsValid(found)) elog(ERROR, "cache lookup failed for function %u", function);
    return found;
  });
  const auto cached = functions().find(key_of(function));
  CompiledFunctionPtr compiled = cached != nullptr && is_current(*cached, row)
                                     ? cached->compiled
                                     : compile_and_keep(function, row, context);
  context.set_name(compiled->signature().text.c_str());
  // After an error the end of the (sub)transaction does it.
  pg_call([&] { ReleaseSysCache(row); });
  return compiled;
}

}  // namespace pico::postgres
