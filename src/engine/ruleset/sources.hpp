// SPDX-License-Identifier: MIT
//
// The sources that one outermost call has fetched.
//
// No pico stays locked while a host is waited for. So what needs a source that is not at hand
// throws FetchNeeded out of its session; the engine gives the locks back, fetches, and runs the
// call again, which then finds the outcome here. A call sees one outcome for each URL, however
// often it asks.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/environment.hpp"
#include "krl/text/error.hpp"

namespace pico::engine {

/// Ends an attempt to run a call. No krl::Error, for it is nothing that a program did wrong.
struct FetchNeeded {
  std::string url;
  std::string reader;
};

class Sources {
 public:
  explicit Sources(Environment& environment) : environment_(environment) {}

  /// The source behind a URL, as `reader` may read it. Throws what fetching it threw, and
  /// FetchNeeded where that was not done yet. Who did not ask for what the attempt before was ended
  /// for asks for another URL each time: then it is fetched at once.
  std::string at(std::string_view url, std::string_view reader);
  /// Fetches what was needed. Throws Error where that is more than a call may fetch.
  void fetch(const FetchNeeded& needed);
  /// From now on the call must not be run again, for it has done what cannot be undone: what is
  /// needed is fetched at once.
  void stay() noexcept { stays_ = true; }

 private:
  struct Outcome {
    std::string source;
    std::optional<krl::Error> error;
  };

  using Outcomes = std::map<std::pair<std::string, std::string>, Outcome>;  // by URL and reader

  Environment& environment_;
  Outcomes outcomes_;
  const Outcome* awaited_ = nullptr;  // what the last attempt was ended for, until it is asked for
  bool stays_ = false;
};

}  // namespace pico::engine
