// SPDX-License-Identifier: MIT
//
// Any text or JSON as a repetition: what is accepted comes later and later, and is counted as often
// as it comes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "engine/schedule/timespec.hpp"
#include "krl/text/error.hpp"
#include "krl/value/json.hpp"
#include "krl/value/memory.hpp"

namespace {

using namespace pico;

constexpr engine::Time kNow = 1'774'000'000'000;  // some days before Vienna's clocks go forward

void check(const engine::Recurrence& recurrence, const engine::TimeZone& zone) {
  constexpr uint64_t kRuns = 20;
  engine::Time time = kNow;
  uint64_t runs = 0;
  while (runs < kRuns) {
    const std::optional<engine::Time> next = recurrence.next(time, zone);
    if (!next) break;
    if (*next <= time) std::abort();
    time = *next;
    ++runs;
  }
  if (recurrence.count(kNow, time, zone) != runs) std::abort();
  if (runs > 0 && recurrence.last(kNow, time, zone) != time) std::abort();
}

void attempt(const krl::Value& value) {
  const auto spec = engine::Timespec::parse(value, "Europe/Vienna", kNow);
  if (!spec || spec->recurrence() == nullptr) return;
  check(*spec->recurrence(), engine::TimeZone(spec->time_zone()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const krl::StackScope stack(size_t{1} << 20);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    attempt(krl::Value(text));
    attempt(krl::parse_json(text));
  } catch (const krl::Error&) {
    // Not JSON.
  }
  return 0;
}
