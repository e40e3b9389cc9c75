// SPDX-License-Identifier: MIT
//
// The socket at which the server over HTTP listens. All processes of one image share its port; that
// nobody else does is seen to by the lead of them, before it listens.
#pragma once

#include "postgres/web/listen_address.hpp"

namespace pico::postgres {

/// A socket that listens, and shares its port with others of the same user that share theirs.
/// Throws Error.
int open_listener(const ListenAddress& address);

/// Takes a port for this session, which others of this server then cannot, and makes sure that
/// nobody listens there yet. Throws Error where it is taken.
void take_port(const ListenAddress& address);
void give_back_port(const ListenAddress& address);

}  // namespace pico::postgres
