// SPDX-License-Identifier: MIT
//
// Hints of parse errors. Messages keep the reference's texts; a hint adds what to write instead
// when the text looks like an older form of KRL, another language, or a frequent slip.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "krl/syntax/lexer.hpp"

namespace pico::krl {

/// The tokens around the place of an error.
struct TokenView {
  std::string_view source;
  const std::vector<Token>& tokens;
  std::size_t index;  // of the offending token

  /// The text of the token `offset` places after (or before) the offending one; empty at the ends.
  std::string_view text(std::ptrdiff_t offset = 0) const;
};

/// What to write instead, or nothing.
std::string hint_for(std::string_view message, const TokenView& view);

}  // namespace pico::krl
