// SPDX-License-Identifier: MIT
//
// libmicrohttpd, loaded when a process begins to listen: no other one needs it.
#pragma once

#include <microhttpd.h>

namespace pico::postgres {

// Those of its functions that are used, without their common beginning.
// clang-format off
#define PICO_MICROHTTPD_FUNCTIONS(each)                                                 \
  each(start_daemon) each(stop_daemon) each(quiesce_daemon) each(run) each(get_timeout) \
  each(get_daemon_info) each(get_connection_info) each(get_connection_values_n)         \
  each(suspend_connection) each(resume_connection)                                      \
  each(create_response_from_buffer_with_free_callback_cls)                              \
  each(create_response_from_callback) each(add_response_header)                         \
  each(queue_response) each(destroy_response)
// clang-format on

struct Microhttpd {
#define PICO_DECLARE(name) decltype(&::MHD_##name) name;
  PICO_MICROHTTPD_FUNCTIONS(PICO_DECLARE)
#undef PICO_DECLARE
};

/// Ready for use. Throws Error where it cannot be loaded.
const Microhttpd& microhttpd();

}  // namespace pico::postgres
