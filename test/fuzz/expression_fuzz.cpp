// SPDX-License-Identifier: MIT
//
// Any text as the body of a function, which is called with values of several types.
#include <cstddef>
#include <cstdint>
#include <string>

#include "krl/value/array.hpp"

#include "tight_environment.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pico;
  const std::string body(reinterpret_cast<const char*>(data), size);
  fuzz::Image image;
  if (image.install("ruleset fuzz { meta { shares f } global { f = function(n, s, a, m) {\n" +
                    body + "\n} } }"))
    image.query("fuzz", "f",
                krl::Map{{"n", -1.5},
                         {"s", "t\xC3\xA9xt"},
                         {"a", krl::Array{3.0, "2", krl::Value::null()}},
                         {"m", krl::Map{{"k", krl::Array{1.0}}}}});
  return 0;
}
