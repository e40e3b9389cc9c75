// SPDX-License-Identifier: MIT
//
// Writing reports: see report.hpp.
#include "engine/test/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace pico::engine {

namespace {

size_t count_tests(std::span<const TestReport> reports) {
  size_t count = 0;
  for (const TestReport& report : reports) count += report.results.size();
  return count;
}

// TAP --------------------------------------------------------------------------------------------

/// A description on one line, in which nothing is taken for a directive.
std::string tap_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c == '#' || c == '\\') line += '\\';
    line += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return line;
}

/// `text` as lines of a YAML block, which its own line ends do not leave.
void append_block(std::string& out, std::string_view text) {
  out += "    ";
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "    ";
  }
  out += '\n';
}

void append_tap(std::string& out, size_t number, std::string_view rid, const TestResult& result) {
  const bool is_ok = result.failures.empty();
  out += fmt::format("{} {} - {}: {}\n", is_ok ? "ok" : "not ok", number, tap_line(rid),
                     tap_line(result.name));
  if (is_ok) return;
  out += "  ---\n  message: |\n";
  for (const std::string& failure : result.failures) append_block(out, failure);
  out += "  ...\n";
}

// JUnit ------------------------------------------------------------------------------------------

/// Text in XML 1.0, which has no way to write most control characters.
std::string xml_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\n':
        escaped += "&#10;";
        break;
      default:
        escaped += static_cast<unsigned char>(c) < ' ' ? '?' : c;
    }
  }
  return escaped;
}

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

void append_case(std::string& out, std::string_view rid, const TestResult& result) {
  out += fmt::format(R"(    <testcase classname="{}" name="{}" time="{:.3f}")", xml_text(rid),
                     xml_text(result.name), seconds(result.time));
  if (result.failures.empty()) {
    out += "/>\n";
    return;
  }
  out += fmt::format(">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                     xml_text(result.failures.front()),
                     xml_text(fmt::format("{}", fmt::join(result.failures, "\n"))));
}

void append_suite(std::string& out, const TestReport& report) {
  const auto failures =
      std::count_if(report.results.begin(), report.results.end(),
                    [](const TestResult& result) { return !result.failures.empty(); });
  std::chrono::nanoseconds time{};
  for (const TestResult& result : report.results) time += result.time;
  out += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" time=\"{:.3f}\">\n",
                     xml_text(report.rid), report.results.size(), failures, seconds(time));
  for (const TestResult& result : report.results) append_case(out, report.rid, result);
  out += "  </testsuite>\n";
}

}  // namespace

std::string tap_text(std::span<const TestReport> reports) {
  std::string out = fmt::format("TAP version 13\n1..{}\n", count_tests(reports));
  size_t number = 0;
  for (const TestReport& report : reports) {
    for (const TestResult& result : report.results) append_tap(out, ++number, report.rid, result);
  }
  return out;
}

std::string junit_text(std::span<const TestReport> reports) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const TestReport& report : reports) append_suite(out, report);
  return out + "</testsuites>\n";
}

}  // namespace pico::engine
