// SPDX-License-Identifier: MIT
//
// The module `http`: requests to other hosts (spec modules.md 5). One whose response the program
// uses is made in place; any other leaves after the commit, and its response comes back as an event
// where the program wants one (outbound/outcome.hpp).
#include <string>

#include "engine/http/request.hpp"
#include "engine/http/response.hpp"
#include "engine/http/web_url.hpp"
#include "engine/module/modules.hpp"
#include "engine/outbound/sending.hpp"
#include "engine/run/incoming.hpp"
#include "engine/run/session.hpp"
#include "engine/run/transaction.hpp"
#include "krl/library/parameters.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"

namespace pico::engine {

namespace {

using krl::Call;
using krl::Literal;
using krl::Map;
using krl::MemberKind;
using krl::Value;

constexpr auto kParameters =
    krl::parameters<"url", "qs", "headers", "body", "auth", "json", "form", "parseJSON",
                    "autoraise", "autosend", "dontFollowRedirect">;

/// Positions of the parameters above.
enum Parameter : uint8_t {
  Url,
  Qs,
  Headers,
  Body,
  Auth,
  Json,
  Form,
  ParseJson,
  Autoraise,
  Autosend,
  DontFollowRedirect,
};

bool parses_json(const Call& call) {
  return call[ParseJson].is(krl::Kind::Boolean) && call[ParseJson].boolean();
}

Value label_of(const Call& call) { return krl::to_string(call[Autoraise]); }

Value member(const Value& map, std::string_view key) {
  const Value* found = map.is_map() ? map.map().find(key) : nullptr;
  return found != nullptr ? *found : Value();
}

// After the commit -------------------------------------------------------------------------------

/// Whether there will be a commit that what the code leaves behind can follow.
bool has_commit(const Transaction& transaction) {
  return transaction.kind() != Transaction::Kind::Query && !transaction.is_initialising();
}

/// The event that `autosend` asks for. Throws what is missing in it.
Map autosend_outcome(const Call& call) {
  const Transaction& transaction = transaction_of(call);
  const Value& event = call[Autosend];
  const Event checked =
      clean_event(member(event, "eci"), member(event, "domain"), member(event, "name"),
                  member(member(event, "data"), "attrs"), transaction.environment());
  if (!has_commit(transaction))
    throw krl::Error(krl::ErrorClass::Error,
                     "autosend needs a rule: the request leaves after the commit of its event");
  return {{"kind", "autosend"},   {"eci", checked.eci},          {"domain", checked.domain},
          {"name", checked.name}, {"attrs", checked.attributes}, {"parse_json", parses_json(call)}};
}

Map outcome_of(const Call& call, std::string_view verb) {
  if (!krl::is_true(call[Autoraise])) return {{"kind", "none"}};
  return {{"kind", "raise"},
          {"eci", transaction_of(call).eci()},
          {"verb", verb},
          {"label", label_of(call)},
          {"parse_json", parses_json(call)}};
}

Value send_later(const Call& call, HttpRequest http, Map outcome) {
  const Transaction& transaction = transaction_of(call);
  Request request;
  request.pico = transaction.pico();
  if (call.caller() != nullptr) request.rid = call.caller()->rid();
  request.recipient = transaction.pico() + " " + origin_of(http.url);
  request.http = std::move(http);
  request.outcome = std::move(outcome);
  send_after_commit(transaction.session(), std::move(request));
  return Value::null();
}

// In place ---------------------------------------------------------------------------------------

Value send_now(const Call& call, std::string_view verb, const HttpRequest& request) {
  Transaction& transaction = transaction_of(call);
  const Map response = response_map(transaction.session().request(request), parses_json(call));
  const bool raises = krl::is_true(call[Autoraise]) &&
                      transaction.kind() == Transaction::Kind::Event &&
                      !transaction.is_initialising();
  if (raises) {
    Map attributes = response;
    attributes.set("label", label_of(call));
    transaction.raise({.domain = "http", .name = verb, .attributes = attributes, .for_rids = {}});
  }
  return response;
}

template <Literal Verb>
Value request(Call& call) {
  constexpr std::string_view verb = Verb.view();
  const bool sends = krl::is_true(call[Autosend]);
  Map outcome = sends ? autosend_outcome(call) : outcome_of(call, verb);
  HttpRequest http = make_request(verb, {.url = call[Url],
                                         .qs = call[Qs],
                                         .headers = call[Headers],
                                         .body = call[Body],
                                         .auth = call[Auth],
                                         .json = call[Json],
                                         .form = call[Form],
                                         .dont_follow_redirect = call[DontFollowRedirect]});
  if (sends || (!call.is_result_used() && has_commit(transaction_of(call))))
    return send_later(call, std::move(http), std::move(outcome));
  return send_now(call, verb, http);
}

constexpr krl::NativeMember kMembers[] = {
    {"get", MemberKind::ActionFunction, kParameters, request<"get">, false},
    {"head", MemberKind::ActionFunction, kParameters, request<"head">, false},
    {"post", MemberKind::Action, kParameters, request<"post">, false},
    {"put", MemberKind::Action, kParameters, request<"put">, false},
    {"patch", MemberKind::Action, kParameters, request<"patch">, false},
    {"delete", MemberKind::Action, kParameters, request<"delete">, false},
};

constexpr krl::NativeModule kModule{"http", kMembers};

}  // namespace

const krl::NativeModule& http_module() { return kModule; }

}  // namespace pico::engine
