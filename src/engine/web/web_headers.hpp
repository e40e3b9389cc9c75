// SPDX-License-Identifier: MIT
//
// The headers that all answers have (spec http-api.md 5).
#pragma once

#include "engine/model/http.hpp"

namespace pico::engine {

/// Of every answer but that of OPTIONS: CORS, security, and that nobody may keep it.
HttpHeaders common_headers();
/// Of the answer of OPTIONS (spec http-api.md 5.1).
HttpHeaders preflight_headers();
/// The same without those that let pages of other sites read it.
HttpHeaders without_cors(HttpHeaders headers);

}  // namespace pico::engine
