// SPDX-License-Identifier: MIT
//
// Scenarios: rulesets, then events and queries one after the other (SCENARIOS.md).
#include <algorithm>
#include <map>
#include <vector>

#include "conformance/bindings.hpp"
#include "conformance/outcome.hpp"
#include "engine/ruleset/builtin_rulesets.hpp"

namespace pico::conformance {
namespace {

std::string url_of(const std::string& rid) { return "http://krl.test/" + rid + ".krl"; }

/// What the scenario needs that is not built yet; empty when all is there.
std::string missing_feature(const Json& test) {
  if (test.dump().find("io.picolabs.did-o") != std::string::npos) return "needs io.picolabs.did-o";
  for (const Json& ruleset : test.at("rulesets")) {
    const std::string krl = text_of(ruleset, "krl");
    if (krl.find("http:") != krl.npos && krl.find("http://") == krl.npos)
      return "needs outbound HTTP";
  }
  return "";
}

/// A failure as an expectation states it.
Json result_of(const Failure& failure) { return {{"error", failure.text()}}; }

/// Only what the records tell of a directive.
Json shortened(const Json& directives) {
  Json result = Json::array();
  for (const Json& directive : directives) {
    const Json& meta = directive.at("meta");
    result.push_back({{"name", directive.at("name")},
                      {"options", directive.at("options")},
                      {"meta", {{"rid", meta.at("rid")}, {"rule_name", meta.at("rule_name")}}}});
  }
  return result;
}

class Scenario {
 public:
  Scenario(const Json& test, Subject& subject) : test_(test), subject_(subject) {}

  Outcome run() {
    if (auto difference = prepare()) return Outcome::failed("setup: " + *difference);
    const Json& steps = test_.at("steps");
    for (size_t i = 0; i < steps.size(); ++i)
      if (auto difference = check_step(steps[i]))
        return Outcome::failed("step " + std::to_string(i) + ": " + *difference);
    return Outcome::passed();
  }

 private:
  struct Place {
    std::string pico;
    std::string eci;  // of its channel that allows everything
  };

  // Preparation ----------------------------------------------------------------------------------

  [[nodiscard]] bool has_system_rulesets() const { return test_.at("std") == true; }

  /// Nothing, or how the installations differ from what is expected.
  std::optional<std::string> prepare() {
    if (has_system_rulesets()) {
      for (const engine::BuiltinRuleset& each : engine::builtin_rulesets())
        subject_.publish(url_of(std::string(each.rid)), std::string(each.source));
    }
    for (const Json& ruleset : test_.at("rulesets"))
      subject_.publish(url_of(text_of(ruleset, "rid")), text_of(ruleset, "krl"));
    add_pico("root");
    for (const Json& alias : test_.at("picos")) add_pico(alias.get<std::string>());
    subject_.become_quiet();
    subject_.take_logs();

    const Json expected = member_of(test_, "setup", Json::array());
    return explained(expected, setup_failures_);
  }

  void add_pico(const std::string& alias) {
    const bool is_root = places_.empty();
    std::optional<std::string> parent;
    if (!is_root) parent = places_.at("root").pico;
    Place& place = places_[alias];
    // The system's root has no name of its own, its children are called by their aliases.
    const bool is_named = is_root != has_system_rulesets();
    place.pico = subject_.create_pico(is_named ? alias : "", parent,
                                      has_system_rulesets() ? Rulesets::OfSystem : Rulesets::None);
    const Json channel =
        subject_.create_channel(place.pico, Json::array({"allow-all"}), nullptr, nullptr);
    place.eci = text_of(channel, "id");

    bindings_.bind("pico:" + alias, place.pico);
    bindings_.bind("eci:" + alias, place.eci);
    if (!is_root) {
      const FamilyTie tie = subject_.family_tie(place.pico);
      bindings_.bind("child_eci:" + alias, tie.child_eci);
      bindings_.bind("parent_eci:" + alias, tie.parent_eci);
    }
    for (const Json& ruleset : test_.at("rulesets")) install(alias, ruleset);
  }

  void install(const std::string& alias, const Json& ruleset) {
    const std::string rid = text_of(ruleset, "rid");
    const Json on = member_of(ruleset, "on", Json::array({alias}));
    const bool is_installed = std::find(on.begin(), on.end(), alias) != on.end();
    // The source is loaded once, when it is the ruleset's turn on the root.
    if (!is_installed && alias != "root") return;
    try {
      if (is_installed)
        subject_.install(places_.at(alias).pico, url_of(rid),
                         member_of(ruleset, "config", Json::object()));
      else
        subject_.load(url_of(rid));
    } catch (const Failure& failure) {
      const Json pico = is_installed ? Json(alias) : Json(nullptr);
      setup_failures_.push_back({{"pico", pico}, {"rid", rid}, {"error", failure.text()}});
    }
  }

  // Steps ----------------------------------------------------------------------------------------

