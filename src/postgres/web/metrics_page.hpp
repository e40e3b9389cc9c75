// SPDX-License-Identifier: MIT
//
// GET /metrics: what the HTTP server has counted, and what waits in the image, for Prometheus.
#pragma once

#include "engine/model/http.hpp"

#include "postgres/call.hpp"

namespace pico::postgres {

/// The answer. Costs the same however large the image is: of each table at most 10,000
/// rows are counted, and more are estimated from the server's statistics.
engine::WebAnswer show_metrics(ServerCall& call);

}  // namespace pico::postgres
