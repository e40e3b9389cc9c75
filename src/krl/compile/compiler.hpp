// SPDX-License-Identifier: MIT
//
// The compiler: source text to Program.
#pragma once

#include <memory>

#include "krl/compile/builtins.hpp"
#include "krl/compile/program.hpp"
#include "krl/syntax/ast.hpp"
#include "krl/text/diagnostic.hpp"
#include "krl/text/source.hpp"

namespace pico::krl {

/// Compiles a parsed ruleset. Adds errors and warnings to `diagnostics`; null when there is any
/// error. `builtins` must outlive the program. Spec krl-language.md 4, 5; errors.md 3.
ProgramPtr compile(const ast::Ruleset& ruleset, std::shared_ptr<const Source> source,
                   const Builtins& builtins, Diagnostics& diagnostics);

/// Parses and compiles. A source that is not a ruleset is the error `Compile failed, missing rid`.
ProgramPtr compile(std::shared_ptr<const Source> source, const Builtins& builtins,
                   Diagnostics& diagnostics);

}  // namespace pico::krl
