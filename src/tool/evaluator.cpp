// SPDX-License-Identifier: MIT
//
// What all evaluators have in common: see evaluator.hpp.
#include "tool/evaluator.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "krl/syntax/parser.hpp"
#include "tool/report.hpp"

namespace pico::tool {
namespace {

size_t lines_of(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Shows an error of a source that begins with definitions, at its place in what follows them.
void print_of_input(const krl::Error& error, const Input& input) {
  const size_t before = lines_of(input.definitions);
  if (error.place().line <= before)
    return print(error, krl::Source("<earlier>", input.definitions), stderr);
  krl::Error placed(error.error_class(), error.message(), error.code());
  placed.locate({.rid = {},
                 .rule = {},
                 .line = error.place().line - static_cast<uint32_t>(before),
                 .column = error.place().column});
  print(placed, krl::Source("", input.text), stderr);
}

/// Shows an error that arose in a ruleset.
void print_of_ruleset(const krl::Error& error, const krl::Source* source) {
  if (source != nullptr) return print(error, *source, stderr);
  const krl::ErrorPlace& place = error.place();
  fmt::print(stderr, "error: {}\n  in ruleset {}, line {}, column {}\n", error.text(), place.rid,
             place.line, place.column);
}

/// The value; nothing where there is none and what is wrong is shown.
std::optional<std::string> evaluate(Evaluator& evaluator, const Input& input) {
  try {
    return evaluator.evaluate(input);
  } catch (const Refused&) {
    // It has shown all that is wrong.
  } catch (const krl::Error& error) {
    if (error.place().rid.empty()) {
      print_of_input(error, input);
    } else {
      print_of_ruleset(error, evaluator.source_of(error.place().rid));
    }
  }
  return std::nullopt;
}

}  // namespace

void print(const krl::Diagnostics& found, const Input& input) {
  const auto before = static_cast<uint32_t>(input.definitions.size());
  const krl::Source definitions("<earlier>", input.definitions);
  const krl::Source text("", input.text);
  for (krl::Diagnostic finding : found.all()) {
    if (finding.span.start < before) {
      if (finding.severity == krl::Severity::Error)
        fmt::print(stderr, "{}", krl::format(finding, definitions));
      continue;
    }
    finding.span = {finding.span.start - before, finding.span.end - before};
    finding.position = text.position(finding.span.start);
    fmt::print(stderr, "{}", krl::format(finding, text));
  }
}

bool evaluate_and_print(Evaluator& evaluator, const Input& input) {
  const std::optional<std::string> value = evaluate(evaluator, input);
  if (value) fmt::print("{}\n", *value);
  return value.has_value();
}

bool evaluate_quietly(Evaluator& evaluator, const Input& input) {
  return evaluate(evaluator, input).has_value();
}

std::vector<std::string> names_in(std::string_view ruleset) {
  const krl::Source source("", std::string(ruleset));
  krl::Diagnostics diagnostics(source);
  const krl::Parsed parsed = krl::parse(source, diagnostics);
  std::vector<std::string> names;
  if (!parsed.ruleset) return names;
  const auto add = [&](const krl::ast::Declarations& declarations) {
    for (const auto& each : declarations) names.push_back(each->name.value);
  };
  add(parsed.ruleset->global);
  if (!parsed.ruleset->meta) return names;
  for (const auto& property : parsed.ruleset->meta->properties) {
    if (property->kind == krl::ast::MetaKind::Configure)
      add(krl::ast::as<krl::ast::MetaConfigure>(*property).declarations);
    if (property->kind != krl::ast::MetaKind::UseModule) continue;
    const auto& use = krl::ast::as<krl::ast::MetaUseModule>(*property);
    names.push_back((use.alias ? use.alias->value : use.rid.value) + ":");
  }
  return names;
}

}  // namespace pico::tool
