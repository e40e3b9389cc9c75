// SPDX-License-Identifier: MIT
//
// A test as its ruleset states it (docs/testing.md), checked: what is given, and step by step what
// is done and what is expected. Values are the ruleset's own, with functions and regular
// expressions among them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/rows.hpp"
#include "krl/value/array.hpp"
#include "krl/value/map.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

struct TestStep {
  enum class Kind : uint8_t { Event, Query, Wait };
  Kind kind = Kind::Event;
  std::string title;    // "step 2 (event test:hit)"
  std::string pico;     // its name; empty: the test's own
  std::string channel;  // a tag of it; empty: one that lets everything through
  krl::Value eci;  // of the channel, or a function that gives it; Undefined: pico and channel say
  std::string first;  // domain, or rid
  std::string name;
  krl::Value data;  // a Map: attributes, arguments, or a span of time; or a function that gives it
  krl::Map expected;  // by what is looked at: "directives", "state", …
};

/// A request that a test answers in place of its host.
struct TestAnswer {
  krl::Value url;  // a String or RegExp
  std::string method;
  int status = 200;
  krl::Map headers;
  krl::Value body;
};

/// A pico that is there before the first step.
struct GivenPico {
  std::string name;
  std::vector<std::string> rulesets;
  krl::Map config;  // by rid
  krl::Map state;   // by rid
};

struct TestCase {
  std::string name;
  std::vector<GivenPico> picos;  // the first one is the test's own
  std::optional<Time> time;
  std::vector<TestAnswer> answers;
  std::vector<TestStep> steps;
};

/// What the test is called; its number where it does not say.
std::string test_name(const krl::Value& test, size_t number);
/// Throws Error where the value is no test: it names what is wrong.
TestCase test_case(const krl::Value& test, size_t number);

}  // namespace pico::engine
