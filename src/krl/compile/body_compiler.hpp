// SPDX-License-Identifier: MIT
//
// Compiling what stands in no source of a ruleset: an expression to be evaluated, or a function of
// SQL.
#pragma once

#include <memory>
#include <string_view>

#include "krl/compile/builtins.hpp"
#include "krl/compile/program.hpp"
#include "krl/syntax/ast.hpp"
#include "krl/text/diagnostic.hpp"
#include "krl/text/source.hpp"

namespace pico::krl {

/// Compiles a function (see parse_body) as if it were the last global of the ruleset `around`,
/// whose names, modules and entity variables it may use, whether shared or not. Where that is null,
/// it has the builtins alone. Adds to `diagnostics`; null with errors.
///
/// The program shares the function as shares.front(), to be asked by Instance::answer() of an
/// instance with it. Places of errors in it are those in `source`, and name no ruleset.
ProgramPtr compile_body(const ast::Function& body, std::shared_ptr<const Source> source,
                        const Program* around, const Builtins& builtins, Diagnostics& diagnostics);

/// Compiles a function that stands for itself, with its parameters, in the same form. It may call
/// itself by its name, unless the standard library has that one. What it names in a module must be
/// among the builtins. The rid of the program is the name.
ProgramPtr compile_function(const ast::Function& function, std::string_view name,
                            std::shared_ptr<const Source> source, const Builtins& builtins,
                            Diagnostics& diagnostics);

}  // namespace pico::krl
