// SPDX-License-Identifier: MIT
//
// Any text as JSON: what is written is read again as the same, and copies without text are equal to
// it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "krl/text/error.hpp"
#include "krl/value/json.hpp"
#include "krl/value/memory.hpp"
#include "krl/value/operators.hpp"

namespace {

using namespace pico::krl;

void check(std::string_view json) {
  const std::optional<Value> value = try_parse_json(json);
  if (!value) return;
  // Numbers beyond the range of a double are written as null.
  const std::string text = to_json_or_null(*value);
  const Value again = parse_json(text);
  if (to_json_or_null(again) != text) std::abort();
  if (!equals(json_copy(*value), again)) std::abort();
  if (!equals(parse_json(encode(again, 2)), again)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const StackScope stack(size_t{1} << 20);
  try {
    check({reinterpret_cast<const char*>(data), size});
  } catch (const Error&) {
    // Nested too deep.
  }
  return 0;
}
