// SPDX-License-Identifier: MIT
//
// Describing rulesets: see describe.hpp.
#include "engine/inspect/describe.hpp"

#include "engine/inspect/description.hpp"
#include "krl/syntax/parser.hpp"
#include "krl/text/diagnostic.hpp"
#include "krl/text/error.hpp"

namespace pico::engine {

krl::Map describe(std::string_view source) {
  const krl::Source text("", std::string(source));
  krl::Diagnostics diagnostics(text);
  const krl::Parsed parsed = krl::parse(text, diagnostics);
  if (parsed.ruleset == nullptr)
    throw krl::Error(krl::ErrorClass::Error, "This is no ruleset", krl::ErrorCode::KrlCompile);
  return Description().of(*parsed.ruleset);
}

}  // namespace pico::engine
