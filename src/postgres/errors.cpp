// SPDX-License-Identifier: MIT
//
// The table of SQLSTATEs, and the making of reports: see errors.hpp.
#include "krl/value/unicode.hpp"

#include "postgres/errors.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// Of what class krl_runtime_error is: P, as those of the server's own languages.
constexpr int kKrlRuntimeError = MAKE_SQLSTATE('P', 'K', '0', '0', '1');

struct Outcome {
  int sqlstate;
  const char* hint;
};

/// What each code of the core is to SQL. The manual's table of SQLSTATEs says the same.
Outcome outcome_of(krl::ErrorCode code) {
  using enum krl::ErrorCode;
  switch (code) {
    case KrlRuntime:
      return {kKrlRuntimeError, ""};
    case KrlCompile:
      return {ERRCODE_SYNTAX_ERROR,
              "pico.check(krl) lists everything that is wrong with a ruleset. Of one that is "
              "registered, the version in force stays."};
    case LimitExceeded:
      return {ERRCODE_PROGRAM_LIMIT_EXCEEDED,
              "The bounds are the settings pico.max_* and max_stack_depth."};
    case InvalidArgument:
      return {ERRCODE_INVALID_PARAMETER_VALUE, ""};
    case UnknownEci:
      return {ERRCODE_UNDEFINED_OBJECT,
              "The channel may have been deleted. The view pico.channels lists those there are."};
    case PolicyDenied:
      return {ERRCODE_INSUFFICIENT_PRIVILEGE,
              "pico.update_channel() changes what a channel lets through; family channels serve "
              "only the pico at their other end."};
    case NotOwner:
      return {
          ERRCODE_INSUFFICIENT_PRIVILEGE,
          "The views pico.picos and pico.rulesets name the owners. A member of the owner's role "
          "may do it too, and so may who has the right to update the table pico.pico."};
    case UnknownPico:
      return {ERRCODE_UNDEFINED_OBJECT, "The view pico.picos lists those there are."};
    case UnknownRuleset:
      return {ERRCODE_UNDEFINED_OBJECT,
              "pico.register_ruleset() makes a ruleset known, pico.install_ruleset() gives it to a "
              "pico; the views pico.rulesets and pico.installed_rulesets list them."};
    case FetchFailed:
      return {ERRCODE_SYSTEM_ERROR,
              "pico.register_ruleset(krl, url) takes the source from elsewhere."};
    case FetchRefused:
      return {ERRCODE_INSUFFICIENT_PRIVILEGE,
              "The setting pico.fetch_hosts lists the hosts that sources may come from; link-local "
              "addresses must be listed themselves. file: URLs are for superusers and members of "
              "pg_read_server_files, and in KRL for picos that belong to one."};
    case RequestFailed:
      return {ERRCODE_SYSTEM_ERROR, ""};
    case RequestRefused:
      return {ERRCODE_INSUFFICIENT_PRIVILEGE,
              "The setting pico.http_hosts lists the hosts that requests may go to; link-local "
              "addresses must be listed themselves."};
    case SqlFailed:
      return {ERRCODE_EXTERNAL_ROUTINE_EXCEPTION, ""};
    case SqlRefused:
      return {
          ERRCODE_INSUFFICIENT_PRIVILEGE,
          "Statements run as the owner of the pico, who must be a role without superuser rights: "
          "pico.set_owner() gives the pico another one."};
    case ImageHeld:
      return {ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE,
              "pico.resume_image() lets a copy of an image act, and pico.hold_image() ends that; "
              "the setting pico.enabled must be on."};
    case PicoBusy:
      return {ERRCODE_OBJECT_IN_USE,
              "A pico runs one event at a time: send it a message with event:send, which is "
              "delivered after the running event."};
    case Unsupported:
      return {ERRCODE_FEATURE_NOT_SUPPORTED, ""};
  }
  return {ERRCODE_INTERNAL_ERROR, ""};
}

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kEllipsis = "...";

/// The character at the start of `text`: how many bytes to go on, and what to show for them.
std::pair<size_t, std::string_view> next_character(std::string_view text) noexcept {
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  const std::string_view character = text.substr(0, length);
  const bool is_whole = character.size() == length;
  if (is_whole && lead != 0 && krl::is_valid_utf8(character, false)) return {length, character};
  // An unpaired surrogate counts as one character, any other byte on its own.
  return {is_whole && krl::is_valid_utf8(character) ? length : 1, kReplacement};
}

template <size_t size>
void fill(char (&target)[size], std::string_view text) noexcept {
  size_t end = 0;
  size_t cut = 0;  // where the ellipsis would still fit
  while (!text.empty()) {
    const auto [length, shown] = next_character(text);
    if (end + shown.size() >= size) {
      std::memcpy(target + cut, kEllipsis.data(), kEllipsis.size());
      end = cut + kEllipsis.size();
      break;
    }
    std::memcpy(target + end, shown.data(), shown.size());
    end += shown.size();
    if (end + kEllipsis.size() < size) cut = end;
    text.remove_prefix(length);
  }
  target[end] = '\0';
}

/// `KRL ruleset "a.b", rule "c", line 3, column 5`, as far as it is known.
std::string context_of(const krl::ErrorPlace& place) {
  std::string context;
  auto add = [&](const std::string& part) {
    context.append(context.empty() ? "KRL " : ", ").append(part);
  };
  if (!place.rid.empty()) add("ruleset \"" + place.rid + "\"");
  if (!place.rule.empty()) add("rule \"" + place.rule + "\"");
  if (place.line != 0) {
    add("line " + std::to_string(place.line));
    add("column " + std::to_string(place.column));
  }
  return context;
}

}  // namespace

Report report_of(const krl::Error& error) noexcept {
  Report report;
  const Outcome outcome = outcome_of(error.code());
  report.sqlstate = outcome.sqlstate;
  fill(report.message,
       error.error_class() == krl::ErrorClass::Error ? error.message() : error.text());
  fill(report.hint, outcome.hint);
  try {
    fill(report.context, context_of(error.place()));
  } catch (const std::bad_alloc&) {
    // The error matters more than its place.
  }
  return report;
}

Report report_of(const std::exception& error) noexcept {
  Report report;
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) {
    report.sqlstate = ERRCODE_OUT_OF_MEMORY;
    fill(report.message, "out of memory");
  } else {
    fill(report.message, error.what());
  }
  return report;
}

Report report_of_unknown() noexcept {
  Report report;
  fill(report.message, "unknown C++ exception");
  return report;
}

void raise(const Report& report) {
  ereport(ERROR, (errcode(report.sqlstate), errmsg_internal("%s", report.message),
                  *report.detail ? errdetail_internal("%s", report.detail) : 0,
                  *report.hint ? errhint("%s", report.hint) : 0,
                  *report.context ? errcontext("%s", report.context) : 0));
}

std::string server_text(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto [length, shown] = next_character(text);
    result.append(shown);
    text.remove_prefix(length);
  }
  return result;
}

}  // namespace pico::postgres
