// SPDX-License-Identifier: MIT
//
// Where `krl eval` evaluates: in memory, or in a live image.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "krl/text/diagnostic.hpp"
#include "krl/text/error.hpp"
#include "krl/text/source.hpp"

namespace pico::tool {

/// What is to be evaluated, behind definitions that were made before.
struct Input {
  std::string definitions;  // each with its end
  std::string text;

  [[nodiscard]] std::string whole() const { return definitions + text; }
};

/// A source is not what the evaluator wants; everything was shown already.
struct Refused {};

class Evaluator {
 public:
  virtual ~Evaluator() = default;

  /// The value as JSON text, `null` where it has none. Throws krl::Error with its place in
  /// input.whole() where it names no ruleset, and Refused.
  virtual std::string evaluate(const Input& input) = 0;
  /// The names that a source may use besides those of the language.
  virtual std::vector<std::string> names() = 0;
  /// The source of a ruleset that errors may come from; null where it is not known.
  virtual const krl::Source* source_of(std::string_view rid) = 0;

  /// The ruleset in whose context sources are evaluated. Throws krl::Error.
  [[nodiscard]] const std::optional<std::string>& rid() const noexcept { return rid_; }
  virtual void use_rid(std::optional<std::string> rid) = 0;
  /// Likewise the pico.
  virtual std::string pico() = 0;
  virtual void use_pico(std::string pico) = 0;

 protected:
  std::optional<std::string> rid_;
};

/// Evaluates and prints the value, or on standard error what is wrong; false then.
bool evaluate_and_print(Evaluator& evaluator, const Input& input);
/// The same for a value that nobody wants to see.
bool evaluate_quietly(Evaluator& evaluator, const Input& input);

/// Shows the findings about input.whole() at their places in input.text; of those before it, the
/// errors alone.
void print(const krl::Diagnostics& found, const Input& input);

/// The names that a ruleset declares for itself: globals, configuration, aliases of modules with
/// their colon.
std::vector<std::string> names_in(std::string_view ruleset);

}  // namespace pico::tool
