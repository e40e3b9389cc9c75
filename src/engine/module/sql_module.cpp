// SPDX-License-Identifier: MIT
//
// The module `sql`: the tables of the application, in the transaction of the event or query
// (docs/krl.md, 13). Values get into a statement as its parameters only.
#include <fmt/format.h>

#include <string>

#include "engine/module/modules.hpp"
#include "engine/run/session.hpp"
#include "engine/run/transaction.hpp"
#include "krl/library/parameters.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"

namespace pico::engine {

namespace {

using krl::Call;
using krl::MemberKind;
using krl::Value;

constexpr auto kParameters = krl::parameters<"text", "args">;

std::string_view text_of(const Call& call, std::string_view member) {
  if (call[0].is_string()) return call[0].string().view();
  throw krl::type_error(fmt::format("{}: the statement is no String, but {}", member,
                                    krl::to_string(call[0]).view()));
}

/// None stands for none.
krl::Array arguments_of(const Call& call, std::string_view member) {
  if (call[1].is_array()) return call[1].array();
  if (call[1].is_null() || call[1].is_undefined()) return {};
  throw krl::type_error(
      fmt::format("{}: args is no Array, but {}", member, krl::to_string(call[1]).view()));
}

Value query(Call& call) {
  const Transaction& transaction = transaction_of(call);
  return transaction.session().run_statement(transaction.pico(), text_of(call, "sql:query"),
                                             arguments_of(call, "sql:query"), false);
}

Value execute(Call& call) {
  const Transaction& transaction = transaction_of(call);
  if (transaction.kind() != Transaction::Kind::Event || transaction.is_initialising())
    throw krl::Error(krl::ErrorClass::Error,
                     "sql:execute needs a rule: queries and globals change nothing");
  return transaction.session().run_statement(transaction.pico(), text_of(call, "sql:execute"),
                                             arguments_of(call, "sql:execute"), true);
}

constexpr krl::NativeMember kMembers[] = {
    {"query", MemberKind::Function, kParameters, query, false},
    {"execute", MemberKind::Action, kParameters, execute, false},
};

constexpr krl::NativeModule kModule{"sql", kMembers};

}  // namespace

const krl::NativeModule& sql_module() { return kModule; }

}  // namespace pico::engine
