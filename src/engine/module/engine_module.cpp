// SPDX-License-Identifier: MIT
//
// The module `engine` of pico engine 0.x, as far as `ctx` can do what it did (spec
// system-rulesets.md 11). Every use leaves a warning that names the modern way.
//
// What 0.x let a program do to any pico, a pico does here to itself and to its children.
#include <fmt/format.h>

#include "engine/channel/channel_record.hpp"
#include "engine/manage/channels.hpp"
#include "engine/manage/picos.hpp"
#include "engine/manage/rulesets.hpp"
#include "engine/module/modules.hpp"
#include "engine/ruleset/url.hpp"
#include "engine/run/session.hpp"
#include "engine/run/transaction.hpp"
#include "krl/library/parameters.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"

namespace pico::engine {

namespace {

using krl::Call;
using krl::Literal;
using krl::MemberKind;
using krl::parameters;
using krl::Value;

void warn(const Call& call, std::string_view name, std::string_view instead) {
  const std::string text = fmt::format("engine:{} is of pico engine 0.x: {}", name, instead);
  transaction_of(call).log(krl::LogLevel::Warn, std::string_view(text), krl::Map(), call.caller());
}

[[noreturn]] void refuse(std::string_view text) {
  throw krl::Error(krl::ErrorClass::Error, std::string(text), krl::ErrorCode::Unsupported);
}

std::string_view text_of(const Value& value, std::string_view name) {
  if (value.is_string()) return value.string().view();
  throw krl::type_error(
      fmt::format("Expected string for {} but got {}", name, krl::name_of(krl::type_of(value))));
}

/// A pico's id where 0.x took that of any pico: the running one by default, and no other.
void require_own(const Call& call, const Value& pico_id, std::string_view name) {
  if (pico_id.is_null() || text_of(pico_id, "pico_id") == transaction_of(call).pico()) return;
  refuse(fmt::format("engine:{} works on the pico that calls it only", name));
}

/// A channel as 0.x showed it: the first two tags were its name and its type.
krl::Map old_record(const Channel& channel) {
  krl::Map record = channel_record(channel).map();
  const auto tag = [&](size_t index) {
    return index < channel.tags.size() ? Value(std::string_view(channel.tags[index]))
                                       : Value::null();
  };
  record.set("pico_id", std::string_view(channel.pico));
  record.set("name", tag(0));
  record.set("type", tag(1));
  return record;
}

// Picos -------------------------------------------------------------------------------------------

Value get_pico_id_by_eci(Call& call) {
  warn(call, "getPicoIDByECI", "programs need no ids of picos, use ECIs");
  if (!call[0].is_string()) return Value::null();
  Session& session = transaction_of(call).session();
  const std::string_view eci = call[0].string().view();
  if (const ChannelPtr channel = session.unit().channel(eci))
    return std::string_view(channel->pico);
  return session.unit().pico(eci) != nullptr ? Value(eci) : Value::null();
}

Value get_parent(Call& call) {
  warn(call, "getParent", "use ctx:parent, which is an ECI");
  require_own(call, call[0], "getParent");
  const Transaction& transaction = transaction_of(call);
  const std::optional<std::string> parent =
      transaction.session().require_pico(transaction.pico()).parent;
  return parent ? Value(std::string_view(*parent)) : Value::null();
}

Value list_children(Call& call) {
  warn(call, "listChildren", "use ctx:children, which are ECIs");
  require_own(call, call[0], "listChildren");
  const Transaction& transaction = transaction_of(call);
  krl::Array ids;
  for (const Channel& channel : transaction.session().unit().child_channels(transaction.pico())) {
    ids.edit().emplace_back(std::string_view(channel.pico));
  }
  return ids;
}

Value new_pico(Call& call) {
  warn(call, "newPico", "use ctx:newPico, or raise wrangler:new_child_request");
  require_own(call, call[0], "newPico");
  const Transaction& transaction = transaction_of(call);
  const Child child = create_child(transaction.session(), transaction.pico(), "");
  return krl::Map{{"id", std::string_view(child.id)},
                  {"parent_id", std::string_view(transaction.pico())},
                  {"admin_eci", std::string_view(child.eci)}};
}

Value remove_pico(Call& call) {
  warn(call, "removePico", "use ctx:delPico with the ECI of a child");
  Transaction& transaction = transaction_of(call);
  const std::string_view id = text_of(call[0], "id");
  const Pico* pico = transaction.session().unit().pico(id);
  if (pico == nullptr || pico->parent != transaction.pico()) {
    throw krl::Error(krl::ErrorClass::Error,
                     fmt::format("engine:removePico: {} is no child of the pico", id),
                     krl::ErrorCode::UnknownPico);
  }
  delete_tree(transaction.session(), id);
  return Value::null();
}

// Channels ----------------------------------------------------------------------------------------

/// 0.x kept policies by an id, which means nothing any more. Without one the channel is open.
Value new_channel(Call& call) {
  warn(call, "newChannel", "use ctx:newChannel");
  require_own(call, call[0], "newChannel");
  if (!call[3].is_null()) refuse("engine:newChannel with a policy_id: use ctx:newChannel");
  const Transaction& transaction = transaction_of(call);
  krl::Array tags;
  for (size_t i = 1; i <= 2; ++i) {
    if (!call[i].is_null()) tags.edit().emplace_back(text_of(call[i], i == 1 ? "name" : "type"));
  }
  return old_record(create_channel(transaction.session(), transaction.pico(), {tags, {}, {}}));
}

Value list_channels(Call& call) {
  warn(call, "listChannels", "use ctx:channels");
  require_own(call, call[0], "listChannels");
  const Transaction& transaction = transaction_of(call);
  krl::Array records;
  for (const Channel& channel : all_channels(transaction.session(), transaction.pico())) {
    records.edit().emplace_back(old_record(channel));
  }
  return records;
}

Value remove_channel(Call& call) {
  warn(call, "removeChannel", "use ctx:delChannel");
  const Transaction& transaction = transaction_of(call);
  delete_channel(transaction.session(), transaction.pico(), text_of(call[0], "eci"));
  return Value::null();
}

// Rulesets ----------------------------------------------------------------------------------------

const std::string& owner_of(const Transaction& transaction) {
  return transaction.session().require_pico(transaction.pico()).owner;
}

Value list_installed_rids(Call& call) {
  warn(call, "listInstalledRIDs", "use ctx:rulesets");
  require_own(call, call[0], "listInstalledRIDs");
  const Transaction& transaction = transaction_of(call);
  krl::Array rids;
  const auto installed = transaction.session().unit().rulesets(transaction.pico());
  for (const InstalledRuleset& ruleset : installed->rulesets()) {
    rids.edit().emplace_back(std::string_view(ruleset.rid));
  }
  return rids;
}

Value register_ruleset(Call& call) {
  warn(call, "registerRuleset", "use ctx:flush");
  const Transaction& transaction = transaction_of(call);
  const std::string url = normalised_url(text_of(call[0], "url"));
  return std::string_view(transaction.session().registry().load(url, owner_of(transaction)).rid);
}

/// By `rid`, which somebody has registered, or by `url`.
Value install_ruleset_here(Call& call) {
  warn(call, "installRuleset", "use ctx:install, or raise wrangler:install_ruleset_request");
  require_own(call, call[0], "installRuleset");
  Transaction& transaction = transaction_of(call);
  Registry& registry = transaction.session().registry();
  const std::string& owner = owner_of(transaction);
  const RulesetUrl entry = call[2].is_null()
                               ? registry.find(text_of(call[1], "rid"), owner)
                               : registry.load(normalised_url(text_of(call[2], "url")), owner);
  install_ruleset(transaction, entry, krl::Map());
  return std::string_view(entry.rid);
}

Value uninstall_ruleset_here(Call& call) {
  warn(call, "uninstallRuleset", "use ctx:uninstall");
  require_own(call, call[0], "uninstallRuleset");
  const Transaction& transaction = transaction_of(call);
  uninstall_ruleset(transaction.session(), transaction.pico(), text_of(call[1], "rid"));
  return Value::null();
}

// The table ---------------------------------------------------------------------------------------

template <Literal Name>
Value gone(Call&) {
  refuse(fmt::format("engine:{} is of pico engine 0.x and has no equal", Name.view()));
}

template <Literal Name>
constexpr krl::NativeMember gone_member() {
  return {Name.view(), MemberKind::ActionFunction, {}, gone<Name>};
}

constexpr krl::NativeMember kMembers[] = {
    {"getPicoIDByECI", MemberKind::Function, parameters<"eci">, get_pico_id_by_eci},
    {"getParent", MemberKind::Function, parameters<"pico_id">, get_parent},
    {"listChildren", MemberKind::Function, parameters<"pico_id">, list_children},
    {"newPico", MemberKind::Action, parameters<"parent_id">, new_pico},
    {"removePico", MemberKind::Action, parameters<"id">, remove_pico},
    {"newChannel", MemberKind::Action, parameters<"pico_id", "name", "type", "policy_id">,
     new_channel},
    {"listChannels", MemberKind::Function, parameters<"pico_id">, list_channels},
    {"removeChannel", MemberKind::Action, parameters<"eci">, remove_channel},
    {"listInstalledRIDs", MemberKind::Function, parameters<"pico_id">, list_installed_rids},
    {"registerRuleset", MemberKind::Action, parameters<"url", "base">, register_ruleset},
    {"installRuleset", MemberKind::Action, parameters<"pico_id", "rid", "url", "base">,
     install_ruleset_here},
    {"uninstallRuleset", MemberKind::Action, parameters<"pico_id", "rid">, uninstall_ruleset_here},
    gone_member<"newPolicy">(),
    gone_member<"removePolicy">(),
    gone_member<"listPolicies">(),
    gone_member<"getAdminECI">(),
    gone_member<"getOwner">(),
    gone_member<"describeRuleset">(),
    gone_member<"listAllEnabledRIDs">(),
    gone_member<"unregisterRuleset">(),
    gone_member<"exportPico">(),
    gone_member<"importPico">(),
    gone_member<"getPicoStatus">(),
    gone_member<"setPicoStatus">(),
};

constexpr krl::NativeModule kModule{"engine", kMembers};

}  // namespace

const krl::NativeModule& engine_module() { return kModule; }

}  // namespace pico::engine
