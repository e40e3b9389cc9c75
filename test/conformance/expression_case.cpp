// SPDX-License-Identifier: MIT
//
// Cases of exprs.jsonl: the expression is the result of the query `q` of a ruleset.
//
// What JSON does not show (type, text, encoding) is told by a second query of the same ruleset,
// which applies the language's own functions to the result of `q`.
#include <algorithm>
#include <vector>

#include "conformance/live_value.hpp"
#include "conformance/outcome.hpp"

namespace pico::conformance {
namespace {

constexpr std::string_view kRid = "t.expr";
constexpr std::string_view kObserver = "__observed";
constexpr uint32_t kLinesBefore = 4;  // of the wrapper, before the case

/// The ruleset around a case: its README shows it. The recorded errors at the end of a text depend
/// on what follows, so the query that observes is only there when no error is expected.
std::string wrapped(const Json& test, bool is_observed) {
  std::string krl = "ruleset t.expr {\nmeta { name \"exprs\" shares q";
  if (is_observed) krl.append(", ").append(kObserver);
  krl += " }\nglobal {\nq = function(){\n";
  if (test.contains("pre")) krl += text_of(test, "pre") + "\n";
  krl += text_of(test, "expr") + "\n}\n";
  if (is_observed)
    krl.append(kObserver)
        .append(" = function(){ v = q(); ")
        .append(R"({"type": v.typeof(), "string": v.as("String"), "encode": v.encode()} })")
        .append("\n");
  return krl + "}\n}\n";
}

/// A pico on which the ruleset is installed.
class Bench {
 public:
  Bench(Subject& subject, const std::string& krl) : subject_(subject) {
    const std::string url = "http://krl.test/t.expr.krl";
    subject_.publish(url, krl);
    const std::string pico = subject_.create_pico("root", std::nullopt, Rulesets::None);
    eci_ = text_of(subject_.create_channel(pico, Json::array(), nullptr, nullptr), "id");
    subject_.load(url);
    subject_.install(pico, url, Json::object());
    subject_.take_logs();
  }

  std::optional<Json> ask(std::string_view name) {
    return subject_.query(eci_, {{"rid", kRid}, {"name", name}});
  }

