// SPDX-License-Identifier: MIT
//
// Libraries that are loaded when they are first needed, so that processes that do not need them do
// not pay for them.
#pragma once

#include "krl/text/error.hpp"

namespace pico::postgres {

/// Stays loaded to the end of the process.
class SharedLibrary {
 public:
  /// `code`: of the Error that is thrown where something is not to be had.
  SharedLibrary(const char* name, krl::ErrorCode code);

  /// Finds the function with this name. Throws Error.
  template <class Function>
  void find(const char* name, Function& function) const {
    function = reinterpret_cast<Function>(address_of(name));
  }
  /// The Error that says why the library cannot be used.
  [[nodiscard]] krl::Error unusable(const std::string& why) const;

 private:
  [[nodiscard]] void* address_of(const char* name) const;

  const char* name_;
  krl::ErrorCode code_;
  void* library_;
};

}  // namespace pico::postgres
