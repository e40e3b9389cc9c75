// SPDX-License-Identifier: MIT
//
// Generated rulesets, installed, asked and sent events under tight limits. Each runs twice, the
// second time with functions that read their variables once more before they end
// (program_text.hpp): whatever is changed in place because nobody needs it any more must not show.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "krl/syntax/parser.hpp"
#include "krl/value/array.hpp"
#include "krl/value/json.hpp"

#include "program_text.hpp"
#include "tight_environment.hpp"

namespace {

using namespace pico;

constexpr size_t kEvents = 4;

/// What can be seen of a run, step by step; nothing for a step that failed.
using Trace = std::vector<std::optional<std::string>>;

/// What a directive says, without the number of its transaction.
krl::Value options_of(const krl::Value& directives) {
  krl::Values options;
  for (const krl::Value& each : directives.array()) options.push_back(*each.map().find("options"));
  return krl::Array(std::move(options));
}

Trace run(const std::string& program, fuzz::Choices choices) {
  Trace trace;
  const auto record = [&](const std::optional<krl::Value>& result) {
    trace.push_back(result ? std::optional(krl::to_json_or_null(*result)) : std::nullopt);
  };
  fuzz::Image image;
  if (!image.install(program)) return trace;
  record(image.query("fuzz", "q",
                     krl::Map{{"n", 7.0},
                              {"s", "t\xC3\xA9xt"},
                              {"a", krl::Array{3.0, "2", krl::Value::null()}},
                              {"m", krl::Map{{"k", krl::Array{1.0}}}}}));
  for (size_t i = 0; i < kEvents; ++i) {
    const char* const domain = choices.chance(2) ? "b" : "a";
    const char* const name = choices.chance(2) ? "b" : "a";
    std::optional<krl::Value> directives = image.raise(domain, name, krl::Map{{"x", 1.0}});
    if (directives) directives = options_of(*directives);
    record(directives);
    record(image.query("fuzz", "variables", krl::Map()));
    // What comes after a failure depends on which bound was hit where.
    if (!trace.end()[-2] || !trace.back()) break;
  }
  return trace;
}

/// A syntax error would be one of the generator.
void require_syntax(const std::string& program) {
  const krl::StackScope stack(size_t{1} << 20);
  const krl::Source source("", program);
  krl::Diagnostics diagnostics(source);
  krl::parse(source, diagnostics);
  if (!diagnostics.has_errors()) return;
  std::fprintf(stderr, "%s\n%s\n", format(*diagnostics.first_error(), source).c_str(),
               program.c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const fuzz::Choices choices(data, size);
  const std::string program = fuzz::program_text(choices, fuzz::Ending::AtResult);
  require_syntax(program);
  const std::string other = fuzz::program_text(choices, fuzz::Ending::AfterReads);
  const Trace trace = run(program, choices);
  const Trace other_trace = run(other, choices);
  for (size_t i = 0; i < trace.size() && i < other_trace.size(); ++i) {
    // The second run takes more of everything, and so may end at a bound before.
    if (!trace[i] || !other_trace[i]) break;
    if (*trace[i] == *other_trace[i]) continue;
    std::fprintf(stderr, "step %zu: %s\nbut with reads: %s\n%s\n%s\n", i, trace[i]->c_str(),
                 other_trace[i]->c_str(), program.c_str(), other.c_str());
    std::abort();
  }
  return 0;
}
