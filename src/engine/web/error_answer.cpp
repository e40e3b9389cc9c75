// SPDX-License-Identifier: MIT
//
// Answers of what went wrong (spec http-api.md 6): see web_answer.hpp.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/module/encoding.hpp"
#include "engine/web/web_answer.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

namespace {

/// An error of a program has a place, whatever the code of what it has called for: the client asked
/// for something that is there.
bool is_of_program(const krl::Error& error) { return error.place().line != 0; }

int status_of(krl::ErrorCode code) {
  using enum krl::ErrorCode;
  switch (code) {
    case InvalidArgument:
      return 400;
    case PolicyDenied:
    case NotOwner:
      return 403;
    case UnknownEci:
    case UnknownPico:
    case UnknownRuleset:
      return 404;
    case ImageHeld:
      return 503;
    case KrlRuntime:
    case KrlCompile:
    case LimitExceeded:
    case FetchFailed:
    case FetchRefused:
    case RequestFailed:
    case RequestRefused:
    case SqlFailed:
    case SqlRefused:
    case PicoBusy:
    case Unsupported:
      return 500;
  }
  return 500;
}

/// Of a URL that could not be flushed: who may not do it, what is no URL, and what was found there.
int status_of_flush(krl::ErrorCode code) {
  const int status = status_of(code);
  return status == 400 || status == 403 ? status : 422;
}

int status_of(const krl::Error& error, const WebCall& call) {
  if (std::holds_alternative<FlushRuleset>(call)) return status_of_flush(error.code());
  return is_of_program(error) ? 500 : status_of(error.code());
}

/// The errors that the reference has, too, have its status where that is wanted.
bool is_of_reference(int status) { return status == 400 || status == 413 || status == 415; }

/// What is wrong with a source is of use only with where that is.
std::string text_of(const krl::Error& error) {
  const krl::ErrorPlace& place = error.place();
  if (error.code() != krl::ErrorCode::KrlCompile || place.line == 0) return error.text();
  return fmt::format("{} [at line {} col {}]", error.text(), place.line, place.column);
}

WebAnswer error_body(std::string_view text, int status) {
  return json_answer(krl::Map{{"error", utf8_of(text)}}, status);
}

}  // namespace

WebAnswer error_answer(const krl::Error& error, const WebCall& call, const WebRules& rules) {
  const int status = status_of(error, call);
  const bool is_compatible = rules.has_compatible_status && status != 503;
  WebAnswer answer = error_body(text_of(error), is_compatible ? 200 : status);
  const bool is_private =
      std::holds_alternative<FlushRuleset>(call) || std::holds_alternative<ShowUiContext>(call);
  return is_private ? private_answer(std::move(answer)) : answer;
}

WebAnswer error_answer(const WebError& error, const WebRequest& request, const WebRules& rules) {
  const bool is_compatible = rules.has_compatible_status && is_of_reference(error.status());
  WebAnswer answer = error_body(error.text(), is_compatible ? 200 : error.status());
  answer.headers.insert(answer.headers.end(), error.headers().begin(), error.headers().end());
  return is_private(request) ? private_answer(std::move(answer)) : answer;
}

}  // namespace pico::engine
