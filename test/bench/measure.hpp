// SPDX-License-Identifier: MIT
//
// Measuring pieces of work side by side: blocks alternate, so that whatever slows the machine down
// meets all of them alike. What comes out are the lines that test/scripts/bench-table reads.
#pragma once

#include <fmt/format.h>
#include <time.h>

#include <functional>
#include <string_view>
#include <vector>

namespace pico::bench {

struct Side {
  std::string_view name;
  std::function<void()> work;
  /// What the first side may cost beside this one: "1.5" times as much, "+5000" microseconds more;
  /// nothing for what is only told.
  std::string_view bar = {};
};

/// CPU time of this process in microseconds.
inline double cpu_us() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// Measures the sides, ours first, and prints a line for each bar and each block.
inline void compare(std::string_view what, const std::vector<Side>& sides) {
  constexpr int kBlocks = 21;
  constexpr double kBlockUs = 20'000;

  std::vector<int> repeats;
  for (const Side& side : sides) {
    side.work();  // warms up
    const double start = cpu_us();
    side.work();
    repeats.push_back(1 + static_cast<int>(kBlockUs / (cpu_us() - start)));
    if (!side.bar.empty()) fmt::print("bar\t{}\t{}\t{}\n", what, side.name, side.bar);
  }
  for (int block = 0; block < kBlocks; ++block) {
    for (size_t i = 0; i < sides.size(); ++i) {
      const double start = cpu_us();
      for (int run = 0; run < repeats[i]; ++run) sides[i].work();
      fmt::print("us\t{}\t{}\t{:.3f}\n", what, sides[i].name, (cpu_us() - start) / repeats[i]);
    }
  }
}

}  // namespace pico::bench
