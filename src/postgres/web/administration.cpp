// SPDX-License-Identifier: MIT
//
// Administration over HTTP: see administration.hpp.
#include <fmt/format.h>

#include <variant>

#include "engine/web/failure_limit.hpp"
#include "engine/web/web_answer.hpp"
#include "krl/value/map.hpp"

#include "postgres/call.hpp"
#include "postgres/owners.hpp"
#include "postgres/web/administration.hpp"
#include "postgres/web/tokens.hpp"
#include "postgres/web/web_role.hpp"
#include "postgres/workers/worker_transaction.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

using engine::FailureLimit;
using engine::WebAnswer;
using engine::WebError;
using engine::WebRules;

FailureLimit& failures() {
  static FailureLimit limit({});
  return limit;
}

// Who asks ----------------------------------------------------------------------------------------

WebError must_wait(std::chrono::seconds wait) {
  return {429,
          "Error: too many requests without a valid token",
          {{"Retry-After", std::to_string(wait.count())}}};
}

WebError has_no_token(std::string_view why) {
  return {401, fmt::format("Error: {}", why), {{"WWW-Authenticate", "Bearer realm=\"pico\""}}};
}

TokenCheck check(std::string_view token) {
  ServerCall call(ServerCall::Access::Read);
  const TokenCheck check = check_token(call.sql(), token);
  call.close();
  return check;
}

std::string_view refusal_of(TokenCheck::Verdict verdict) {
  switch (verdict) {
    case TokenCheck::Verdict::Valid:
      return {};
    case TokenCheck::Verdict::Invalid:
      return "the token is not valid; pico.create_token() makes one";
    case TokenCheck::Verdict::Expired:
      return "the token has expired; pico.create_token() makes another";
    case TokenCheck::Verdict::Copied:
      return "this image is a copy, where tokens are good only after "
             "pico.resume_image()";
  }
  return {};
}

/// The token's role, or why the client is not listened to.
std::variant<Oid, WebError> admit(std::string_view token, const std::string& client) {
  const auto now = FailureLimit::Clock::now();
  if (const auto wait = failures().wait_of(client, now); wait.count() > 0) return must_wait(wait);
  if (token.empty())
    return has_no_token("a token is needed, as the header Authorization: Bearer TOKEN");
  const TokenCheck found = check(token);
  if (found.verdict == TokenCheck::Verdict::Valid) return found.role;
  failures().count(client, now);
  return has_no_token(refusal_of(found.verdict));
}

// What is done ------------------------------------------------------------------------------------

WebAnswer answer_of(const WebError& error) {
  WebAnswer answer =
      engine::json_answer(krl::Map{{"error", std::string_view(error.text())}}, error.status());
  answer.headers.insert(answer.headers.end(), error.headers().begin(), error.headers().end());
  return answer;
}

/// What `work` gives when it is run as the token's role. That something is refused is an answer,
/// too, as long as nothing has been written before.
template <class Call, class Work>
WebAnswer run_as(Oid role, const Call& call, const WebRules& rules, Work work) {
  const OwnerScope as_role(OwnerScope::Role{role});
  ServerCall server_call(ServerCall::Access::Write);
  WebAnswer answer;
  try {
    answer = engine::json_answer(work(server_call));
  } catch (const WebError& error) {
    answer = answer_of(error);
  } catch (const krl::Error& error) {
    if (server_call.sql().has_written()) throw;
    answer = engine::error_answer(error, call, rules);
  }
  if (server_call.sql().has_written()) fire_deferred_triggers();
  server_call.close();
  as_role.close();
  return answer;
}

template <class Call, class Work>
WebAnswer administer(const Call& call, const std::string& client, const WebRules& rules,
                     Work work) {
  const std::variant<Oid, WebError> admission = admit(call.token, client);
  if (const auto* refusal = std::get_if<WebError>(&admission))
    return engine::private_answer(answer_of(*refusal));
  return engine::private_answer(run_as(std::get<Oid>(admission), call, rules, work));
}

/// The ECI; nothing where there is no such root.
std::optional<std::string> ui_channel(ServerCall& call) {
  // By the roles that the caller has the privileges of, as acts_for() tells.
  static constinit Statement select{
      "select c.eci from pico.pico p join pico.channel c on c.pico = p.id and "
      "c.family is null"
      " where p.parent is null and c.tags @> '{engine,ui}' and "
      "pg_catalog.cardinality(c.tags) = 2"
      " and ($2 = 1 or p.owner in (select r.rolname from pg_catalog.pg_roles r"
      "   where pg_catalog.pg_has_role($1::pg_catalog.name, r.oid, 'usage')))"
      " order by p.owner = $1 desc, p.number, c.position limit 1"};
  std::optional<std::string> eci;
  call.sql().select(select, {name_of_role(call.caller()), int64_t{is_administrator(call.caller())}},
                    [&](const Row& row) { eci = row.string(1); });
  return eci;
}

}  // namespace

WebAnswer show_ui_context(const engine::ShowUiContext& call, const std::string& client,
                          const WebRules& rules) {
  return administer(call, client, rules, [](ServerCall& server_call) {
    const std::optional<std::string> eci = ui_channel(server_call);
    if (!eci)
      throw WebError(403,
                     "Error: the token's role may manage no root pico "
                     "that has a UI channel");
    return krl::Map{{"version", PICO_VERSION}, {"eci", std::string_view(*eci)}};
  });
}

WebAnswer flush_ruleset(const engine::FlushRuleset& call, const std::string& client,
                        const WebRules& rules) {
  return administer(call, client, rules, [&](ServerCall& server_call) {
    require_execute(server_call.caller(), "flush_ruleset");
    return server_call.engine().flush_ruleset(call.url);
  });
}

}  // namespace pico::postgres
