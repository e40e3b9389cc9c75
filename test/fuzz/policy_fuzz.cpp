// SPDX-License-Identifier: MIT
//
// Any JSON as tags and policies: what is accepted is shown as it was understood.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "engine/channel/policy.hpp"
#include "engine/channel/tags.hpp"
#include "krl/text/error.hpp"
#include "krl/value/json.hpp"
#include "krl/value/memory.hpp"
#include "krl/value/operators.hpp"

namespace {

using namespace pico;

template <class Work>
void attempt(Work work) {
  try {
    work();
  } catch (const krl::Error&) {
    // Refused.
  }
}

void state_again(engine::PolicyKind kind, const krl::Value& value) {
  const krl::Value stated = engine::policy_value(kind, engine::parse_policy(kind, value));
  const krl::Value again = engine::policy_value(kind, engine::parse_policy(kind, stated));
  if (!krl::equals(stated, again)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const krl::StackScope stack(size_t{1} << 20);
  std::optional<krl::Value> value;
  attempt([&] {
    value = krl::try_parse_json(std::string_view(reinterpret_cast<const char*>(data), size));
  });
  if (!value) return 0;
  attempt([&] { engine::clean_tags(*value); });
  attempt([&] { state_again(engine::PolicyKind::Event, *value); });
  attempt([&] { state_again(engine::PolicyKind::Query, *value); });
  return 0;
}
