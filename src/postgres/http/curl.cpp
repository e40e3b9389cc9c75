// SPDX-License-Identifier: MIT
//
// Loading libcurl: see curl.hpp.
#include "postgres/http/curl.hpp"
#include "postgres/shared_library.hpp"

namespace pico::postgres {
namespace {

Curl load() {
  const SharedLibrary library("libcurl.so.4", krl::ErrorCode::FetchFailed);
  Curl loaded{};
#define PICO_FIND(name) library.find("curl_" #name, loaded.name);
  PICO_CURL_FUNCTIONS(PICO_FIND)
#undef PICO_FIND
  if (const CURLcode code = loaded.global_init(CURL_GLOBAL_DEFAULT))
    throw library.unusable(loaded.easy_strerror(code));
  return loaded;
}

}  // namespace

const Curl& curl() {
  static const Curl loaded = load();
  return loaded;
}

void Curl::Closer::operator()(CURL* handle) const noexcept { curl().easy_cleanup(handle); }
void Curl::Closer::operator()(CURLU* url) const noexcept { curl().url_cleanup(url); }
void Curl::Closer::operator()(curl_slist* list) const noexcept { curl().slist_free_all(list); }
void Curl::Closer::operator()(char* text) const noexcept { curl().free(text); }

}  // namespace pico::postgres
