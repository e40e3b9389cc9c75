// SPDX-License-Identifier: MIT
//
// Evaluating over libpq: see live_evaluator.hpp.
#include "tool/live_evaluator.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <array>
#include <cerrno>
#include <charconv>

#include "tool/input.hpp"
#include "tool/interrupt.hpp"

namespace pico::tool {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

std::string_view field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text != nullptr ? text : "";
}

/// A connection of the name `krl`, unless conninfo says another.
PGconn* connection_to(const std::string& conninfo) {
  const std::array<const char*, 3> keywords = {"fallback_application_name", "dbname", nullptr};
  const std::array<const char*, 3> values = {"krl", conninfo.c_str(), nullptr};
  constexpr int kExpandDbname = 1;
  return PQconnectdbParams(keywords.data(), values.data(), kExpandDbname);
}

/// The number behind a word in a context, e.g. `line 3`; 0 where there is none.
uint32_t number_behind(std::string_view context, std::string_view word) {
  const size_t start = context.find(word);
  if (start == std::string_view::npos) return 0;
  uint32_t number = 0;
  std::from_chars(context.data() + start + word.size(), context.data() + context.size(), number);
  return number;
}

/// The place that a context of pico names: `KRL ruleset "a.b", line 3, column 5`.
krl::ErrorPlace place_in(std::string_view context) {
  context = context.substr(0, context.find('\n'));
  if (!context.starts_with("KRL ")) return {};
  krl::ErrorPlace place;
  constexpr std::string_view kRuleset = "KRL ruleset \"";
  if (context.starts_with(kRuleset)) {
    const std::string_view rest = context.substr(kRuleset.size());
    place.rid = rest.substr(0, rest.find('"'));
  }
  place.line = number_behind(context, "line ");
  place.column = number_behind(context, "column ");
  return place;
}

/// An error of the server, whose text has the class of KRL's in front where it says more than that
/// it is one.
krl::Error error_of(const PGresult* result) {
  using enum krl::ErrorClass;
  std::string_view message = field(result, PG_DIAG_MESSAGE_PRIMARY);
  krl::ErrorClass found = Error;
  for (const krl::ErrorClass each :
       {TypeError, RangeError, SyntaxError, ReferenceError, ParseError}) {
    const std::string prefix = fmt::format("{}: ", krl::name_of(each));
    if (!message.starts_with(prefix)) continue;
    found = each;
    message.remove_prefix(prefix.size());
    break;
  }
  const bool is_syntax = field(result, PG_DIAG_SQLSTATE) == "42601";
  krl::Error error(found, std::string(message),
                   is_syntax ? krl::ErrorCode::KrlCompile : krl::ErrorCode::KrlRuntime);
  error.locate(place_in(field(result, PG_DIAG_CONTEXT)));
  return error;
}

}  // namespace

void LiveEvaluator::Close::operator()(pg_conn* connection) const noexcept { PQfinish(connection); }
void LiveEvaluator::Close::operator()(pg_result* result) const noexcept { PQclear(result); }

LiveEvaluator::LiveEvaluator(const std::string& conninfo, std::string pico,
                             std::optional<std::string> rid)
    : connection_(connection_to(conninfo)), pico_(std::move(pico)) {
  rid_ = std::move(rid);
  if (PQstatus(connection_.get()) != CONNECTION_OK)
    throw InputError(std::string(trimmed(PQerrorMessage(connection_.get()))));
  if (PQsetClientEncoding(connection_.get(), "UTF8") != 0)
    throw InputError("the server does not speak UTF-8");
}

void LiveEvaluator::fail_without_connection() {
  std::string text(trimmed(PQerrorMessage(connection_.get())));
  PQreset(connection_.get());
  throw krl::Error(krl::ErrorClass::Error, std::move(text));
}

/// Waits for something to read.
void LiveEvaluator::wait() {
  pollfd socket{.fd = PQsocket(connection_.get()), .events = POLLIN, .revents = 0};
  while (poll(&socket, 1, -1) < 0 && errno == EINTR) {
    if (!take_interrupt()) continue;
    PGcancel* cancel = PQgetCancel(connection_.get());
    std::array<char, 256> problem;
    if (PQcancel(cancel, problem.data(), problem.size()) == 0)
      fmt::print(stderr, "{}\n", trimmed(problem.data()));
    PQfreeCancel(cancel);
  }
}

LiveEvaluator::Result LiveEvaluator::run(const char* statement,
                                         std::initializer_list<const char*> parameters) {
  PGconn* connection = connection_.get();
  if (PQsendQueryParams(connection, statement, static_cast<int>(parameters.size()), nullptr,
                        parameters.begin(), nullptr, nullptr, 0) == 0) {
    fail_without_connection();
  }
  while (PQisBusy(connection) != 0) {
    wait();
    if (PQconsumeInput(connection) == 0) fail_without_connection();
  }
  Result first(PQgetResult(connection));
  for (Result more = nullptr; (more = Result(PQgetResult(connection))) != nullptr;) continue;
  if (PQstatus(connection) != CONNECTION_OK) fail_without_connection();
  return first;
}

std::string LiveEvaluator::evaluate(const Input& input) {
  const std::string source = input.whole();
  const Result result = run("select pico.eval($1, $2, $3)",
                            {pico_.c_str(), source.c_str(), rid_ ? rid_->c_str() : nullptr});
  if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) throw error_of(result.get());
  return PQgetvalue(result.get(), 0, 0);
}

/// Whom the views are not granted to gets none.
std::vector<std::string> LiveEvaluator::names() {
  if (!rid_) return {};
  const Result result =
      run("select r.source from pico.rulesets r join pico.installed_rulesets i using (url) "
          "where i.pico = $1 and i.rid = $2",
          {pico_.c_str(), rid_->c_str()});
  if (PQresultStatus(result.get()) != PGRES_TUPLES_OK || PQntuples(result.get()) == 0) return {};
  return names_in(PQgetvalue(result.get(), 0, 0));
}

}  // namespace pico::tool
