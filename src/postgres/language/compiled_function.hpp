// SPDX-License-Identifier: MIT
//
// A function in KRL, compiled: what all its calls share.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "krl/run/instance.hpp"
#include "krl/value/value.hpp"

#include "postgres/language/function_context.hpp"
#include "postgres/language/signature.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

class CompiledFunction {
 public:
  /// Throws a server error with the place in the source and everything that is wrong with it.
  explicit CompiledFunction(Signature signature);

  [[nodiscard]] const Signature& signature() const noexcept { return signature_; }
  [[nodiscard]] const krl::Program& program() const noexcept { return instance_.program(); }

  krl::Value call(krl::Evaluation& evaluation, std::span<krl::Value> arguments) const {
    return evaluation.call(instance_.exported(instance_.program().shares.front()), arguments,
                           &instance_);
  }

 private:
  Signature signature_;
  krl::Instance instance_;
};

using CompiledFunctionPtr = std::shared_ptr<const CompiledFunction>;

/// The compiled form of a function of pg_proc, from this backend's cache when the function has not
/// changed. `context` learns its name.
CompiledFunctionPtr compiled_function(Oid function, FunctionContext& context);

}  // namespace pico::postgres
