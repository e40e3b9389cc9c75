// SPDX-License-Identifier: MIT
//
// Attribute tests, captures and aggregators: see base_matcher.hpp.
#include "engine/event/base_matcher.hpp"

#include <algorithm>

#include "krl/value/conversion.hpp"
#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

double number_of(const krl::Value& capture) { return krl::to_number(capture).value_or(0); }

double sum_of(const krl::Array& captures) {
  double sum = 0;
  for (const krl::Value& capture : captures) sum += number_of(capture);
  return sum;
}

}  // namespace

bool names_event(const krl::EventBase& base, const Event& event) noexcept {
  return base.name == event.name && base.domain == event.domain;
}

std::optional<krl::Values> capture(const krl::EventBase& base, const Event& event) {
  krl::Values captures;
  for (const krl::EventBase::AttributeTest& test : base.tests) {
    const krl::Value* attribute = event.attributes.find(test.attribute);
    const krl::String text = attribute != nullptr ? krl::to_string(*attribute) : krl::String();
    // Without a RegExp value there is no position to keep, whatever the flag `g` says.
    const std::optional<krl::Match> match = test.pattern->search(text.view(), 0);
    if (!match) return std::nullopt;
    for (size_t group = 1; group < match->size(); ++group) {
      const krl::MatchRange& range = (*match)[group];
      captures.push_back(range.found ? krl::Value(krl::cut(text.view(), range.start, range.end))
                                     : krl::Value());
    }
  }
  return captures;
}

krl::Map bind(const krl::EventBase& base, const krl::Values& captures) {
  krl::Map bindings;
  for (size_t i = 0; i < base.setting.size(); ++i) {
    bindings.set(base.setting[i], i < captures.size() ? captures[i] : krl::Value());
  }
  return bindings;
}

krl::Value aggregate(krl::Aggregator aggregator, const krl::Array& captures) {
  const auto is_less = [](const krl::Value& a, const krl::Value& b) {
    return number_of(a) < number_of(b);
  };
  switch (aggregator) {
    case krl::Aggregator::Push:
      return captures;
    case krl::Aggregator::Sum:
      return sum_of(captures);
    case krl::Aggregator::Avg:
    case krl::Aggregator::Max:
    case krl::Aggregator::Min:
      break;
  }
  if (captures.empty()) return {};
  if (aggregator == krl::Aggregator::Avg) {
    return sum_of(captures) / static_cast<double>(captures.size());
  }
  return number_of(aggregator == krl::Aggregator::Max
                       ? *std::max_element(captures.begin(), captures.end(), is_less)
                       : *std::min_element(captures.begin(), captures.end(), is_less));
}

}  // namespace pico::engine
