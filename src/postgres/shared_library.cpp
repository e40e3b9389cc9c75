// SPDX-License-Identifier: MIT
//
// Loading libraries: see shared_library.hpp.
#include "postgres/shared_library.hpp"

#include <dlfcn.h>

namespace pico::postgres {

SharedLibrary::SharedLibrary(const char* name, krl::ErrorCode code)
    : name_(name), code_(code), library_(dlopen(name, RTLD_NOW | RTLD_LOCAL)) {
  if (library_ == nullptr) throw unusable(dlerror());
}

krl::Error SharedLibrary::unusable(const std::string& why) const {
  return {krl::ErrorClass::Error, "cannot use " + std::string(name_) + ": " + why, code_};
}

void* SharedLibrary::address_of(const char* name) const {
  void* const address = dlsym(library_, name);
  if (address == nullptr) throw unusable(std::string("it has no ") + name);
  return address;
}

}  // namespace pico::postgres
