// SPDX-License-Identifier: MIT
//
// Error: see error.hpp.
#include "krl/text/error.hpp"

#include <utility>

namespace pico::krl {

std::string_view name_of(ErrorClass error_class) noexcept {
  switch (error_class) {
    case ErrorClass::Error:
      return "Error";
    case ErrorClass::TypeError:
      return "TypeError";
    case ErrorClass::RangeError:
      return "RangeError";
    case ErrorClass::SyntaxError:
      return "SyntaxError";
    case ErrorClass::ReferenceError:
      return "ReferenceError";
    case ErrorClass::ParseError:
      return "ParseError";
    case ErrorClass::FetchError:
      return "FetchError";
  }
  return "Error";
}

Error::Error(ErrorClass error_class, std::string message, ErrorCode code)
    : class_(error_class), code_(code), message_(std::move(message)) {
  text_.append(name_of(class_)).append(": ").append(message_);
}

void Error::locate(ErrorPlace place) {
  if (place_.line != 0) return;
  // A rule that was known before the position stays.
  if (!place_.rule.empty()) place.rule = std::move(place_.rule);
  place_ = std::move(place);
}

void Error::locate_rule(std::string_view rule) {
  if (place_.rule.empty()) place_.rule = rule;
}

Error type_error(std::string message) { return {ErrorClass::TypeError, std::move(message)}; }

Error range_error(std::string message) {
  return {ErrorClass::RangeError, std::move(message), ErrorCode::LimitExceeded};
}

Error limit_error(std::string message) {
  return {ErrorClass::Error, std::move(message), ErrorCode::LimitExceeded};
}

}  // namespace pico::krl
