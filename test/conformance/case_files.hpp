// SPDX-License-Identifier: MIT
//
// Files of cases: one case a line (*.jsonl) or a file (*.scenario.json).
#pragma once

#include <string>
#include <vector>

#include "conformance/json.hpp"

namespace pico::conformance {

/// The whole of a file. Throws std::runtime_error.
std::string read_file(const std::string& path);

/// The files of cases at `path`, which is one of them or a directory, sorted. Throws
/// std::runtime_error when there are none.
std::vector<std::string> case_files(const std::string& path);

/// The cases of a file, in order. Throws std::runtime_error.
std::vector<Json> read_cases(const std::string& file);

/// What a case is called: its id, or the name of a scenario.
std::string id_of(const Json& test);

}  // namespace pico::conformance
