// SPDX-License-Identifier: MIT
#include "engine/web/metrics_text.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace pico::engine {
namespace {

using Type = MetricsText::Type;

TEST(MetricsText, AFamilyIsHelpTypeAndSamples) {
  MetricsText text;
  text.begin("pico_requests_total", Type::Counter, "Requests.");
  text.add(12, {{"route", "event"}, {"status", "200"}});
  text.add(0, {{"route", "query"}, {"status", "404"}});

  EXPECT_EQ(text.take(),
            "# HELP pico_requests_total Requests.\n"
            "# TYPE pico_requests_total counter\n"
            "pico_requests_total{route=\"event\",status=\"200\"} 12\n"
            "pico_requests_total{route=\"query\",status=\"404\"} 0\n");
}

TEST(MetricsText, ASampleNeedsNoLabels) {
  MetricsText text;
  text.add_family("pico_picos", Type::Gauge, "Picos.", 7);

  EXPECT_EQ(text.take(), "# HELP pico_picos Picos.\n# TYPE pico_picos gauge\npico_picos 7\n");
}

TEST(MetricsText, SamplesOfHistogramsHaveSuffixes) {
  MetricsText text;
  text.begin("d", Type::Histogram, "D.");
  text.add_sample("_bucket", 1, {{"le", metric_number(0.0025)}});
  text.add_sample("_count", 1, {});

  EXPECT_EQ(text.take(), "# HELP d D.\n# TYPE d histogram\nd_bucket{le=\"0.0025\"} 1\nd_count 1\n");
}

TEST(MetricsText, WhatEndsTextIsEscaped) {
  MetricsText text;
  text.begin("a", Type::Gauge, "One\nline, \"with\" \\.");
  text.add(1, {{"x", "a\"b\\c\nd"}});

  EXPECT_EQ(text.take(),
            "# HELP a One\\nline, \"with\" \\\\.\n# TYPE a gauge\na{x=\"a\\\"b\\\\c\\nd\"} 1\n");
}

TEST(MetricNumber, IsTheShortestText) {
  EXPECT_EQ(metric_number(0), "0");
  EXPECT_EQ(metric_number(10), "10");
  EXPECT_EQ(metric_number(9007199254740991), "9007199254740991");
  EXPECT_EQ(metric_number(0.25), "0.25");
  EXPECT_EQ(metric_number(std::numeric_limits<double>::infinity()), "+Inf");
}

}  // namespace
}  // namespace pico::engine