  /// Nothing, or how the result differs from what is expected.
  std::optional<std::string> check_step(const Json& recorded) {
    Json request = recorded;
    for (const char* key : {"expect", "sensible", "logs"}) request.erase(key);
    const Json step = bindings_.filled(resolved(request));

    Json result;
    try {
      result = perform(step);
    } catch (const Failure& failure) {
      result = result_of(failure);
    }
    results_.push_back(result);
    subject_.become_quiet();
    const std::optional<std::vector<LogLine>> logs = subject_.take_logs();

    const auto expected = recorded.find(recorded.contains("sensible") ? "sensible" : "expect");
    if (expected != recorded.end())
      if (auto difference = explained(*expected, result)) return difference;
    if (!recorded.contains("logs") || !logs) return std::nullopt;
    return explained(recorded["logs"], as_json(*logs));
  }

  Json perform(const Json& step) {
    if (step.contains("sleep_ms")) {
      subject_.pass_time(step["sleep_ms"].get<int64_t>());
      return Json::object();
    }
    if (step.contains("install")) {
      const Json& request = step["install"];
      subject_.install(pico_of(request), url_of(text_of(request, "rid")),
                       member_of(request, "config", Json::object()));
      return {{"installed", request.at("rid")}};
    }
    if (step.contains("uninstall")) {
      const Json& request = step["uninstall"];
      subject_.uninstall(pico_of(request), text_of(request, "rid"));
      return {{"uninstalled", request.at("rid")}};
    }
    if (step.contains("flush")) {
      const Json& request = step["flush"];
      const std::string url = url_of(text_of(request, "rid"));
      subject_.publish(url, text_of(request, "krl"));
      subject_.load(url);
      return {{"flushed", request.at("rid")}};
    }
    if (step.contains("channel")) {
      const Json& request = step["channel"];
      return {{"value",
               subject_.create_channel(pico_of(request), member_of(request, "tags", Json::array()),
                                       member_of(request, "eventPolicy", nullptr),
                                       member_of(request, "queryPolicy", nullptr))}};
    }
    return ask(step);
  }

  /// An event, a query, or both.
  Json ask(const Json& step) {
    const std::string eci =
        step.contains("eci") ? text_of(step, "eci") : places_.at(alias_of(step)).eci;
    if (!step.contains("query"))
      return {{"directives", shortened(subject_.raise_event(eci, step.at("event")))}};
    const std::optional<Json> value = step.contains("event")
                                          ? subject_.event_query(eci, step["event"], step["query"])
                                          : subject_.query(eci, step["query"]);
    return {{"value", value.value_or(nullptr)}};
  }

  static std::string alias_of(const Json& request) {
    return member_of(request, "pico", "root").get<std::string>();
  }
  [[nodiscard]] std::string pico_of(const Json& request) const {
    return places_.at(alias_of(request)).pico;
  }

  /// `json` with each `{"$ref": "STEP/POINTER"}` replaced by that part of an earlier result.
  [[nodiscard]] Json resolved(const Json& json) const {
    if (json.is_object() && json.contains("$ref")) {
      const std::string reference = json["$ref"].get<std::string>();
      const size_t slash = reference.find('/');
      const size_t step = std::stoul(reference.substr(0, slash));
      const Json::json_pointer pointer(reference.substr(slash));
      const Json& result = results_.at(step);
      return result.contains(pointer) ? result.at(pointer) : Json(nullptr);
    }
    Json result = json;
    if (json.is_array() || json.is_object())
      for (Json& item : result) item = resolved(item);
    return result;
  }

  // Judging --------------------------------------------------------------------------------------

  static Json as_json(const std::vector<LogLine>& logs) {
    Json lines = Json::array();
    for (const LogLine& line : logs) {
      if (line.level == "debug") continue;
      Json entry{{"level", line.level}, {"rid", line.rid}, {"msg", line.message}};
      if (line.value) entry["val"] = *line.value;
      lines.push_back(std::move(entry));
    }
    return lines;
  }

  std::optional<std::string> explained(const Json& expected, const Json& actual) {
    const bool is_any_error = expected == Json{{"error", "*"}} && actual.contains("error");
    if (is_any_error) return std::nullopt;
    Json wanted = expected;
    if (wanted.is_object()) wanted.erase("absent");
    const std::optional<std::string> difference = bindings_.compare(wanted, actual);
    if (!difference) return std::nullopt;
    return *difference + ": expected " + brief(wanted) + ", got " + brief(actual);
  }

  const Json& test_;
  Subject& subject_;
  std::map<std::string, Place> places_;
  Bindings bindings_;
  Json setup_failures_ = Json::array();
  std::vector<Json> results_;
};

}  // namespace

Outcome run_scenario_case(const Json& test, Subject& subject) {
  const std::string missing = missing_feature(test);
  return missing.empty() ? Scenario(test, subject).run() : Outcome::skipped(missing);
}

}  // namespace pico::conformance
