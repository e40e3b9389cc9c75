// SPDX-License-Identifier: MIT
#include "engine/test/report.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace pico::engine {
namespace {

using namespace std::chrono_literals;

std::vector<TestReport> two_reports() {
  return {{.rid = "a.test",
           .results = {{.name = "is #1", .failures = {}, .time = 1500ms},
                       {.name = "fails", .failures = {"x: <1> & \"2\"", "y\nz"}, .time = 2ms}}},
          {.rid = "b.test", .results = {{.name = "has\na line end", .failures = {}, .time = 0s}}}};
}

TEST(TestReports, AreTap) {
  EXPECT_EQ(tap_text(two_reports()),
            "TAP version 13\n"
            "1..3\n"
            "ok 1 - a.test: is \\#1\n"
            "not ok 2 - a.test: fails\n"
            "  ---\n"
            "  message: |\n"
            "    x: <1> & \"2\"\n"
            "    y\n"
            "    z\n"
            "  ...\n"
            "ok 3 - b.test: has a line end\n");
}

TEST(TestReports, AreJUnit) {
  EXPECT_EQ(junit_text(two_reports()),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuites>\n"
            "  <testsuite name=\"a.test\" tests=\"2\" failures=\"1\" time=\"1.502\">\n"
            "    <testcase classname=\"a.test\" name=\"is #1\" time=\"1.500\"/>\n"
            "    <testcase classname=\"a.test\" name=\"fails\" time=\"0.002\">\n"
            "      <failure message=\"x: &lt;1&gt; &amp; &quot;2&quot;\">"
            "x: &lt;1&gt; &amp; &quot;2&quot;&#10;y&#10;z</failure>\n"
            "    </testcase>\n"
            "  </testsuite>\n"
            "  <testsuite name=\"b.test\" tests=\"1\" failures=\"0\" time=\"0.000\">\n"
            "    <testcase classname=\"b.test\" name=\"has&#10;a line end\" time=\"0.000\"/>\n"
            "  </testsuite>\n"
            "</testsuites>\n");
}

TEST(TestReports, HaveNoControlCharactersInXml) {
  const std::vector<TestReport> reports{
      {.rid = "a", .results = {{.name = "b\x01", .failures = {"c\x1b"}, .time = 0s}}}};
  const std::string text = junit_text(reports);
  EXPECT_NE(text.find("name=\"b?\""), std::string::npos) << text;
  EXPECT_NE(text.find(">c?<"), std::string::npos) << text;
}

}  // namespace
}  // namespace pico::engine
