// SPDX-License-Identifier: MIT
//
// Any text as a ruleset: it is parsed and printed; if it compiles, it is installed, asked all its
// queries, and sent each event that a rule selects, once it is explained. Any other text is
// evaluated.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/module/builtins.hpp"
#include "krl/compile/compiler.hpp"
#include "krl/syntax/ast_json.hpp"
#include "krl/syntax/parser.hpp"
#include "krl/value/array.hpp"

#include "tight_environment.hpp"

namespace {

using namespace pico;

void raise_all(fuzz::Image& image, const krl::EventExpression& expression) {
  if (expression.base != nullptr) {
    const std::string_view domain = expression.base->domain.view();
    const std::string_view name = expression.base->name.view();
    const krl::Map attributes{{"a", 1.0}, {"b", "text"}, {"c", krl::Array{1.0, "2"}}};
    image.explain(domain, name, attributes);
    image.raise(domain, name, attributes);
  }
  for (const krl::EventExpression& operand : expression.operands) raise_all(image, operand);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto source = std::make_shared<const krl::Source>("", text);
  const krl::StackScope stack(size_t{4} << 20);
  krl::Diagnostics of_parser(*source);
  krl::to_json(krl::parse(*source, of_parser), *source);

  krl::Diagnostics diagnostics(*source);
  const krl::ProgramPtr program = krl::compile(source, engine::builtins(), diagnostics);
  for (const krl::Diagnostic& found : diagnostics.all()) krl::format(found, *source);
  fuzz::Image image;
  if (program == nullptr) {
    image.eval(text, std::nullopt);
    return 0;
  }
  if (!image.install(text)) return 0;
  for (const krl::Export& shared : program->shares)
    image.query(program->rid, shared.name.view(), krl::Map{{"a", 1.0}, {"b", "text"}});
  for (const krl::Rule& rule : program->rules)
    if (rule.select.when) raise_all(image, *rule.select.when);
  return 0;
}
