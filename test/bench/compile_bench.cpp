// SPDX-License-Identifier: MIT
//
// How fast sources are parsed and compiled.
#include <fmt/format.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "engine/module/builtins.hpp"
#include "krl/compile/compiler.hpp"
#include "krl/syntax/parser.hpp"

#include "measure.hpp"

namespace {

using namespace pico::krl;

constexpr int kLinesOfRule = 12;
constexpr int kRules = 50;
constexpr int kLines = kRules * kLinesOfRule;

/// A ruleset of many ordinary rules.
std::string source_of_rules() {
  std::string text = "ruleset bench.rules {\n";
  for (int i = 0; i < kRules; ++i) {
    text += fmt::format(R"(  rule r{} {{
    select when sensor reading temp re#^(\d+)$# setting(temp) where temp > 10
    pre {{
      x = temp.as("Number") * 2
      y = {{"a": [1, 2, x], "b": <<text #{{x}} more>>}}
    }}
    if x > 3 then send_directive("d", {{"x": x, "y": y{{"a"}}}})
    fired {{
      ent:m{{[temp, "k"]}} := y.put("z", x);
      raise sensor event "seen" attributes {{"x": x}} if x < 100
    }}
  }}
)",
                        i);
  }
  return text + "}\n";
}

}  // namespace

int main() {
  const auto source = std::make_shared<const Source>("", source_of_rules());
  const auto parse_it = [&] {
    Diagnostics diagnostics(*source);
    parse(*source, diagnostics);
  };
  const auto compile_it = [&] {
    Diagnostics diagnostics(*source);
    if (!compile(source, pico::engine::builtins(), diagnostics))
      throw std::runtime_error(format(*diagnostics.first_error(), *source));
  };
  const std::string lines = fmt::format("a ruleset of {} lines", kLines);
  pico::bench::compare("compiling " + lines, {{"pico", compile_it}, {"parsing it", parse_it}});
}
