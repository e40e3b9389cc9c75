// SPDX-License-Identifier: MIT
//
// Texts of cron, field by field: see cron.hpp.
#include "engine/schedule/cron.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace pico::engine {

namespace {

constexpr std::string_view kBlanks = " \t\n\r\f\v";

constexpr std::array kMonths = {
    std::string_view("jan"), std::string_view("feb"), std::string_view("mar"),
    std::string_view("apr"), std::string_view("may"), std::string_view("jun"),
    std::string_view("jul"), std::string_view("aug"), std::string_view("sep"),
    std::string_view("oct"), std::string_view("nov"), std::string_view("dec")};
constexpr std::array kWeekdays = {std::string_view("sun"), std::string_view("mon"),
                                  std::string_view("tue"), std::string_view("wed"),
                                  std::string_view("thu"), std::string_view("fri"),
                                  std::string_view("sat")};

struct Field {
  int first;
  int last;
  std::span<const std::string_view> names = {};  // of `first` and those that follow
};

constexpr Field kSecond{0, 59};
constexpr Field kMinute{0, 59};
constexpr Field kHour{0, 23};
constexpr Field kDay{1, 31};
constexpr Field kMonth{1, 12, kMonths};
constexpr Field kWeekday{0, 7, kWeekdays};

constexpr std::array kAliases = {
    std::pair<std::string_view, std::string_view>("@yearly", "0 0 1 1 *"),
    std::pair<std::string_view, std::string_view>("@annually", "0 0 1 1 *"),
    std::pair<std::string_view, std::string_view>("@monthly", "0 0 1 * *"),
    std::pair<std::string_view, std::string_view>("@weekly", "0 0 * * 0"),
    std::pair<std::string_view, std::string_view>("@daily", "0 0 * * *"),
    std::pair<std::string_view, std::string_view>("@midnight", "0 0 * * *"),
    std::pair<std::string_view, std::string_view>("@hourly", "0 * * * *")};

/// The parts between single separators.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (size_t start = text.find_first_not_of(kBlanks); start != text.npos;
       start = text.find_first_not_of(kBlanks)) {
    text.remove_prefix(start);
    const size_t end = std::min(text.find_first_of(kBlanks), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

std::optional<int> number_of(std::string_view text) {
  constexpr size_t kMaxDigits = 4;
  int number = 0;
  if (text.empty() || text.size() > kMaxDigits || text.front() == '-') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                  : std::nullopt;
}

/// A number of a field, or its name.
std::optional<int> number_of(std::string_view text, const Field& field) {
  std::optional<int> number = number_of(text);
  const auto name = std::find(field.names.begin(), field.names.end(), text);
  if (name != field.names.end())
    number = field.first + static_cast<int>(name - field.names.begin());
  if (!number || *number < field.first || *number > field.last) return std::nullopt;
  return number;
}

/// The part of a list: `*`, `A`, `A-B`, each with or without `/N`.
bool add_part(Numbers& numbers, std::string_view text, const Field& field) {
  const std::vector<std::string_view> parts = split(text, '/');
  const std::vector<std::string_view> ends = split(parts.front(), '-');
  const bool is_all = parts.front() == "*";
  const bool has_step = parts.size() == 2;
  const std::optional<int> step = has_step ? number_of(parts[1]) : 1;
  const std::optional<int> first = is_all ? field.first : number_of(ends.front(), field);
  std::optional<int> last = first;
  if (is_all || (has_step && ends.size() == 1)) last = field.last;
  if (ends.size() == 2) last = number_of(ends[1], field);
  if (parts.size() > 2 || ends.size() > 2 || !step || *step < 1) return false;
  if (!first || !last || *first > *last) return false;
  for (int number = *first; number <= *last; number += *step)
    numbers.set(static_cast<size_t>(number));
  return true;
}

bool add_list(Numbers& numbers, std::string_view text, const Field& field) {
  const std::vector<std::string_view> parts = split(text, ',');
  return std::all_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return add_part(numbers, part, field); });
}

bool add_days(Recurrence& recurrence, std::string_view text) {
  const std::vector<std::string_view> parts = split(text, ',');
  return std::all_of(parts.begin(), parts.end(), [&](std::string_view part) {
    if (part != "l") return add_part(recurrence.days, part, kDay);
    return recurrence.has_last_day = true;
  });
}

void fold_sunday(Numbers& weekdays) {
  if (weekdays[7]) weekdays.set(0);
  weekdays.reset(7);
}

}  // namespace

std::optional<Recurrence> parse_cron(std::string_view text) {
  std::string cron = lower(text);
  std::vector<std::string_view> words = words_of(cron);
  if (words.size() == 1) {
    const auto alias = std::find_if(kAliases.begin(), kAliases.end(),
                                    [&](const auto& each) { return each.first == words[0]; });
    if (alias == kAliases.end()) return std::nullopt;
    words = words_of(alias->second);
  }
  if (words.size() == 5) words.insert(words.begin(), "0");
  if (words.size() != 6) return std::nullopt;
  Recurrence result;
  const bool is_understood =
      add_list(result.seconds, words[0], kSecond) && add_list(result.minutes, words[1], kMinute) &&
      add_list(result.hours, words[2], kHour) && add_days(result, words[3]) &&
      add_list(result.months, words[4], kMonth) && add_list(result.weekdays, words[5], kWeekday);
  if (!is_understood) return std::nullopt;
  fold_sunday(result.weekdays);
  result.is_either_day = result.days.count() < 31 && result.weekdays.count() < 7;
  return result;
}

}  // namespace pico::engine
