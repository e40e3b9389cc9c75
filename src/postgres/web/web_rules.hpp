// SPDX-License-Identifier: MIT
//
// The settings that decide about requests.
#pragma once

#include "engine/web/web_rules.hpp"

namespace pico::postgres {

/// As the settings are now.
const engine::WebRules& web_rules();

}  // namespace pico::postgres
