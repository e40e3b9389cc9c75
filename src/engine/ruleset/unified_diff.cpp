// SPDX-License-Identifier: MIT
//
// Differences by the algorithm of Myers ("An O(ND) Difference Algorithm", 1986): the furthest that
// one gets with d changes on each diagonal, for growing d. See unified_diff.hpp.
#include "engine/ruleset/unified_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "krl/value/interrupts.hpp"

namespace pico::engine {

namespace {

constexpr int kMaxChanges = 2000;
constexpr size_t kContext = 3;

/// Lines of a text, with their line ends.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

enum class Kind : char { Same = ' ', Deleted = '-', Added = '+' };

struct Edit {
  Kind kind;
  std::string_view line;
};

using Numbers = std::vector<uint32_t>;  // equal lines have equal ones
using Furthest = std::vector<int>;      // index in the old text, by diagonal -d .. d

/// How change number `d` comes to diagonal `k` at best, where `last` is how far the ones before it
/// lead: by an added line from the diagonal above, or by a deleted one from that below.
struct Step {
  bool is_added;
  int diagonal;  // it comes from
  int start;     // index in the old text there
};

Step step_to(const Furthest& last, int d, int k) {
  const auto end = [&](int diagonal) { return last[static_cast<size_t>(diagonal + d - 1)]; };
  const bool is_added = k == -d || (k != d && end(k - 1) < end(k + 1));
  const int diagonal = is_added ? k + 1 : k - 1;
  return {is_added, diagonal, end(diagonal)};
}

/// How far each number of changes leads, up to the one that leads to the end; empty where that is
/// more than kMaxChanges.
std::vector<Furthest> search(const Numbers& from, const Numbers& to) {
  const int from_size = static_cast<int>(from.size());
  const int to_size = static_cast<int>(to.size());
  std::vector<Furthest> rounds;
  for (int d = 0; d <= kMaxChanges; ++d) {
    krl::poll_interrupts();
    Furthest furthest(static_cast<size_t>(2 * d + 1));
    for (int k = -d; k <= d; k += 2) {
      int x = 0;
      if (d > 0) {
        const Step step = step_to(rounds.back(), d, k);
        x = step.start + (step.is_added ? 0 : 1);
      }
      while (x < from_size && x - k < to_size && from[x] == to[x - k]) ++x;
      furthest[static_cast<size_t>(int64_t{k} + d)] = x;
      if (x >= from_size && x - k >= to_size) {
        rounds.push_back(std::move(furthest));
        return rounds;
      }
    }
    rounds.push_back(std::move(furthest));
  }
  return {};
}

/// The numbers of lines, the same for equal ones.
struct Numbering {
  std::unordered_map<std::string_view, uint32_t> known;

