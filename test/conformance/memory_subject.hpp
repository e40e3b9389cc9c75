// SPDX-License-Identifier: MIT
//
// The engine on the store in memory.
#pragma once

#include <memory>

#include "conformance/subject.hpp"

namespace pico::conformance {

std::unique_ptr<Subject> memory_subject();

}  // namespace pico::conformance
