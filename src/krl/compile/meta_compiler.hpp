// SPDX-License-Identifier: MIT
//
// Compiling the `meta` block: metadata, configuration, modules, exports (spec krl-language.md 3.1,
// 5.2, 8; modules.md 2 for the `krlMeta` it makes).
#pragma once

#include "krl/compile/expression_compiler.hpp"
#include "krl/compile/unit.hpp"
#include "krl/syntax/ast.hpp"
#include "krl/value/map.hpp"

namespace pico::krl {

class MetaCompiler {
 public:
  MetaCompiler(Unit& unit, ExpressionCompiler& expressions)
      : unit_(unit), expressions_(expressions) {}

  /// Metadata, then `configure`, `use module` and `keys` in source order.
  void compile_setup(const ast::Ruleset& ruleset);
  /// `shares` and `provides`, once all names are known, and the metadata of the program.
  void compile_exports(const ast::Ruleset& ruleset);

 private:
  void add_constant(const ast::MetaText& text);
  void add_logging(const ast::MetaLogging& logging);
  bool is_first(const std::string& key, Span loc);
  void add_configure(const ast::MetaConfigure& configure);
  void add_use(const ast::MetaUseModule& use);
  void add_keys(const ast::MetaKeys& keys);
  void add_exports(const ast::Names& names, std::string_view verb, std::vector<Export>& exports);

  Unit& unit_;
  ExpressionCompiler& expressions_;
  Map constants_;
};

}  // namespace pico::krl
