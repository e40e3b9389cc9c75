// SPDX-License-Identifier: MIT
//
// Leases of those who watch: see watching.hpp.
#include "engine/watch/watching.hpp"

#include "engine/channel/channel_record.hpp"
#include "engine/run/incoming.hpp"
#include "engine/run/session.hpp"
#include "krl/value/json.hpp"

namespace pico::engine {

namespace {

using std::chrono::milliseconds;

constexpr std::string_view kNobody;  // who asks from outside

constexpr Time kLease = milliseconds(kWatchLease).count();
/// A lease that has less than this left may end before its renewal is committed.
constexpr Time kSafe = milliseconds(std::chrono::seconds(10)).count();

}  // namespace

std::string watched_by(Session& session, std::string_view eci) {
  const krl::Value text = outside_text(eci);
  const ChannelPtr channel = session.channel(text.string().view());
  check_query_policy(*channel, kNobody, "pico", "watch");
  return channel->pico;
}

bool renew_watch(Session& session, std::string_view pico) {
  Store& store = session.environment().store();
  const Time now = session.environment().now();
  const Time end = session.require_pico(pico).watched_until;
  if (end - now > kLease / 2) return true;
  // Events that run meanwhile have read that their pico is watched, or will read it anew.
  if (end - now > kSafe) return store.put_watched_until(pico, now + kLease);
  // Those that run have not, so it must be between two.
  if (!session.try_lock(pico)) return false;
  const bool was_watched = session.require_pico(pico).watched_until > now;
  if (!store.put_watched_until(pico, now + kLease)) return false;
  if (!was_watched)
    session.unit().add_change({.pico = std::string(pico), .what = krl::parse_json(kGap).map()});
  return true;
}

}  // namespace pico::engine
