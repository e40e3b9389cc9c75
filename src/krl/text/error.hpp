// SPDX-License-Identifier: MIT
//
// The one exception of the core: what a KRL author or a caller did wrong.
//
// An Error is thrown without a place and gets it on its way up, from the innermost node that
// knows one (`locate`), so that library code need not carry positions. Cancellation and server
// errors are other types, which the core never catches.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

namespace pico::krl {

/// The class that precedes the message in what callers see (spec errors.md, head).
enum class ErrorClass : uint8_t {
  Error,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  ParseError,
  FetchError,
};

/// What went wrong, for callers that act on it: an SQLSTATE, later an HTTP status.
enum class ErrorCode : uint8_t {
  KrlRuntime,       // a rule or function failed
  KrlCompile,       // a source was refused
  LimitExceeded,    // a bound on depth, memory, size or work was hit
  InvalidArgument,  // a malformed event, query, policy, tag, URL …
  UnknownEci,
  PolicyDenied,
  NotOwner,  // the caller may not manage what belongs to somebody else
  UnknownPico,
  UnknownRuleset,
  FetchFailed,     // a source could not be read from where it is
  FetchRefused,    // a source may not be read from there
  RequestFailed,   // an HTTP request got no response
  RequestRefused,  // an HTTP request may not go there
  SqlFailed,       // the server refused a program's statement, or it failed
  SqlRefused,      // the program's pico may not run statements
  ImageHeld,       // nothing may leave this image
  PicoBusy,        // re-entrance: the pico is already running an event of this call
  Unsupported,     // a feature this build does not have; the message names it
};

/// Where in which program an error arose; `line` is 0 while unknown.
struct ErrorPlace {
  std::string rid;
  std::string rule;
  uint32_t line = 0;
  uint32_t column = 0;
};

/// The name of a class as printed: "TypeError".
std::string_view name_of(ErrorClass error_class) noexcept;

class Error : public std::exception {
 public:
  Error(ErrorClass error_class, std::string message, ErrorCode code = ErrorCode::KrlRuntime);

  [[nodiscard]] ErrorClass error_class() const noexcept { return class_; }
  [[nodiscard]] ErrorCode code() const noexcept { return code_; }
  [[nodiscard]] const std::string& message() const noexcept { return message_; }
  [[nodiscard]] const ErrorPlace& place() const noexcept { return place_; }

  /// `CLASS: MESSAGE`, the printed form that callers and logs see.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

  /// Sets the place unless an inner one is known already.
  void locate(ErrorPlace place);
  /// Adds the rule's name to the place unless known already.
  void locate_rule(std::string_view rule);

 private:
  ErrorClass class_;
  ErrorCode code_;
  std::string message_;
  std::string text_;
  ErrorPlace place_;
};

/// Shorthands for the common classes.
[[nodiscard]] Error type_error(std::string message);
[[nodiscard]] Error range_error(std::string message);
[[nodiscard]] Error limit_error(std::string message);

}  // namespace pico::krl
