// SPDX-License-Identifier: MIT
//
// Families of picos: see picos.hpp.
#include "engine/manage/picos.hpp"

#include "engine/channel/policy.hpp"
#include "engine/model/identifier.hpp"
#include "engine/run/session.hpp"

namespace pico::engine {

namespace {

std::string create_pico(Session& session, std::string_view name, std::string_view owner,
                        std::optional<std::string> parent) {
  std::string id = new_identifier(session.environment());
  session.unit().add_pico({.id = id,
                           .number = 0,
                           .parent = std::move(parent),
                           .name = std::string(name),
                           .owner = std::string(owner),
                           .program = {}});
  session.own(id);
  return id;
}

/// The channel on `pico` that only its relative `owner` may use.
std::string add_family_channel(Session& session, std::string_view pico, Family family,
                               std::string_view owner) {
  Channel channel;
  channel.eci = new_identifier(session.environment());
  channel.pico = pico;
  channel.tags = {"system", family == Family::Parent ? "parent" : "child"};
  channel.event_policy = channel.query_policy = open_policy();
  channel.family = family;
  channel.family_pico = owner;
  std::string eci = channel.eci;
  session.unit().add_channel(std::move(channel));
  return eci;
}

/// A pico and all that descend from it, parents before their children, locked. Each is visited
/// before its children are looked for.
std::vector<std::string> lock_tree(Session& session, std::string_view id,
                                   void (*visit)(Session&, std::string_view)) {
  std::vector<std::string> picos = {std::string(id)};
  for (size_t i = 0; i < picos.size(); ++i) {
    session.lock(picos[i]);
    visit(session, picos[i]);
    for (Channel& channel : session.unit().child_channels(picos[i])) {
      picos.push_back(std::move(channel.pico));
    }
  }
  return picos;
}

/// A pico that is to go lets those it has subscriptions with know.
void tell_peers(Session& session, std::string_view pico) {
  constexpr std::string_view kSubscriptions = "io.picolabs.subscription";
  if (session.unit().rulesets(pico)->find(kSubscriptions) == nullptr) return;
  session.announce_deletion(pico, kSubscriptions);
}

}  // namespace

std::string create_root(Session& session, std::string_view name, std::string_view owner) {
  return create_pico(session, name, owner, std::nullopt);
}

Child create_child(Session& session, std::string_view parent, std::string_view name) {
  Child child;
  const std::string owner = session.require_pico(parent).owner;
  child.id = create_pico(session, name, owner, std::string(parent));
  add_family_channel(session, parent, Family::Parent, child.id);
  child.eci = add_family_channel(session, child.id, Family::Child, parent);
  return child;
}

std::optional<std::string> parent_eci(Session& session, std::string_view pico) {
  std::optional<Channel> channel = session.unit().parent_channel(pico);
  if (!channel) return std::nullopt;
  return std::move(channel->eci);
}

std::vector<std::string> children_ecis(Session& session, std::string_view pico) {
  std::vector<std::string> ecis;
  for (Channel& channel : session.unit().child_channels(pico)) {
    ecis.push_back(std::move(channel.eci));
  }
  return ecis;
}

void delete_tree(Session& session, std::string_view id) {
  UnitOfWork& unit = session.unit();
  session.lock(id);
  session.require_pico(id);  // it may have gone while we waited
  lock_tree(session, id, tell_peers);
  if (const std::optional<Channel> channel = unit.parent_channel(id)) {
    unit.delete_channel(channel->eci);
  }
  // Looked for anew: what was told may have changed the family.
  const std::vector<std::string> doomed = lock_tree(session, id, [](Session&, std::string_view) {});
  for (auto pico = doomed.rbegin(); pico != doomed.rend(); ++pico) {
    unit.delete_pico(*pico);
    session.instances().forget(*pico);
  }
}

}  // namespace pico::engine
