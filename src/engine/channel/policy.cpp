// SPDX-License-Identifier: MIT
//
// Reading, showing and applying policies: see policy.hpp.
#include "engine/channel/policy.hpp"

#include <algorithm>

#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/map.hpp"
#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

/// What differs between the two kinds.
struct Words {
  std::string_view first_key;
  const char* policy_error;
  const char* rule_error;
};

constexpr Words kEventWords = {
    "domain", "EventPolicy expects {allow: EventPolicyRule[], deny: EventPolicyRule[]}",
    "EventPolicyRule expects {domain: string, name: string}"};
constexpr Words kQueryWords = {
    "rid", "QueryPolicy expects {allow: QueryPolicyRule[], deny: QueryPolicyRule[]}",
    "QueryPolicyRule expects {rid: string, name: string}"};

const Words& words_of(PolicyKind kind) {
  return kind == PolicyKind::Event ? kEventWords : kQueryWords;
}

krl::Error invalid(const char* message) {
  return {krl::ErrorClass::TypeError, message, krl::ErrorCode::InvalidArgument};
}

std::string parse_word(const krl::Value* value, const Words& words) {
  if (value == nullptr || !value->is_string()) throw invalid(words.rule_error);
  const std::string_view word = krl::trim(value->string().view());
  if (word.empty()) throw invalid(words.rule_error);
  return std::string(word);
}

std::vector<PolicyRule> parse_rules(const krl::Value* value, const Words& words) {
  if (value == nullptr || !value->is_array()) throw invalid(words.policy_error);
  std::vector<PolicyRule> rules;
  for (const krl::Value& rule : value->array()) {
    if (!rule.is_map() || rule.map().size() != 2) throw invalid(words.rule_error);
    rules.push_back({parse_word(rule.map().find(words.first_key), words),
                     parse_word(rule.map().find("name"), words)});
  }
  return rules;
}

krl::Array rules_value(const std::vector<PolicyRule>& rules, const Words& words) {
  krl::Array array;
  for (const PolicyRule& rule : rules) {
    array.edit().emplace_back(krl::Map{{words.first_key, std::string_view(rule.first)},
                                       {"name", std::string_view(rule.name)}});
  }
  return array;
}

bool matches(const std::vector<PolicyRule>& rules, std::string_view first, std::string_view name) {
  return std::any_of(rules.begin(), rules.end(), [&](const PolicyRule& rule) {
    return (rule.first == "*" || rule.first == first) && (rule.name == "*" || rule.name == name);
  });
}

krl::Error refused(const char* message) {
  return {krl::ErrorClass::Error, message, krl::ErrorCode::PolicyDenied};
}

}  // namespace

Policy open_policy() { return {{{"*", "*"}}, {}}; }

Policy parse_policy(PolicyKind kind, const krl::Value& value) {
  const Words& words = words_of(kind);
  if (!value.is_map() || value.map().size() != 2) throw invalid(words.policy_error);
  return {parse_rules(value.map().find("allow"), words),
          parse_rules(value.map().find("deny"), words)};
}

krl::Value policy_value(PolicyKind kind, const Policy& policy) {
  const Words& words = words_of(kind);
  return krl::Map{{"allow", rules_value(policy.allow, words)},
                  {"deny", rules_value(policy.deny, words)}};
}

void check_policy(const Policy& policy, std::string_view first, std::string_view name) {
  if (matches(policy.deny, first, name)) throw refused("Denied by channel policy");
  if (!matches(policy.allow, first, name)) throw refused("Not allowed by channel policy");
}

}  // namespace pico::engine
