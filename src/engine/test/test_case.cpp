// SPDX-License-Identifier: MIT
//
// Reading tests: see test_case.hpp. What is misspelt is refused, for a test that expects nothing
// would pass.
#include "engine/test/test_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "engine/module/iso8601.hpp"
#include "engine/test/expectation.hpp"
#include "krl/text/error.hpp"

namespace pico::engine {

namespace {

using Keys = std::span<const std::string_view>;

constexpr std::string_view kTestKeys[] = {"name",  "pico", "rulesets", "config", "state",
                                          "picos", "time", "http",     "steps"};
constexpr std::string_view kPicoKeys[] = {"rulesets", "config", "state"};
constexpr std::string_view kAnswerKeys[] = {"url", "method", "status", "headers", "body"};
constexpr std::string_view kEventKeys[] = {"event",     "attrs",      "pico",   "channel",
                                           "eci",       "directives", "raises", "sends",
                                           "schedules", "state",      "error"};
constexpr std::string_view kQueryKeys[] = {"query", "args",   "pico", "channel",
                                           "eci",   "result", "error"};
constexpr std::string_view kWaitKeys[] = {"wait", "pico", "raises", "sends", "schedules", "state"};
/// What of these is expected.
constexpr std::string_view kExpected[] = {"directives", "raises", "sends", "schedules",
                                          "state",      "result", "error"};

[[noreturn]] void refuse(const std::string& message) {
  throw krl::Error(krl::ErrorClass::Error, message, krl::ErrorCode::InvalidArgument);
}

/// A Map of a test, and what to call it where something is wrong with it.
struct Part {
  const krl::Map& map;
  std::string name;

