// SPDX-License-Identifier: MIT
//
// Evaluating in memory: see memory_evaluator.hpp.
#include "tool/memory_evaluator.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "engine/module/builtins.hpp"
#include "krl/compile/body_compiler.hpp"
#include "krl/compile/compiler.hpp"
#include "krl/syntax/parser.hpp"
#include "krl/value/json.hpp"
#include "tool/input.hpp"
#include "tool/report.hpp"

namespace pico::tool {

MemoryEvaluator::MemoryEvaluator() : image_(krl::LogLevel::Klog) {}

void MemoryEvaluator::install(const std::string& file) {
  const auto source = read_source(file);
  krl::Diagnostics diagnostics(*source);
  const krl::ProgramPtr program = krl::compile(source, engine::builtins(), diagnostics);
  print(diagnostics, stderr);
  if (program == nullptr) throw Refused{};
  try {
    image_.install(source->text(), "file://" + std::filesystem::absolute(file).string());
  } catch (const krl::Error& error) {
    print(error, *source, stderr);
    throw Refused{};
  }
  rulesets_[program->rid] = {source, program};
  rid_ = program->rid;
}

/// Shows all that is wrong with a source. Throws Refused where anything is an error.
void MemoryEvaluator::check(const Input& input) const {
  const auto source = std::make_shared<const krl::Source>("", input.whole());
  krl::Diagnostics diagnostics(*source);
  if (const auto body = krl::parse_body(*source, diagnostics)) {
    const krl::Program* around = rid_ ? rulesets_.find(*rid_)->second.program.get() : nullptr;
    krl::compile_body(*body, source, around, engine::builtins(), diagnostics);
  }
  print(diagnostics, input);
  if (diagnostics.has_errors()) throw Refused{};
}

std::string MemoryEvaluator::evaluate(const Input& input) {
  check(input);
  return krl::to_json_or_null(image_.eval(input.whole(), rid_));
}

std::vector<std::string> MemoryEvaluator::names() {
  return rid_ ? names_in(rulesets_.find(*rid_)->second.source->text()) : std::vector<std::string>();
}

const krl::Source* MemoryEvaluator::source_of(std::string_view rid) {
  const auto found = rulesets_.find(rid);
  return found == rulesets_.end() ? nullptr : found->second.source.get();
}

void MemoryEvaluator::use_rid(std::optional<std::string> rid) {
  if (rid && !rulesets_.contains(*rid))
    throw krl::Error(krl::ErrorClass::Error,
                     fmt::format("no ruleset {} was given by --file", *rid));
  rid_ = std::move(rid);
}

void MemoryEvaluator::use_pico(std::string) {
  throw krl::Error(krl::ErrorClass::Error, "there is one pico in memory; see --connect");
}

}  // namespace pico::tool
