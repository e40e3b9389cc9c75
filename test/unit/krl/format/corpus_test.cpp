// SPDX-License-Identifier: MIT
//
// The formatter on all KRL that there is: rulesets of our own, examples, and whatever text in the
// conformance cases is correct.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "fuzz/format_check.hpp"
#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"

namespace pico::krl {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::filesystem::path> files_in(const std::string& folder, const std::string& suffix) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.path().string().ends_with(suffix)) files.push_back(entry.path());
  return files;
}

void collect_texts(const Value& value, std::vector<std::string>& texts) {
  if (value.is_string()) texts.emplace_back(value.string().view());
  if (value.is_array())
    for (const Value& element : value.array()) collect_texts(element, texts);
  if (value.is_map())
    for (const auto& entry : value.map()) collect_texts(entry.value, texts);
}

/// All correct sources among the texts of the cases.
std::vector<std::string> sources_of_cases() {
  std::vector<std::string> texts;
  const std::string folder = "test/conformance/cases";
  for (const auto& path : files_in(folder, ".scenario.json"))
    collect_texts(parse_json(text_of(path)), texts);
  for (const auto& path : files_in(folder, ".jsonl")) {
    std::istringstream lines(text_of(path));
    for (std::string line; std::getline(lines, line);) collect_texts(parse_json(line), texts);
  }
  std::erase_if(texts, [](const std::string& text) {
    const Source source("", text);
    Diagnostics diagnostics(source);
    parse(source, diagnostics);
    return diagnostics.has_errors();
  });
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

std::string formatted(const std::string& text) {
  const Source source("", text);
  Diagnostics diagnostics(source);
  return format(source, diagnostics);
}

// As `krl fmt` leaves them.
TEST(FormatCorpus, FindsAllRulesetsOfOursLaidOut) {
  std::vector<std::filesystem::path> files = files_in("docs/examples", ".krl");
  const auto own = files_in("src/rulesets", ".krl");
  files.insert(files.end(), own.begin(), own.end());
  ASSERT_GT(files.size(), 20u);

  for (const auto& path : files) {
    const std::string text = text_of(path);
    EXPECT_EQ(fuzz::flaw_of_format(text), "") << path;
    EXPECT_EQ(formatted(text), text) << path << " asks for `krl fmt`";
  }
}

TEST(FormatCorpus, KeepsAllConformanceCases) {
  const std::vector<std::string> sources = sources_of_cases();
  ASSERT_GT(sources.size(), 3000u);

  for (const std::string& source : sources) EXPECT_EQ(fuzz::flaw_of_format(source), "") << source;
}

// A comment at each place of a ruleset: all at once in each form, and one at a time.
TEST(FormatCorpus, KeepsCommentsBetweenAnyTwoTokens) {
  constexpr std::array kComments = {" // c\n", "/* c */", "\n// c\n", "\n\n/* c\n */\n\n",
                                    "\n/* c */"};
  const std::string text = text_of("test/unit/krl/format/all_forms.krl");
  const std::vector<Token> tokens = lex(text);

  for (const char* comment : kComments) {
    std::string commented = text;
    for (auto token = tokens.rbegin(); token != tokens.rend(); ++token)
      commented.insert(token->span.start, comment);
    EXPECT_EQ(fuzz::flaw_of_format(commented), "") << commented;
  }
  for (size_t index = 0; index < tokens.size(); index += 3) {
    const std::string commented =
        std::string(text).insert(tokens[index].span.start, kComments[index % kComments.size()]);
    EXPECT_EQ(fuzz::flaw_of_format(commented), "") << commented;
  }
}

}  // namespace
}  // namespace pico::krl
