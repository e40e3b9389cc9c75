// SPDX-License-Identifier: MIT
//
// Loading libmicrohttpd: see microhttpd.hpp.
#include "postgres/web/microhttpd.hpp"
#include "postgres/shared_library.hpp"

namespace pico::postgres {
namespace {

Microhttpd load() {
  const SharedLibrary library("libmicrohttpd.so.12", krl::ErrorCode::Unsupported);
  Microhttpd loaded{};
#define PICO_FIND(name) library.find("MHD_" #name, loaded.name);
  PICO_MICROHTTPD_FUNCTIONS(PICO_FIND)
#undef PICO_FIND
  return loaded;
}

}  // namespace

const Microhttpd& microhttpd() {
  static const Microhttpd loaded = load();
  return loaded;
}

}  // namespace pico::postgres
