// SPDX-License-Identifier: MIT
//
// How tests went, in the two forms that other programs read.
#pragma once

#include <span>
#include <string>

#include "engine/test/run_tests.hpp"

namespace pico::engine {

/// TAP version 13: a line for each test, behind one that failed why, as YAML.
std::string tap_text(std::span<const TestReport> reports);

/// JUnit's XML: a testsuite for each report.
std::string junit_text(std::span<const TestReport> reports);

}  // namespace pico::engine
