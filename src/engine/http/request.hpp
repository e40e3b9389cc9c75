// SPDX-License-Identifier: MIT
//
// Requests as programs describe them (spec modules.md 5.1).
#pragma once

#include <string_view>

#include "engine/model/http.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

/// What a program gives; Undefined where it does not.
struct RequestArguments {
  krl::Value url;
  krl::Value qs;
  krl::Value headers;
  krl::Value body;
  krl::Value auth;
  krl::Value json;
  krl::Value form;
  krl::Value dont_follow_redirect;
};

/// `verb` in small letters. Throws what is wrong with the arguments.
HttpRequest make_request(std::string_view verb, const RequestArguments& arguments);

}  // namespace pico::engine
