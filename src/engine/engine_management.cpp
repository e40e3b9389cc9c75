// SPDX-License-Identifier: MIT
//
// Managing picos, channels and rulesets, and the tools: see engine.hpp. Events and queries are in
// engine.cpp.
#include <fmt/format.h>

#include "engine/engine_run.hpp"
#include "engine/inspect/describe.hpp"
#include "engine/inspect/eval.hpp"
#include "engine/inspect/explain.hpp"
#include "engine/manage/channels.hpp"
#include "engine/manage/full_picos.hpp"
#include "engine/manage/picos.hpp"
#include "engine/manage/rulesets.hpp"
#include "engine/ruleset/builtin_rulesets.hpp"
#include "engine/ruleset/url.hpp"
#include "krl/text/error.hpp"
#include "krl/value/json.hpp"

namespace pico::engine {

namespace {

/// A configuration for an installation: a Map, or Null for an empty one.
krl::Map clean_config(const krl::Value& config) {
  if (config.is_null()) return {};
  const krl::Value copy = krl::json_copy(config);
  if (copy.is_map()) return copy.map();
  throw krl::Error(krl::ErrorClass::TypeError, "Expected a JSON map for config",
                   krl::ErrorCode::InvalidArgument);
}

void require_owner(Session& session, std::string_view owner, std::string_view kind,
                   std::string_view name) {
  if (session.environment().may_manage(owner)) return;
  throw krl::Error(krl::ErrorClass::Error, fmt::format("must be owner of {} {}", kind, name),
                   krl::ErrorCode::NotOwner);
}

void require_owner(Session& session, std::string_view pico) {
  require_owner(session, session.require_pico(pico).owner, "pico", pico);
}

void install_rulesets(Session& session, std::string_view pico, const RulesetNames& rulesets) {
  const std::string owner = session.require_pico(pico).owner;
  for (const std::string& each : rulesets) {
    const RulesetUrl entry = session.registry().find(each, owner, session.environment().caller());
    engine::install_ruleset(session, pico, entry, krl::Map());
  }
}

/// Locks a pico for a change that only its owner may make. Who that is may change while it waits.
void enter_as_owner(Session& session, std::string_view pico) {
  require_owner(session, pico);
  if (!session.enter(pico)) require_owner(session, pico);
}

/// The same with the pico whose channel it is.
std::string enter_by_channel(Session& session, std::string_view eci) {
  std::string pico = session.channel(eci)->pico;
  enter_as_owner(session, pico);
  return pico;
}

}  // namespace

// Picos ------------------------------------------------------------------------------------------

std::string Engine::create_pico(std::string_view name, const std::optional<std::string>& parent,
                                const std::optional<RulesetNames>& rulesets) {
  return run([&](Session& session) {
    outside_text(name);
    if (parent) enter_as_owner(session, *parent);
    std::string id;
    if (rulesets) {
      id = parent ? create_child(session, *parent, name).id
                  : create_root(session, name, environment_.caller());
      install_rulesets(session, id, *rulesets);
      start_chosen_rulesets(session, id, name);
    } else {
      id = parent ? create_full_child(session, *parent, name)
                  : create_full_root(session, name, environment_.caller());
    }
    session.finish();
    return id;
  });
}

void Engine::delete_pico(std::string_view id) {
  return run([&](Session& session) {
    require_owner(session, id);
    const std::optional<std::string> parent = session.require_pico(id).parent;
    if (parent) session.enter(*parent);
    session.lock(id);
    require_owner(session, id);  // who that is may have changed while it waited
    delete_tree(session, id);
    session.finish();
  });
}

// Channels ---------------------------------------------------------------------------------------

Channel Engine::create_channel(std::string_view pico, const krl::Value& tags,
                               const krl::Value& event_policy, const krl::Value& query_policy) {
  return run([&](Session& session) {
    enter_as_owner(session, pico);
    Channel channel = engine::create_channel(session, pico, {tags, event_policy, query_policy});
    session.finish();
    return channel;
  });
}

void Engine::update_channel(std::string_view eci, const krl::Value& tags,
                            const krl::Value& event_policy, const krl::Value& query_policy) {
  return run([&](Session& session) {
    const std::string pico = enter_by_channel(session, eci);
    engine::update_channel(session, pico, eci, {tags, event_policy, query_policy});
    session.finish();
  });
}

void Engine::delete_channel(std::string_view eci) {
  return run([&](Session& session) {
    const std::string pico = enter_by_channel(session, eci);
    engine::delete_channel(session, pico, eci);
    session.finish();
  });
}

// Rulesets ---------------------------------------------------------------------------------------

std::string Engine::register_ruleset(std::string_view source,
                                     const std::optional<std::string>& url) {
  return run([&](Session& session) {
    std::optional<std::string> key;
    if (url) key = normalised_url(*url);
    if (key && is_builtin_url(*key)) {
      throw krl::Error(krl::ErrorClass::Error,
                       fmt::format("{} is a URL of built-in rulesets", *key),
                       krl::ErrorCode::InvalidArgument);
    }
    // Others who install such a URL expect what its host holds, not what a caller made up.
    if (key && !is_url_of_rid(*key) && !environment_.may_manage(environment_.system_owner())) {
      throw krl::Error(krl::ErrorClass::Error,
                       fmt::format("only an administrator may register text as {}: use a URL that "
                                   "begins with krl:, or install what is fetched from there",
                                   *key),
                       krl::ErrorCode::NotOwner);
    }
    const RulesetUrl entry =
        session.registry().put(std::string(source), key, environment_.caller());
    require_owner(session, entry.owner, "ruleset", entry.url);
    session.finish();
    return entry.rid;
  });
}

std::string Engine::install_ruleset(std::string_view pico, std::string_view rid_or_url,
                                    const krl::Value& config) {
  return run([&](Session& session) {
    enter_as_owner(session, pico);
    const std::string owner = session.require_pico(pico).owner;
    const RulesetUrl entry = session.registry().find(rid_or_url, owner, environment_.caller());
    engine::install_ruleset(session, pico, entry, clean_config(config));
    session.finish();
    return entry.rid;
  });
}

void Engine::uninstall_ruleset(std::string_view pico, std::string_view rid) {
  return run([&](Session& session) {
    enter_as_owner(session, pico);
    engine::uninstall_ruleset(session, pico, rid);
    session.finish();
  });
}

krl::Map Engine::flush_ruleset(std::string_view url) {
  return run([&](Session& session) {
    const std::string key = normalised_url(url);
    if (const std::optional<RulesetUrl> known = session.unit().ruleset_url(key))
      require_owner(session, known->owner, "ruleset", key);
    const RulesetUrl entry = engine::flush_ruleset(session, key, environment_.caller());
    krl::Map record = version_record(session, entry);
    session.finish();
    return record;
  });
}

std::string Engine::roll_back_ruleset(std::string_view url, std::string_view hash) {
  return run([&](Session& session) {
    const std::string key = normalised_url(url);
    if (const std::optional<RulesetUrl> known = session.unit().ruleset_url(key))
      require_owner(session, known->owner, "ruleset", key);
    const RulesetUrl entry = engine::roll_back_ruleset(session, key, hash);
    session.finish();
    return entry.rid;
  });
}

size_t Engine::upgrade_rulesets() {
  return run([&](Session& session) {
    size_t changed = 0;
    for (const BuiltinRuleset& each : builtin_rulesets()) {
      if (!session.unit().ruleset_url(each.url)) continue;
      if (session.registry().flush(each.url, environment_.system_owner()).changed) ++changed;
    }
    session.finish();
    return changed;
  });
}

// Tools ------------------------------------------------------------------------------------------

krl::Value Engine::eval(std::string_view pico, std::string_view source,
                        const std::optional<std::string>& rid) {
  return run([&](Session& session) {
    require_owner(session, pico);
    return eval_in_pico(session, pico, source, rid);
  });
}

krl::Array Engine::explain_event(std::string_view eci, std::string_view domain,
                                 std::string_view name, const krl::Value& attributes) {
  return run([&](Session& session) {
    const Event event = outside_event(eci, domain, name, attributes, environment_);
    require_owner(session, session.channel(event.eci.view())->pico);
    return engine::explain_event(session, event);
  });
}

krl::Map Engine::describe_ruleset(std::string_view rid_or_url) {
  return run([&](Session& session) {
    const std::string caller = environment_.caller();
    const RulesetUrl url = session.registry().find(rid_or_url, caller, caller);
    // The source of a bundled one is no secret.
    if (builtin_ruleset_at(url.url) == nullptr)
      require_owner(session, url.owner, "ruleset", url.url);
    return describe(session.unit().ruleset_version(url.hash).value().source);
  });
}

}  // namespace pico::engine
