// SPDX-License-Identifier: MIT
//
// The headers of a request, provided that libmicrohttpd has read them as they were sent.
//
// It keeps a head where it has received it, and puts zeros where a name, a value or a line ends. So
// a zero that was sent cuts off what follows it, and a line that goes on in the next one becomes
// part of the name of its header. A proxy might read either otherwise. That it happened is seen by
// where the texts are: what is between two of them must be nothing but line ends and blanks.
#pragma once

#include <microhttpd.h>

#include "engine/model/http.hpp"

namespace pico::postgres {

/// `target_end` and `version`: where in the head the target ends, and the version begins. Throws
/// WebError where the head is malformed in one of those ways.
engine::HttpHeaders received_headers(MHD_Connection* connection, const char* target_end,
                                     const char* version);

}  // namespace pico::postgres
