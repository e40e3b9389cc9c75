// SPDX-License-Identifier: MIT
//
// Rulesets with tests: see test_ruleset.hpp.
#include "engine/test/test_ruleset.hpp"

#include <fmt/format.h>

#include "engine/engine.hpp"
#include "engine/test/expectation.hpp"
#include "krl/text/error.hpp"

namespace pico::engine {

namespace {

constexpr std::string_view kTests = "tests";

krl::Error refusal(std::string message) {
  return {krl::ErrorClass::Error, std::move(message), krl::ErrorCode::InvalidArgument};
}

}  // namespace

TestRuleset::TestRuleset(TestEnvironment& environment, ProgramCache& programs,
                         std::string_view rid_or_url) {
  Engine engine(environment, programs);
  pico_ = engine.create_pico(kTests, std::nullopt, kBare);
  rid_ = engine.install_ruleset(pico_, rid_or_url, krl::Map());
  session_.emplace(environment, programs);
  url_ = (*session_)->unit().rulesets(pico_)->find(rid_)->url;
  query_.emplace(**session_, pico_, Transaction::Kind::Query, std::string(), krl::String(pico_));
  loaded_ = (*session_)->instances().load(*query_, rid_);
  tests_ = read();
}

krl::Array TestRuleset::read() {
  const krl::Export* shared = loaded_ ? loaded_->code->program->find_shared(kTests) : nullptr;
  if (shared == nullptr) throw refusal(fmt::format("{} does not share \"{}\"", rid_, kTests));
  const krl::Value tests = loaded_->instance->answer(evaluation(), *shared, krl::Map());
  if (!tests.is_array())
    throw refusal(fmt::format("\"{}\" of {} is {}, not an array", kTests, rid_, shown(tests)));
  if (tests.array().empty()) throw refusal(fmt::format("\"{}\" of {} is empty", kTests, rid_));
  return tests.array();
}

}  // namespace pico::engine
