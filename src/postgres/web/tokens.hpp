// SPDX-License-Identifier: MIT
//
// Tokens: what lets programs administer an image over HTTP. One is
//
//     pico_ID_SECRET
//
// and the image keeps, beside the id and the role as which requests run, the SHA-256 of the secret
// only. The secret has 129 random bits, so that a plain hash is as good as a slow one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "postgres/call.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// Makes a token for a role, until `expires`, or for ever, and gives it. Raises an error unless the
/// caller has the privileges of the role. A token of a superuser only a superuser makes, whoever
/// else may be a member.
std::string create_token(ServerCall& call, std::string_view role,
                         std::optional<engine::Time> expires);
/// Throws Error where there is none, or where it is neither of a role whose privileges the caller
/// has nor he an administrator.
void revoke_token(ServerCall& call, std::string_view id);
/// How many.
uint64_t delete_expired_tokens(Sql& sql);

/// What a token is good for.
struct TokenCheck {
  enum class Verdict : uint8_t {
    Valid,
    Invalid,  // it is none, was revoked, or has a role that is gone
    Expired,
    Copied,  // it was made in the original of this image
  };
  Verdict verdict = Verdict::Invalid;
  Oid role = InvalidOid;  // of a valid one
};
/// How long it takes says nothing of the secret.
TokenCheck check_token(Sql& sql, std::string_view token);

}  // namespace pico::postgres