  Numbers of(std::span<const std::string_view> lines) {
    Numbers numbers;
    for (const std::string_view line : lines)
      numbers.push_back(known.emplace(line, known.size()).first->second);
    return numbers;
  }
};

using Lines = std::span<const std::string_view>;

/// The edits that lead from one to the other, from the last one back.
std::vector<Edit> edits_backwards(Lines from, Lines to) {
  Numbering numbering;
  const Numbers from_numbers = numbering.of(from);
  const std::vector<Furthest> rounds = search(from_numbers, numbering.of(to));
  std::vector<Edit> edits;
  size_t x = from.size();
  size_t y = to.size();
  const auto go_back = [&](size_t start) {  // over equal lines
    for (; x > start; --x, --y) edits.push_back({Kind::Same, from[x - 1]});
  };
  for (size_t d = rounds.size(); d-- > 1;) {
    const Step step =
        step_to(rounds[d - 1], static_cast<int>(d), static_cast<int>(x) - static_cast<int>(y));
    const auto start = static_cast<size_t>(step.start);
    go_back(step.is_added ? start : start + 1);
    if (step.is_added) {
      edits.push_back({Kind::Added, to[--y]});
    } else {
      edits.push_back({Kind::Deleted, from[--x]});
    }
  }
  if (!rounds.empty()) go_back(0);
  while (y > 0) edits.push_back({Kind::Added, to[--y]});
  while (x > 0) edits.push_back({Kind::Deleted, from[--x]});
  return edits;
}

std::vector<Edit> edits_between(Lines from, Lines to) {
  const auto first = std::mismatch(from.begin(), from.end(), to.begin(), to.end()).first;
  const auto head = static_cast<size_t>(first - from.begin());
  size_t tail = 0;
  while (tail < std::min(from.size(), to.size()) - head &&
         from[from.size() - 1 - tail] == to[to.size() - 1 - tail])
    ++tail;

  std::vector<Edit> edits;
  const auto keep = [&](Lines lines) {
    for (const std::string_view line : lines) edits.push_back({Kind::Same, line});
  };
  keep(from.first(head));
  const std::vector<Edit> middle = edits_backwards(from.subspan(head, from.size() - head - tail),
                                                   to.subspan(head, to.size() - head - tail));
  edits.insert(edits.end(), middle.rbegin(), middle.rend());
  keep(from.last(tail));
  return edits;
}

// Showing them -----------------------------------------------------------------------------------

/// `LINE,COUNT` of a hunk in one of the texts; `before` lines of it precede the hunk.
std::string range(size_t before, size_t count) {
  if (count == 1) return fmt::format("{}", before + 1);
  return fmt::format("{},{}", count == 0 ? before : before + 1, count);
}

/// Adds the hunk of some edits; how many lines of the old and the new text it takes.
std::pair<size_t, size_t> add_hunk(std::string& text, std::span<const Edit> edits,
                                   size_t old_before, size_t new_before) {
  const auto count_without = [&](Kind kind) {
    return edits.size() -
           static_cast<size_t>(std::count_if(edits.begin(), edits.end(),
                                             [&](const Edit& edit) { return edit.kind == kind; }));
  };
  const size_t old_count = count_without(Kind::Added);
  const size_t new_count = count_without(Kind::Deleted);
  text +=
      fmt::format("@@ -{} +{} @@\n", range(old_before, old_count), range(new_before, new_count));
  for (const Edit& edit : edits) {
    text += static_cast<char>(edit.kind);
    text += edit.line;
    if (!edit.line.ends_with('\n')) text += "\n\\ No newline at end of file\n";
  }
  return {old_count, new_count};
}

}  // namespace

std::string unified_diff(std::string_view old_text, std::string_view new_text,
                         std::string_view old_name, std::string_view new_name) {
  if (old_text == new_text) return {};
  const std::vector<std::string_view> from = lines_of(old_text);
  const std::vector<std::string_view> to = lines_of(new_text);
  const std::vector<Edit> edits = edits_between(from, to);
  const auto next_change = [&](size_t start) {
    const auto found = std::find_if(edits.begin() + static_cast<ptrdiff_t>(start), edits.end(),
                                    [](const Edit& edit) { return edit.kind != Kind::Same; });
    return static_cast<size_t>(found - edits.begin());
  };
  std::string text = fmt::format("--- {}\n+++ {}\n", old_name, new_name);
  size_t old_line = 0;
  size_t new_line = 0;
  size_t done = 0;  // edits
  for (size_t change = next_change(0); change < edits.size();) {
    const size_t begin = std::max(done, change - std::min(change, kContext));
    old_line += begin - done;
    new_line += begin - done;
    size_t end = change + 1;  // behind the last change of the hunk
    for (change = next_change(end); change < edits.size() && change - end <= 2 * kContext;
         change = next_change(end))
      end = change + 1;
    done = std::min(end + kContext, edits.size());
    const auto [old_count, new_count] =
        add_hunk(text, std::span(edits).subspan(begin, done - begin), old_line, new_line);
    old_line += old_count;
    new_line += new_count;
  }
  return text;
}

}  // namespace pico::engine
