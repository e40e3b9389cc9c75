// SPDX-License-Identifier: MIT
//
// The module `ctx`: a pico's view of itself, and what it does to itself and its children
// (spec modules.md 2).
#include "engine/channel/channel_record.hpp"
#include "engine/manage/channels.hpp"
#include "engine/manage/picos.hpp"
#include "engine/manage/rulesets.hpp"
#include "engine/model/time_text.hpp"
#include "engine/module/modules.hpp"
#include "engine/module/send.hpp"
#include "engine/ruleset/url.hpp"
#include "engine/run/session.hpp"
#include "engine/run/transaction.hpp"
#include "krl/library/parameters.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/json.hpp"

namespace pico::engine {

namespace {

using krl::Call;
using krl::MemberKind;
using krl::parameters;
using krl::Value;

// Properties -------------------------------------------------------------------------------------

std::string_view rid_of(const Call& call) {
  return call.caller() != nullptr ? call.caller()->rid() : std::string_view();
}

/// The rulesets of the pico that runs.
std::shared_ptr<const RulesetList> rulesets_of(const Call& call) {
  const Transaction& transaction = transaction_of(call);
  return transaction.session().unit().rulesets(transaction.pico());
}

Value text_or_null(const std::optional<std::string>& text) {
  return text ? Value(std::string_view(*text)) : Value::null();
}

Value pico_id(Call& call) { return std::string_view(transaction_of(call).pico()); }

Value rid(Call& call) { return rid_of(call); }

template <krl::Literal Name>
Value meta_entry(Call& call) {
  if (call.caller() == nullptr) return Value::null();
  const Value& meta = call.caller()->program().meta;
  const Value* found = meta.is_map() ? meta.map().find(Name.view()) : nullptr;
  return found != nullptr ? *found : Value::null();
}

Value parent(Call& call) {
  const Transaction& transaction = transaction_of(call);
  return text_or_null(parent_eci(transaction.session(), transaction.pico()));
}

Value children(Call& call) {
  const Transaction& transaction = transaction_of(call);
  krl::Array ecis;
  for (const std::string& eci : children_ecis(transaction.session(), transaction.pico())) {
    ecis.edit().emplace_back(std::string_view(eci));
  }
  return ecis;
}

Value channels(Call& call) {
  const Transaction& transaction = transaction_of(call);
  krl::Array records;
  for (const Channel& channel : all_channels(transaction.session(), transaction.pico())) {
    records.edit().push_back(channel_record(channel));
  }
  return records;
}

Value rulesets(Call& call) {
  const Transaction& transaction = transaction_of(call);
  return ruleset_records(transaction.session(), transaction.pico());
}

Value ruleset(Call& call) {
  if (!call[0].is_string()) return Value::null();
  const Transaction& transaction = transaction_of(call);
  return ruleset_record(transaction.session(), transaction.pico(), call[0].string().view());
}

// Picos ------------------------------------------------------------------------------------------

struct WantedRuleset {
  RulesetUrl url;
  krl::Map config;
};

krl::Error not_rulesets() {
  return krl::type_error("ctx:newPico expects an array of {url, config}");
}

krl::Map map_or_empty(const Value& value) {
  const Value copy = krl::json_copy(value);
  return copy.is_map() ? copy.map() : krl::Map();
}

/// Who owns what the pico makes.
const std::string& owner_of(const Transaction& transaction) {
  return transaction.session().require_pico(transaction.pico()).owner;
}

/// Loads all sources, so that a bad one creates nothing.
std::vector<WantedRuleset> wanted_rulesets(const Transaction& transaction, const Value& given) {
  if (!given.is_array()) throw not_rulesets();
  std::vector<WantedRuleset> wanted;
  for (const Value& each : given.array()) {
    const Value* url = each.is_map() ? each.map().find("url") : nullptr;
    if (url == nullptr || !url->is_string()) throw not_rulesets();
    const Value* config = each.map().find("config");
    const std::string key = normalised_url(url->string().view());
    wanted.push_back({transaction.session().registry().load(key, owner_of(transaction)),
                      config != nullptr ? map_or_empty(*config) : krl::Map()});
  }
  return wanted;
}

Value new_pico(Call& call) {
  const Transaction& transaction = transaction_of(call);
  Session& session = transaction.session();
  const std::vector<WantedRuleset> wanted = wanted_rulesets(transaction, call[0]);
  const Child child = create_child(session, transaction.pico(), "");
  for (const WantedRuleset& each : wanted) {
    install_ruleset(session, child.id, each.url, each.config);
  }
  return std::string_view(child.eci);
}

Value del_pico(Call& call) {
  const Transaction& transaction = transaction_of(call);
  Session& session = transaction.session();
  if (call[0].is_string()) {
    const std::string_view eci = call[0].string().view();
    const ChannelPtr channel = session.unit().channel(eci);
    if (channel && channel->family == Family::Child && channel->family_pico == transaction.pico()) {
      delete_tree(session, channel->pico);
      return Value::null();
    }
  }
  throw krl::Error(
      krl::ErrorClass::Error,
      "delPico(" + std::string(krl::to_string(call[0]).view()) + ") - not found in children ECIs",
      krl::ErrorCode::UnknownEci);
}

// Channels ---------------------------------------------------------------------------------------

Value channel(Call& call) {
  if (!call[0].is_string()) return Value::null();
  const Transaction& transaction = transaction_of(call);
  const std::optional<Channel> found =
      find_channel(transaction.session(), transaction.pico(), call[0].string().view());
  return found ? Value(channel_record(*found)) : Value::null();
}

Value new_channel(Call& call) {
  const Transaction& transaction = transaction_of(call);
  return channel_record(
      create_channel(transaction.session(), transaction.pico(), {call[0], call[1], call[2]}));
}

Value put_channel(Call& call) {
  const Transaction& transaction = transaction_of(call);
  const krl::String eci = krl::to_string(call[0]);
  update_channel(transaction.session(), transaction.pico(), eci.view(),
                 {call[1], call[2], call[3]});
  return Value::null();
}

Value upsert_channel_of(Call& call) {
  const Transaction& transaction = transaction_of(call);
  // Without tags there is no channel to look for.
  const Value tags = call[0].is_null() ? Value("") : call[0];
  upsert_channel(transaction.session(), transaction.pico(), {tags, call[1], call[2]});
  return Value::null();
}

Value del_channel(Call& call) {
  const Transaction& transaction = transaction_of(call);
  const krl::String eci = krl::to_string(call[0]);
  delete_channel(transaction.session(), transaction.pico(), eci.view());
  return Value::null();
}

// Rulesets ---------------------------------------------------------------------------------------

std::string_view string_argument(const Value& value, const char* name) {
  if (value.is_string()) return value.string().view();
  throw krl::type_error("Expected string for " + std::string(name) + " but got " +
                        std::string(krl::name_of(krl::type_of(value))));
}

Value install(Call& call) {
  Transaction& transaction = transaction_of(call);
  const std::string url = normalised_url(string_argument(call[0], "url"));
  const RulesetUrl entry = transaction.session().registry().load(url, owner_of(transaction));
  install_ruleset(transaction, entry, map_or_empty(call[1]));
  return std::string_view(entry.rid);
}

Value uninstall(Call& call) {
  const Transaction& transaction = transaction_of(call);
  uninstall_ruleset(transaction.session(), transaction.pico(), string_argument(call[0], "rid"));
  return Value::null();
}

/// The URL of another owner stays as it is, which the log says: that it is not flushed must not
/// keep the pico from using it. Built-in rulesets change with the extension only.
Value flush(Call& call) {
  Transaction& transaction = transaction_of(call);
  Session& session = transaction.session();
  const std::string url = normalised_url(string_argument(call[0], "url"));
  const std::string owner = owner_of(transaction);
  const std::optional<RulesetUrl> known = session.unit().ruleset_url(url);
  if (known && is_builtin_url(url)) return Value::null();
  if (known && known->owner != owner) {
    const std::string refusal = "not flushed: must be owner of ruleset " + url;
    transaction.log(krl::LogLevel::Warn, std::string_view(refusal), {}, call.caller());
    return Value::null();
  }
  flush_ruleset(session, url, owner);
  return Value::null();
}

// Other picos ------------------------------------------------------------------------------------

Value event(Call& call) {
  return send_event(transaction_of(call), rid_of(call),
                    {.eci = call[0],
                     .domain = call[1],
                     .name = call[2],
                     .attributes = call[3],
                     .host = call[4],
                     .result_event = {}});
}

Value event_query(Call& call) {
  const Transaction& transaction = transaction_of(call);
  Environment& environment = transaction.environment();
  Event event = clean_event(call[0], call[1], call[2], call[3], environment);
  const Query query = clean_query(call[0], call[4], call[5], call[6], environment);
  return transaction.session().event_query(transaction.pico(), std::move(event), query);
}

Value query(Call& call) {
  const Transaction& transaction = transaction_of(call);
  const Query query = clean_query(call[0], call[1], call[2], call[3], transaction.environment());
  return transaction.session().query(transaction.pico(), query);
}

// Logs -------------------------------------------------------------------------------------------

krl::Map log_record(const LogEntry& entry) {
  krl::Map record{{"level", krl::name_of(static_cast<krl::LogLevel>(entry.level))},
                  {"time", std::string_view(time_text(entry.time))}};
  if (!entry.rid.empty()) record.set("rid", std::string_view(entry.rid));
  if (!entry.transaction.empty()) record.set("txnId", std::string_view(entry.transaction));
  for (const krl::MapEntry& member : entry.data) record.set(member.key, member.value);
  record.set("msg", entry.message);
  return record;
}

Value logs(Call& call) {
  constexpr Time kShownMs = Time{12} * 60 * 60 * 1000;
  const Transaction& transaction = transaction_of(call);
  const Time since = transaction.environment().now() - kShownMs;
  krl::Array records;
  for (const LogEntry& entry : transaction.session().unit().logs(transaction.pico(), since)) {
    records.edit().emplace_back(log_record(entry));
  }
  return records;
}

// The table --------------------------------------------------------------------------------------

constexpr krl::NativeMember kMembers[] = {
    {"picoId", MemberKind::Property, {}, pico_id},
    {"rid", MemberKind::Property, {}, rid},
    {"rid_url", MemberKind::Property, {}, rid_url},
    {"rid_config", MemberKind::Property, {}, rid_config},
    {"rid_version", MemberKind::Property, {}, meta_entry<"version">},
    {"rid_name", MemberKind::Property, {}, meta_entry<"name">},
    {"rid_description", MemberKind::Property, {}, meta_entry<"description">},
    {"rid_author", MemberKind::Property, {}, meta_entry<"author">},
    {"parent", MemberKind::Property, {}, parent},
    {"children", MemberKind::Property, {}, children},
    {"channels", MemberKind::Property, {}, channels},
    {"channel", MemberKind::Function, parameters<"eci">, channel},
    {"ruleset", MemberKind::Function, parameters<"rid">, ruleset},
    {"rulesets", MemberKind::Property, {}, rulesets},
    {"newPico", MemberKind::Action, parameters<"rulesets">, new_pico},
    {"delPico", MemberKind::Action, parameters<"eci">, del_pico},
    {"newChannel", MemberKind::Action, parameters<"tags", "eventPolicy", "queryPolicy">,
     new_channel},
    {"putChannel", MemberKind::Action, parameters<"eci", "tags", "eventPolicy", "queryPolicy">,
     put_channel},
    {"upsertChannel", MemberKind::Action, parameters<"tags", "eventPolicy", "queryPolicy">,
     upsert_channel_of},
    {"delChannel", MemberKind::Action, parameters<"eci">, del_channel},
    {"install", MemberKind::Action, parameters<"url", "config">, install},
    {"uninstall", MemberKind::Action, parameters<"rid">, uninstall},
    {"flush", MemberKind::Action, parameters<"url">, flush},
    {"event", MemberKind::Action, parameters<"eci", "domain", "name", "attrs", "host">, event},
    {"eventQuery", MemberKind::Action,
     parameters<"eci", "domain", "name", "attrs", "rid", "queryName", "args">, event_query},
    {"query", MemberKind::Function, parameters<"eci", "rid", "name", "args">, query},
    {"logs", MemberKind::Function, {}, logs},
};

constexpr krl::NativeModule kModule{"ctx", kMembers};

}  // namespace

Value rid_url(Call& call) {
  // Null where the ruleset whose code runs has uninstalled itself.
  const std::shared_ptr<const RulesetList> rulesets = rulesets_of(call);
  const InstalledRuleset* installed = rulesets->find(rid_of(call));
  return installed != nullptr ? Value(std::string_view(installed->url)) : Value::null();
}

Value rid_config(Call& call) {
  if (rulesets_of(call)->find(rid_of(call)) == nullptr) return krl::Map();
  const Transaction& transaction = transaction_of(call);
  return transaction.session().unit().installation(transaction.pico(), rid_of(call)).config;
}

const krl::NativeModule& ctx_module() { return kModule; }

}  // namespace pico::engine
