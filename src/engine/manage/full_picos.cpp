// SPDX-License-Identifier: MIT
//
// Setting the system rulesets going: see full_picos.hpp.
#include "engine/manage/full_picos.hpp"

#include <fmt/format.h>

#include "engine/manage/channels.hpp"
#include "engine/manage/picos.hpp"
#include "engine/manage/rulesets.hpp"
#include "engine/model/identifier.hpp"
#include "engine/ruleset/builtin_rulesets.hpp"
#include "engine/run/session.hpp"
#include "krl/text/error.hpp"

namespace pico::engine {

namespace {

constexpr std::string_view kWrangler = "io.picolabs.wrangler";
constexpr std::string_view kDefaultName = "Pico";

/// In the order in which the reference gives them to a root. io.picolabs.did-o is missing as yet.
constexpr std::string_view kOfRoot[] = {"io.picolabs.pico-engine-ui", kWrangler,
                                        "io.picolabs.subscription", "io.picolabs.pds"};

void install_system_rulesets(Session& session, std::string_view pico) {
  for (const std::string_view rid : kOfRoot) {
    const std::string_view url = builtin_ruleset(rid)->url;
    const RulesetUrl entry = session.registry().load(url, session.environment().system_owner());
    install_ruleset(session, pico, entry, krl::Map());
  }
}

/// The developer UI's way in. Until the UI ruleset has been set up it lets nothing else through.
std::string create_ui_channel(Session& session, std::string_view pico) {
  const krl::Map policy{{"allow", krl::Array{krl::Map{{"domain", "engine_ui"}, {"name", "setup"}}}},
                        {"deny", krl::Array()}};
  return create_channel(session, pico, {krl::Array{"engine", "ui"}, policy, {}}).eci;
}

void raise(Session& session, std::string_view pico, std::string_view eci, std::string_view domain,
           std::string_view name, krl::Map attributes) {
  Event event{.eci = krl::String(eci),
              .domain = krl::String(domain),
              .name = krl::String(name),
              .attributes = std::move(attributes),
              .time = session.environment().now(),
              .timer = {}};
  session.run_event(pico, new_identifier(session.environment()), std::move(event));
}

/// What the reference raises at the start of an engine: the rulesets give the pico what it has.
void start(Session& session, std::string_view pico, std::string_view eci, std::string_view name) {
  raise(session, pico, eci, "engine_ui", "setup", {});
  if (!name.empty()) raise(session, pico, eci, "wrangler", "name_changed", {{"name", name}});
  raise(session, pico, eci, "engine", "started", {});
}

bool has_wrangler(Session& session, std::string_view pico) {
  return session.unit().rulesets(pico)->find(kWrangler) != nullptr;
}

}  // namespace

std::string create_full_root(Session& session, std::string_view name, std::string_view owner) {
  std::string id = create_root(session, name, owner);
  install_system_rulesets(session, id);
  start(session, id, create_ui_channel(session, id), name);
  return id;
}

std::string create_full_child(Session& session, std::string_view parent, std::string_view name) {
  if (!has_wrangler(session, parent)) {
    throw krl::Error(krl::ErrorClass::Error,
                     fmt::format("The pico {} has no {}, which makes its children: name the "
                                 "rulesets of the child, none for a bare one",
                                 parent, kWrangler),
                     krl::ErrorCode::InvalidArgument);
  }
  const size_t made_before = session.made().size();
  raise(session, parent, parent, "wrangler", "new_child_request",
        {{"name", name.empty() ? kDefaultName : name}});
  // Other rules may have made picos of their own meanwhile.
  for (size_t i = made_before; i < session.made().size(); ++i) {
    const std::string& id = session.made()[i];
    const Pico* pico = session.unit().pico(id);
    if (pico != nullptr && pico->parent == parent) return id;
  }
  throw krl::Error(krl::ErrorClass::Error,
                   fmt::format("{} of the pico {} made no child", kWrangler, parent));
}

void start_chosen_rulesets(Session& session, std::string_view pico, std::string_view name) {
  if (has_wrangler(session, pico)) start(session, pico, pico, name);
}

}  // namespace pico::engine
