// SPDX-License-Identifier: MIT
//
// Cases of parse.jsonl: whether a ruleset is accepted and, if not, in which phase and line.
#include <algorithm>
#include <vector>

#include "conformance/outcome.hpp"

namespace pico::conformance {
namespace {

std::string shown(const Finding& finding) {
  return (finding.is_of_parser ? "parse: " : "compile: ") + finding.text + " at " +
         std::to_string(finding.line) + ":" + std::to_string(finding.column);
}

std::string shown_error(const Json& test) {
  return text_of(test, "phase") + ": " + text_of(test, "message") + " at " +
         brief(test.at("line")) + ":" + brief(test.at("col"));
}

Outcome judge_error(const Json& test, const Finding& error, Strictness strictness) {
  const bool is_of_parser = test.at("phase") == "parse";
  bool is_same = error.is_of_parser == is_of_parser &&
                 (test.at("line").is_null() || test.at("line") == error.line);
  if (strictness.is_strict) {
    const bool needs_message = member_of(test, "message_required", true).get<bool>();
    is_same = is_same && (test.at("col").is_null() || test.at("col") == error.column) &&
              (!needs_message || error.text.ends_with(": " + text_of(test, "message")));
  }
  return is_same ? Outcome::passed() : differs("error", shown_error(test), shown(error));
}

Outcome judge_warnings(const Json& test, const std::vector<Finding>& findings,
                       Strictness strictness) {
  for (const Json& warning : member_of(test, "warnings", Json::array())) {
    const bool is_there =
        std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
          return !finding.is_error && finding.text == text_of(warning, "message") &&
                 warning.at("line") == finding.line &&
                 (!strictness.is_strict || warning.at("col") == finding.column);
        });
    if (!is_there)
      return differs("warning", brief(warning),
                     findings.empty() ? "none" : shown(findings.front()));
  }
  return Outcome::passed();
}

}  // namespace

Outcome run_parse_case(const Json& test, Subject& subject, Strictness strictness) {
  const std::string krl = text_of(test, "krl");
  const Verdict verdict = subject.check(krl);
  if (test.contains("reference_bug")) return Outcome::passed();

  const Finding* error = verdict.error();
  if (test.at("ok") != (error == nullptr))
    return error == nullptr ? differs("error", shown_error(test), "none")
                            : differs("error", "none", shown(*error));
  if (error != nullptr) return judge_error(test, *error, strictness);
  if (!verdict.rid.empty() && verdict.rid != text_of(test, "rid"))
    return differs("rid", text_of(test, "rid"), verdict.rid);
  return judge_warnings(test, verdict.findings, strictness);
}

}  // namespace pico::conformance
