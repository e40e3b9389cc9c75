// SPDX-License-Identifier: MIT
//
// HTTP in the backend that needs the response: one request at a time, waited for.
#pragma once

#include "postgres/http/transfer.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// Runs a transfer and its redirects to the end. Connections stay open for the next ones. A cancel,
/// a time-out of the statement or a shutdown ends the waiting at once.
engine::HttpResponse await_response(Transfer& transfer);

}  // namespace pico::postgres