  [[nodiscard]] const krl::Value* find(std::string_view key) const { return map.find(key); }
  [[nodiscard]] std::string text(std::string_view key, std::string_view otherwise = {}) const {
    const krl::Value* value = find(key);
    if (value == nullptr) return std::string(otherwise);
    if (!value->is_string()) refuse_member(key, "text", *value);
    return std::string(value->string().view());
  }
  [[nodiscard]] krl::Map member(std::string_view key) const {
    const krl::Value* value = find(key);
    if (value == nullptr) return {};
    if (!value->is_map()) refuse_member(key, "a map", *value);
    return value->map();
  }
  /// The same, or what will give one when its time has come.
  [[nodiscard]] krl::Value member_or_function(std::string_view key) const {
    const krl::Value* value = find(key);
    return value != nullptr && value->is_function() ? *value : krl::Value(member(key));
  }
  [[nodiscard]] krl::Array elements(std::string_view key) const {
    const krl::Value* value = find(key);
    if (value == nullptr) return {};
    if (!value->is_array()) refuse_member(key, "an array", *value);
    return value->array();
  }
  [[noreturn]] void refuse_member(std::string_view key, std::string_view wanted,
                                  const krl::Value& value) const {
    refuse(fmt::format("\"{}\" of {} is {}, not {}", key, name, shown(value), wanted));
  }
};

Part part(const krl::Value& value, std::string name, Keys keys) {
  if (!value.is_map()) refuse(fmt::format("{} is {}, not a map", name, shown(value)));
  for (const krl::MapEntry& entry : value.map()) {
    if (std::find(keys.begin(), keys.end(), entry.key.view()) == keys.end())
      refuse(fmt::format("{} has a member \"{}\"; it may have {}", name, entry.key.view(),
                         fmt::join(keys, ", ")));
  }
  return {value.map(), std::move(name)};
}

Time time_of(const Part& test, const krl::Value& value) {
  if (value.is_string()) {
    if (const std::optional<WrittenTime> written = parse_iso8601(value.string().view(), 0))
      return written->clock - written->offset.value_or(0);
  }
  test.refuse_member("time", "a time like \"2026-01-31T12:00:00Z\"", value);
}

/// Splits what stands before and behind the first colon.
void set_name(TestStep& step, const std::string& text, std::string_view form) {
  const size_t colon = text.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == text.size())
    refuse(fmt::format("{} has the form \"{}\"", step.title, form));
  step.first = text.substr(0, colon);
  step.name = text.substr(colon + 1);
}

TestStep::Kind kind_of(const krl::Value& value, const std::string& title) {
  const auto has = [&](std::string_view key) {
    return value.is_map() && value.map().contains(key);
  };
  const int count = int{has("event")} + int{has("query")} + int{has("wait")};
  if (count != 1) refuse(title + R"( needs one of "event", "query" and "wait")");
  return has("event")   ? TestStep::Kind::Event
         : has("query") ? TestStep::Kind::Query
                        : TestStep::Kind::Wait;
}

TestStep read_step(const krl::Value& value, size_t number) {
  TestStep step;
  step.title = fmt::format("step {}", number);
  step.kind = kind_of(value, step.title);
  switch (step.kind) {
    case TestStep::Kind::Event: {
      const Part event = part(value, step.title, kEventKeys);
      step.title += fmt::format(" (event {})", event.text("event"));
      set_name(step, event.text("event"), "domain:name");
      step.data = event.member_or_function("attrs");
      break;
    }
    case TestStep::Kind::Query: {
      const Part query = part(value, step.title, kQueryKeys);
      step.title += fmt::format(" (query {})", query.text("query"));
      set_name(step, query.text("query"), "rid:name");
      step.data = query.member_or_function("args");
      break;
    }
    case TestStep::Kind::Wait: {
      const Part wait = part(value, step.title, kWaitKeys);
      step.data = wait.member("wait");
      step.title += fmt::format(" (wait {})", shown(step.data));
      break;
    }
  }
  const Part all{value.map(), step.title};
  step.pico = all.text("pico");
  step.channel = all.text("channel");
  if (const krl::Value* eci = all.find("eci")) {
    if (!eci->is_string() && !eci->is_function())
      all.refuse_member("eci", "text or a function", *eci);
    step.eci = *eci;
  }
  for (const std::string_view key : kExpected)
    if (const krl::Value* expected = all.find(key)) step.expected.set(key, *expected);
  return step;
}

TestAnswer read_answer(const krl::Value& value, size_t number) {
  const Part answer = part(value, fmt::format("answer {} of \"http\"", number), kAnswerKeys);
  const krl::Value* url = answer.find("url");
  if (url == nullptr || !(url->is_string() || url->is(krl::Kind::RegExp)))
    answer.refuse_member("url", "text or a regular expression",
                         url != nullptr ? *url : krl::Value());
  TestAnswer read{.url = *url,
                  .method = answer.text("method", "GET"),
                  .headers = answer.member("headers"),
                  .body = krl::Value("")};
  if (const krl::Value* body = answer.find("body")) read.body = *body;
  if (const krl::Value* status = answer.find("status")) {
    if (!status->is_number() || status->number() < 100 || status->number() > 599)
      answer.refuse_member("status", "a number from 100 to 599", *status);
    read.status = static_cast<int>(status->number());
  }
  return read;
}

GivenPico read_pico(const Part& given, std::string_view name) {
  GivenPico pico{.name = std::string(name),
                 .rulesets = {},
                 .config = given.member("config"),
                 .state = given.member("state")};
  for (const krl::Value& each : given.elements("rulesets")) {
    if (!each.is_string()) given.refuse_member("rulesets", "an array of texts", each);
    pico.rulesets.emplace_back(each.string().view());
  }
  if (pico.rulesets.empty()) refuse(given.name + R"( names no "rulesets")");
  return pico;
}

std::vector<GivenPico> read_picos(const Part& test) {
  std::vector<GivenPico> picos{read_pico(test, test.text("pico", "test"))};
  const krl::Map others = test.member("picos");
  for (const krl::MapEntry& each : others) {
    const std::string_view name = each.key.view();
    const Part other =
        part(each.value, fmt::format("the pico {} of {}", name, test.name), kPicoKeys);
    picos.push_back(read_pico(other, name));
  }
  return picos;
}

}  // namespace

std::string test_name(const krl::Value& test, size_t number) {
  const krl::Value* name = test.is_map() ? test.map().find("name") : nullptr;
  if (name != nullptr && name->is_string() && name->string().size_bytes() > 0)
    return std::string(name->string().view());
  return fmt::format("test {}", number);
}

TestCase test_case(const krl::Value& value, size_t number) {
  const Part test = part(value, fmt::format("test {}", number), kTestKeys);
  if (test.text("name").empty()) refuse(test.name + R"( needs a "name")");
  TestCase read{
      .name = test.text("name"), .picos = read_picos(test), .time = {}, .answers = {}, .steps = {}};
  if (const krl::Value* time = test.find("time")) read.time = time_of(test, *time);
  for (const krl::Value& each : test.elements("http"))
    read.answers.push_back(read_answer(each, read.answers.size() + 1));
  for (const krl::Value& each : test.elements("steps"))
    read.steps.push_back(read_step(each, read.steps.size() + 1));
  if (read.steps.empty()) refuse(test.name + R"( has no "steps")");
  return read;
}

}  // namespace pico::engine
