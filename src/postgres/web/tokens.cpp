// SPDX-License-Identifier: MIT
//
// Tokens: see tokens.hpp.
#include <fmt/format.h>
#include <openssl/crypto.h>

#include "engine/model/hash.hpp"
#include "engine/model/identifier.hpp"

#include "postgres/guard.hpp"
#include "postgres/image.hpp"
#include "postgres/owners.hpp"
#include "postgres/web/tokens.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

constexpr std::string_view kPrefix = "pico_";

struct TokenParts {
  std::string_view id;
  std::string_view secret;
};

/// Nothing where the text is no token.
std::optional<TokenParts> parts_of(std::string_view token) {
  if (!token.starts_with(kPrefix)) return std::nullopt;
  token.remove_prefix(kPrefix.size());
  const size_t end = token.find('_');
  if (end == std::string_view::npos) return std::nullopt;
  const TokenParts parts{token.substr(0, end), token.substr(end + 1)};
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (!std::all_of(parts.id.begin(), parts.id.end(), is_plain)) return std::nullopt;
  return parts;
}

bool has_hash(std::string_view secret, std::string_view hash) {
  const std::string found = engine::sha256_text(secret);
  return found.size() == hash.size() && CRYPTO_memcmp(found.data(), hash.data(), hash.size()) == 0;
}

/// Only inside pg_call.
void require_privileges_of(Oid caller, const char* role) {
  const Oid found = get_role_oid(role, false);
  if (superuser_arg(found) && !superuser_arg(caller))
    ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
                    errmsg("must be superuser to make a token for the superuser \"%s\"", role)));
  if (!has_privs_of_role(caller, found))
    ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
                    errmsg("must have the privileges of role \"%s\" to make a token for it", role),
                    errhint("Become a member of the role, one that inherits its privileges.")));
}

}  // namespace

std::string create_token(ServerCall& call, std::string_view role,
                         std::optional<engine::Time> expires) {
  static constinit Statement insert{
      "insert into pico.token (id, hash, role, created_by, expires_at)"
      " values ($1, pg_catalog.decode($2, 'hex'), $3, $4, $5)"};
  const std::string name(role);
  const char* const characters = name.c_str();
  pg_call([&] { require_privileges_of(call.caller(), characters); });

  // Where there is no image yet, a copy of what is made here could not be told from it.
  adopt_image(call.sql());
  const std::string id = engine::new_identifier(call.environment());
  const std::string secret = engine::new_identifier(call.environment());
  const Parameter time = Parameter::time(expires.value_or(0));
  call.sql().write(insert,
                   {Parameter::key(id), engine::sha256_text(secret), Parameter::key(role),
                    name_of_role(call.caller()), expires ? time : Parameter::null_like(time)});
  return fmt::format("{}{}_{}", kPrefix, id, secret);
}

void revoke_token(ServerCall& call, std::string_view id) {
  static constinit Statement select{"select role from pico.token where id = $1 for update", true};
  static constinit Statement erase{"delete from pico.token where id = $1"};
  std::optional<std::string> role;
  if (is_key(id)) call.sql().write(select, {id}, [&](const Row& row) { role = row.string(1); });
  if (!role)
    throw krl::Error(krl::ErrorClass::Error, "Token not found " + std::string(id),
                     krl::ErrorCode::InvalidArgument);
  if (!call.environment().may_manage(*role))
    throw krl::Error(krl::ErrorClass::Error, "must be owner of token " + std::string(id),
                     krl::ErrorCode::NotOwner);
  call.sql().write(erase, {id});
}

uint64_t delete_expired_tokens(Sql& sql) {
  static constinit Statement statement{
      "delete from pico.token where expires_at <= pg_catalog.clock_timestamp()"};
  return sql.write(statement, {});
}

TokenCheck check_token(Sql& sql, std::string_view token) {
  using Verdict = TokenCheck::Verdict;
  static constinit Statement select{
      "select pg_catalog.encode(hash, 'hex'), role,"
      " coalesce(expires_at <= pg_catalog.clock_timestamp(), false)::int::bigint"
      " from pico.token where id = $1"};
  const std::optional<TokenParts> parts = parts_of(token);
  if (!parts || !is_key(parts->id)) return {};

  TokenCheck check;
  std::string role;
  sql.select(select, {parts->id}, [&](const Row& row) {
    if (!has_hash(parts->secret, row.text(1))) return;
    check.verdict = row.number(3) != 0 ? Verdict::Expired : Verdict::Valid;
    role = row.string(2);
  });
  if (check.verdict != Verdict::Valid) return check;
  if (is_copy(sql)) return {.verdict = Verdict::Copied};
  check.role = role_of_name(role);
  if (!OidIsValid(check.role)) return {};
  return check;
}

}  // namespace pico::postgres
