// SPDX-License-Identifier: MIT
//
// Forms: see form_body.hpp.
#include "engine/web/form_body.hpp"

#include <algorithm>
#include <string>

#include "engine/web/pairs.hpp"
#include "engine/web/percent.hpp"
#include "engine/web/web_error.hpp"

namespace pico::engine {

namespace {

void add_pair(krl::Map& form, std::string_view pair) {
  const size_t equals = std::min(pair.find('='), pair.size());
  add_text(form, krl::String(decode_form_text(pair.substr(0, equals))),
           krl::String(decode_form_text(pair.substr(std::min(equals + 1, pair.size())))));
}

}  // namespace

krl::Map parse_form(std::string_view body) {
  if (static_cast<size_t>(std::count(body.begin(), body.end(), '&')) >= kMaxFormPairs)
    throw WebError(413, "PayloadTooLargeError: too many parameters");
  krl::Map form;
  while (!body.empty()) {
    const size_t end = std::min(body.find('&'), body.size());
    if (end > 0) add_pair(form, body.substr(0, end));
    body.remove_prefix(std::min(end + 1, body.size()));
  }
  return form;
}

}  // namespace pico::engine
