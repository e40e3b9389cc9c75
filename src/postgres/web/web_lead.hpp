// SPDX-License-Identifier: MIT
//
// The lead of the processes that serve HTTP for a database: "pico http". It sees to it that there
// is one such server in a database, that its port is its own, and that the others are there.
//
// The courier starts it when it begins itself, and so the launcher does for every database when the
// server starts. From then on it stays, and comes back when it is ended, as long as the settings
// want a server and nothing keeps workers from the database.
#pragma once

namespace pico::postgres {

/// Starts the lead where this database is to have a server, and has none. To be called by a worker
/// of it.
void start_http_server();

}  // namespace pico::postgres
