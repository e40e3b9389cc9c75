// SPDX-License-Identifier: MIT
//
// Loading libcurl: see curl.hpp.
#include "postgres/http/curl.hpp"

#include <dlfcn.h>

#include "krl/text/error.hpp"

namespace pico::postgres {
namespace {

constexpr const char* kLibrary = "libcurl.so.4";

krl::Error unusable(const std::string& why) {
  return {krl::ErrorClass::Error, "cannot use " + std::string(kLibrary) + ": " + why,
          krl::ErrorCode::FetchFailed};
}

template <class Function>
void find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  if (function == nullptr) throw unusable(std::string("it has no ") + name);
}

Curl load() {
  void* const library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw unusable(dlerror());
  Curl loaded{};
#define PICO_FIND(name) find(library, "curl_" #name, loaded.name);
  PICO_CURL_FUNCTIONS(PICO_FIND)
#undef PICO_FIND
  if (const CURLcode code = loaded.global_init(CURL_GLOBAL_DEFAULT))
    throw unusable(loaded.easy_strerror(code));
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
