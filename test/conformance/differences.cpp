// SPDX-License-Identifier: MIT
//
// Reading the list of differences: see differences.hpp.
#include "conformance/differences.hpp"

#include "conformance/case_files.hpp"
#include "conformance/json.hpp"

namespace pico::conformance {

Differences::Differences(const std::string& path) {
  for (const Json& entry : parse_json(read_file(path)))
    reasons_.emplace(entry.at("id").get<std::string>(), entry.at("reason").get<std::string>());
}

}  // namespace pico::conformance
