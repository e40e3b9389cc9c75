// SPDX-License-Identifier: MIT
//
// The module `meta`: where the running code stands (spec modules.md 4).
#include "engine/module/modules.hpp"
#include "engine/run/transaction.hpp"

namespace pico::engine {

namespace {

using krl::Call;
using krl::MemberKind;
using krl::Value;

/// Whether the code runs for an event or query of that kind, not in a module or a global.
bool runs_in(const Call& call, Transaction::Kind kind) {
  const Transaction& transaction = transaction_of(call);
  return transaction.kind() == kind && transaction.is_own_code(call.caller());
}

bool runs_in_either(const Call& call) {
  return runs_in(call, Transaction::Kind::Event) || runs_in(call, Transaction::Kind::Query);
}

Value eci(Call& call) {
  return runs_in_either(call) ? Value(transaction_of(call).eci()) : Value::null();
}

Value transaction_id(Call& call) {
  return runs_in_either(call) ? Value(std::string_view(transaction_of(call).id())) : Value::null();
}

Value in_event(Call& call) { return runs_in(call, Transaction::Kind::Event); }

Value in_query(Call& call) { return runs_in(call, Transaction::Kind::Query); }

Value rule_name(Call& call) {
  const krl::String* rule = transaction_of(call).rule_name();
  return rule != nullptr && runs_in(call, Transaction::Kind::Event) ? Value(*rule) : Value::null();
}

Value rid(Call& call) {
  return call.caller() != nullptr ? Value(call.caller()->rid()) : Value::null();
}

/// The ruleset that uses the running code as a module.
Value calling_rid(Call& call) {
  const krl::Instance* caller = call.caller();
  return caller != nullptr && caller->is_module() ? Value(caller->user()) : Value::null();
}

Value pico_id(Call& call) { return std::string_view(transaction_of(call).pico()); }

Value host(Call& call) {
  const std::string url = module_host(call).environment().base_url();
  return url.empty() ? Value::null() : Value(std::string_view(url));
}

constexpr krl::NativeMember kMembers[] = {
    {"eci", MemberKind::Property, {}, eci},
    {"txnId", MemberKind::Property, {}, transaction_id},
    {"inEvent", MemberKind::Property, {}, in_event},
    {"inQuery", MemberKind::Property, {}, in_query},
    {"ruleName", MemberKind::Property, {}, rule_name},
    {"rid", MemberKind::Property, {}, rid},
    {"callingRID", MemberKind::Property, {}, calling_rid},
    {"picoId", MemberKind::Property, {}, pico_id},
    {"rid_url", MemberKind::Property, {}, rid_url},
    {"rulesetURI", MemberKind::Property, {}, rid_url},
    {"rulesetConfig", MemberKind::Property, {}, rid_config},
    {"host", MemberKind::Property, {}, host},
};

constexpr krl::NativeModule kModule{"meta", kMembers};

}  // namespace

const krl::NativeModule& meta_module() { return kModule; }

}  // namespace pico::engine
