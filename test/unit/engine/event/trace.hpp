// SPDX-License-Identifier: MIT
//
// One rule that sees a stream of events, in the notation of the specification's traces: `a(1)@2.5`
// is the event `x:a` with the attribute n = "1" at 2.5 seconds.
#pragma once

#include <string>
#include <string_view>

#include "unit/engine/image.hpp"

namespace pico::engine {

class Trace {
 public:
  /// A rule that selects by `select`, e.g. "when x a before x b". `options` is the Map that shows
  /// its variables.
  explicit Trace(std::string_view select, std::string_view options = "{}");

  /// The stream again, with `!` behind the events that select the rule, and the options if there
  /// are any: `a b!{"p":"1"}`.
  std::string run(std::string_view stream);

  [[nodiscard]] Image& image() { return image_; }
  /// The stored progress as JSON; empty when none is stored.
  std::string progress();

 private:
  std::string raise(std::string_view event);

  Image image_;
};

/// The outcome of a stream for a rule that has seen nothing before.
std::string trace(std::string_view select, std::string_view stream,
                  std::string_view options = "{}");

}  // namespace pico::engine
