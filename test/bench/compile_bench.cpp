// SPDX-License-Identifier: MIT
//
// How fast sources are parsed and compiled.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "engine/module/builtins.hpp"
#include "krl/compile/compiler.hpp"
#include "krl/syntax/parser.hpp"

namespace {

using namespace std::chrono;
using namespace pico::krl;

constexpr int kRounds = 21;

/// A ruleset of many ordinary rules.
std::string source_of_many_rules() {
  std::string text = "ruleset bench.rules {\n";
  for (int i = 0; i < 1000; ++i) {
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

/// The median time of one call of `work`, in seconds.
template <class Work>
double median_seconds(Work work) {
  std::vector<double> times;
  for (int i = 0; i < kRounds; ++i) {
    const auto start = steady_clock::now();
    work();
    times.push_back(duration<double>(steady_clock::now() - start).count());
  }
  std::nth_element(times.begin(), times.begin() + kRounds / 2, times.end());
  return times[kRounds / 2];
}

}  // namespace

int main() {
  const auto source = std::make_shared<const Source>("", source_of_many_rules());
  const double megabytes = static_cast<double>(source->text().size()) / 1e6;
  const double parsing = median_seconds([&] {
    Diagnostics diagnostics(*source);
    parse(*source, diagnostics);
  });
  const double both = median_seconds([&] {
    Diagnostics diagnostics(*source);
    if (!compile(source, pico::engine::builtins(), diagnostics)) {
      fmt::print(stderr, "{}\n", format(*diagnostics.first_error(), *source));
    }
  });
  fmt::print("parse               {:6.1f} MB/s\n", megabytes / parsing);
  fmt::print("parse and compile   {:6.1f} MB/s of {:.2f} MB\n", megabytes / both, megabytes);
}
