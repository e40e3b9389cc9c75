// SPDX-License-Identifier: MIT
//
// Finding and reading cases: see case_files.hpp.
#include "conformance/case_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace pico::conformance {
namespace {

namespace fs = std::filesystem;

bool is_case_file(const std::string& path) {
  return path.ends_with(".jsonl") || path.ends_with(".scenario.json");
}

}  // namespace

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> case_files(const std::string& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path))
    if (entry.is_regular_file() && is_case_file(entry.path())) files.push_back(entry.path());
  if (files.empty()) throw std::runtime_error("no cases in " + path);
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<Json> read_cases(const std::string& file) {
  const std::string text = read_file(file);
  if (!file.ends_with(".jsonl")) return {parse_json(text)};
  std::vector<Json> cases;
  for (size_t start = 0; start < text.size();) {
    const size_t end = std::min(text.find('\n', start), text.size());
    if (end > start) cases.push_back(parse_json(std::string_view(text).substr(start, end - start)));
    start = end + 1;
  }
  return cases;
}

std::string id_of(const Json& test) {
  return test.at(test.contains("id") ? "id" : "name").get<std::string>();
}

}  // namespace pico::conformance
