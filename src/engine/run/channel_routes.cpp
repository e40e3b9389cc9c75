// SPDX-License-Identifier: MIT
//
// What there is behind a channel: see channel_routes.hpp.
#include "engine/run/channel_routes.hpp"

#include <memory>
#include <set>
#include <string_view>

#include "engine/channel/channel_record.hpp"
#include "engine/run/session.hpp"
#include "engine/run/transaction.hpp"
#include "krl/run/closure.hpp"
#include "krl/run/native.hpp"
#include "krl/text/error.hpp"
#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

constexpr std::string_view kNobody;  // who asks from outside

template <class Check>
bool lets_through(Check check) {
  try {
    check();
    return true;
  } catch (const krl::Error&) {
    return false;
  }
}

std::vector<std::string> parameters_of(const krl::Value& shared) {
  std::vector<std::string> names;
  if (!shared.is_function()) return names;
  if (shared.callable().origin() == krl::Callable::Origin::Native) {
    for (const std::string_view each :
         static_cast<const krl::Native&>(shared.callable()).member().parameters)
      names.emplace_back(each);
  } else {
    for (const krl::Parameter& each :
         static_cast<const krl::Closure&>(shared.callable()).code().parameters)
      names.emplace_back(each.name.view());
  }
  return names;
}

void add_events(const krl::Program& program, const Channel& channel, std::set<NamedEvent>& events) {
  for (const krl::Rule& rule : program.rules) {
    for (NamedEvent& event : events_of(rule)) {
      if (lets_through([&] { check_event_policy(channel, kNobody, event.domain, event.name); }))
        events.insert(std::move(event));
    }
  }
}

void add_queries(const LoadedInstance& loaded, const Channel& channel,
                 std::vector<SharedName>& queries) {
  const krl::Program& program = *loaded.code->program;
  for (const krl::Export& each : program.shares) {
    const std::string_view name = each.name.view();
    if (!lets_through([&] { check_query_policy(channel, kNobody, program.rid, name); })) continue;
    queries.push_back(
        {program.rid, std::string(name), parameters_of(loaded.instance->exported(each))});
  }
}

}  // namespace

ChannelRoutes channel_routes(Session& session, const krl::Value& eci) {
  const ChannelPtr channel = session.channel(krl::trim(eci.string().view()));
  Transaction transaction(session, channel->pico, Transaction::Kind::Query, {},
                          krl::String(channel->eci));
  ChannelRoutes routes;
  std::set<NamedEvent> events;
  const std::shared_ptr<const RulesetList> list = session.unit().rulesets(channel->pico);
  if (session.instances().is_behind(transaction)) session.instances().bring_up_to_date(transaction);
  for (const InstalledRuleset& installed : list->rulesets()) {
    const auto loaded = session.instances().load(transaction, installed.rid);
    if (!loaded) continue;
    add_events(*loaded->code->program, *channel, events);
    add_queries(*loaded, *channel, routes.queries);
  }
  routes.events.assign(events.begin(), events.end());
  return routes;
}

}  // namespace pico::engine
