// SPDX-License-Identifier: MIT
//
// libcurl, loaded when something is first fetched or sent: with all that it needs it takes half a
// millisecond, which the first event on every connection would pay.
#pragma once

#include <curl/curl.h>

namespace pico::postgres {

// Those of its functions that are used, without their common beginning.
// clang-format off
#define PICO_CURL_FUNCTIONS(each)                                                    \
  each(easy_cleanup) each(easy_getinfo) each(easy_init) each(easy_setopt)            \
  each(easy_strerror)                                                                \
  each(free) each(global_init)                                                       \
  each(multi_add_handle) each(multi_cleanup) each(multi_info_read) each(multi_init)  \
  each(multi_perform) each(multi_poll) each(multi_remove_handle) each(multi_setopt)  \
  each(multi_socket_action)                                                          \
  each(slist_append) each(slist_free_all)                                            \
  each(url) each(url_cleanup) each(url_get) each(url_set) each(url_strerror)
// clang-format on

struct Curl {
#define PICO_DECLARE(name) decltype(&::curl_##name) name;
  PICO_CURL_FUNCTIONS(PICO_DECLARE)
#undef PICO_DECLARE

  struct Closer {
    void operator()(CURL* handle) const noexcept;
    void operator()(CURLU* url) const noexcept;
    void operator()(curl_slist* list) const noexcept;
    void operator()(char* text) const noexcept;
  };
};

/// Ready for use. Throws Error where it cannot be loaded.
const Curl& curl();

}  // namespace pico::postgres
