// SPDX-License-Identifier: MIT
//
// Evaluating in a pico: see eval.hpp. It runs as a query does, and in the instance of the ruleset
// that queries find.
#include "engine/inspect/eval.hpp"

#include <fmt/format.h>

#include <memory>

#include "engine/model/json_bound.hpp"
#include "engine/module/builtins.hpp"
#include "engine/ruleset/initialisation.hpp"
#include "engine/run/session.hpp"
#include "engine/run/transaction.hpp"
#include "krl/compile/body_compiler.hpp"
#include "krl/run/instance.hpp"
#include "krl/syntax/parser.hpp"
#include "krl/text/error.hpp"

namespace pico::engine {

namespace {

krl::ProgramPtr compile(std::string_view text, const krl::Program* around, size_t limit) {
  if (text.size() > limit)
    throw krl::limit_error(fmt::format("the source exceeds {} bytes", limit));
  const auto source = std::make_shared<const krl::Source>("", std::string(text));
  krl::Diagnostics diagnostics(*source);
  krl::ProgramPtr program;
  if (const auto body = krl::parse_body(*source, diagnostics))
    program = krl::compile_body(*body, source, around, builtins(), diagnostics);
  if (program == nullptr) throw refusal(*diagnostics.first_error());
  return program;
}

/// The instance that `rid` has in the pico of a query. Throws where it has none.
std::shared_ptr<const LoadedInstance> load(Transaction& query, std::string_view rid) {
  Instances& instances = query.session().instances();
  if (instances.is_behind(query)) instances.bring_up_to_date(query);
  if (query.session().unit().rulesets(query.pico())->find(rid) == nullptr) {
    throw krl::Error(krl::ErrorClass::Error, fmt::format("Pico doesn't have {} installed.", rid),
                     krl::ErrorCode::UnknownRuleset);
  }
  std::shared_ptr<const LoadedInstance> loaded = instances.load(query, rid);
  if (loaded == nullptr) {
    throw krl::Error(krl::ErrorClass::Error,
                     fmt::format("{} cannot be initialised in this pico: its log says why", rid),
                     krl::ErrorCode::UnknownRuleset);
  }
  return loaded;
}

}  // namespace

krl::Value eval_in_pico(Session& session, std::string_view pico, std::string_view source,
                        const std::optional<std::string>& rid) {
  // What code belongs to outlives the values that it makes, of which the transaction keeps some.
  std::shared_ptr<const LoadedInstance> around;
  std::optional<krl::Instance> instance;
  Transaction query(session, std::string(pico), Transaction::Kind::Query, "", {});
  if (rid) around = load(query, *rid);

  const Limits& limits = session.environment().limits();
  const krl::ProgramPtr body =
      compile(source, around ? around->code->program.get() : nullptr, limits.ruleset_bytes);
  if (around) {
    instance.emplace(body, *around->instance);
  } else {
    instance.emplace(body, "");
  }
  Initialisation modules(session.instances(), query);
  instance->initialise(query.evaluation(), {}, {}, modules);
  const krl::Value result = instance->answer(query.evaluation(), body->shares.front(), {});
  if (result.is_undefined() || result.is_callable()) return {};
  return bounded_json_copy(result, limits.result_bytes, "results");
}

}  // namespace pico::engine