 private:
  Subject& subject_;
  std::string eci_;
};

std::string place_of(uint32_t line, uint32_t column) {
  return " at " + std::to_string(line) + ":" + std::to_string(column);
}

Outcome judge_finding(const Json& test, const Finding& error) {
  const uint32_t line = error.line - std::min(error.line, kLinesBefore);
  const std::string phase = error.is_of_parser ? "parse" : "compile";
  const std::string recorded = text_of(test, "error_name") + ": " + text_of(test, "error");
  const bool needs_message = member_of(test, "message_required", true).get<bool>();
  const bool is_same = phase == text_of(test, "phase") &&
                       (!needs_message || error.text == recorded) &&
                       (!test.contains("line") || test["line"].is_null() ||
                        (test["line"] == line && test["col"] == error.column));
  if (is_same) return Outcome::passed();
  std::string expected = text_of(test, "phase") + ": " + recorded;
  if (test.contains("line")) expected += " at " + brief(test["line"]) + ":" + brief(test["col"]);
  return differs("error", expected, phase + ": " + error.text + place_of(line, error.column));
}

Outcome judge_failure(const Json& test, const Failure& failure) {
  const std::string recorded = text_of(test, "error_name") + ": " + text_of(test, "error");
  const bool needs_message = member_of(test, "message_required", true).get<bool>();
  const bool is_of_runtime = test.at("phase") == "runtime" || test.at("phase") == "load";
  const bool is_same = is_of_runtime && (!needs_message || failure.text() == recorded);
  return is_same ? Outcome::passed()
                 : differs("error", text_of(test, "phase") + ": " + recorded,
                           "runtime: " + failure.text());
}

/// A line as the records show it, or nothing when they do not: debug lines are told only of two
/// functions.
std::optional<Json> recorded_form(const LogLine& line) {
  const std::string text = line.message.is_string() ? line.message.get<std::string>() : "";
  const bool is_told = text.starts_with("[DIVISION BY ZERO]") || text.starts_with("[DEFAULTSTO]");
  if (line.level == "info" || (line.level == "debug" && !is_told)) return std::nullopt;
  Json record{{"level", line.level}};
  if (line.value) record["val"] = *line.value;
  record["msg"] = line.message;
  return record;
}

Outcome judge_log(const Json& test, const std::vector<LogLine>& lines) {
  Json log = Json::array();
  for (const LogLine& line : lines)
    if (auto record = recorded_form(line)) log.push_back(std::move(*record));
  const Json expected = member_of(test, "log", Json::array());
  return is_same(expected, log) ? Outcome::passed() : differs("log", brief(expected), brief(log));
}

Outcome judge_warnings(const Json& test, const std::vector<Finding>& findings) {
  Json warnings = Json::array();
  for (const Finding& finding : findings) warnings.push_back(finding.text);
  const Json expected = member_of(test, "warnings", Json::array());
  return is_same(expected, warnings) ? Outcome::passed()
                                     : differs("warnings", brief(expected), brief(warnings));
}

Outcome judge_value(const Json& test, const std::optional<Json>& value, Abilities abilities) {
  std::optional<Json> expected;
  if (!test.contains("value_undefined"))
    expected = test.at("value");
  else if (!abilities.tells_undefined)
    expected = nullptr;
  const bool is_equal =
      expected.has_value() == value.has_value() && (!expected || is_same(*expected, *value));
  return is_equal ? Outcome::passed() : differs("value", brief(expected), brief(value));
}

Outcome judge_observed(const Json& test, const Json& observed) {
  for (const char* key : {"type", "string"})
    if (observed.at(key) != test.at(key))
      return differs(key, brief(test.at(key)), brief(observed.at(key)));
  if (!test.contains("encode") || test.at("type") == "ActionFunction") return Outcome::passed();
  return observed.at("encode") == test.at("encode")
             ? Outcome::passed()
             : differs("encode", brief(test.at("encode")), brief(observed.at("encode")));
}

/// The live value with the holes of arrays as the records show them, which is null. They are
/// undefined elements.
Json with_holes(const Json& recorded, Json live) {
  if (recorded.type() != live.type() || recorded.size() != live.size()) return live;
  if (!live.is_structured()) return live;
  auto item = recorded.begin();
  for (Json& part : live) {
    const bool is_hole = live.is_array() && item->is_null() && part.contains("$undefined");
    part = is_hole ? Json(nullptr) : with_holes(*item, part);
    ++item;
  }
  return live;
}

Outcome judge_representation(const Json& test) {
  if (!test.contains("repr")) return Outcome::passed();
  const std::optional<Json> live = live_value(wrapped(test, false), "q");
  if (!live || is_same(test.at("repr"), with_holes(test.at("repr"), *live)))
    return Outcome::passed();
  return differs("repr", brief(test.at("repr")), brief(*live));
}

Outcome judge_success(const Json& test, Subject& subject) {
  Bench bench(subject, wrapped(test, true));
  const std::optional<Json> value = bench.ask("q");
  const std::optional<std::vector<LogLine>> logs = subject.take_logs();

  Outcome outcome = judge_value(test, value, subject.abilities());
  if (outcome.kind == Outcome::Kind::Passed && logs) outcome = judge_log(test, *logs);
  if (outcome.kind == Outcome::Kind::Passed)
    outcome = judge_observed(test, bench.ask(kObserver).value_or(nullptr));
  return outcome.kind == Outcome::Kind::Passed ? judge_representation(test) : outcome;
}

/// Any answer will do.
Outcome judge_reference_bug(const Json& test, Subject& subject) {
  try {
    Bench(subject, wrapped(test, true)).ask("q");
  } catch (const Failure&) {
    // An error is an answer.
  }
  return Outcome::passed();
}

}  // namespace

Outcome run_expression_case(const Json& test, Subject& subject) {
  if (test.contains("reference_bug")) return judge_reference_bug(test, subject);

  const bool fails = test.contains("error");
  const Verdict verdict = subject.check(wrapped(test, !fails));
  if (const Finding* error = verdict.error())
    return fails ? judge_finding(test, *error)
                 : differs("value", brief(member_of(test, "value", nullptr)), error->text);
  try {
    if (!fails) {
      const Outcome outcome = judge_success(test, subject);
      return outcome.kind == Outcome::Kind::Passed ? judge_warnings(test, verdict.findings)
                                                   : outcome;
    }
    const std::optional<Json> value = Bench(subject, wrapped(test, false)).ask("q");
    return differs("error", text_of(test, "error_name") + ": " + text_of(test, "error"),
                   brief(value));
  } catch (const Failure& failure) {
    return fails ? judge_failure(test, failure)
                 : differs("value", brief(member_of(test, "value", nullptr)), failure.text());
  }
}

}  // namespace pico::conformance
