// SPDX-License-Identifier: MIT
//
// The SQL functions that run the engine, one thin function each; src/schema declares them. And
// _PG_init.
#include <fmt/format.h>

#include "engine/engine.hpp"
#include "engine/ruleset/program_cache.hpp"
#include "engine/schedule/timer.hpp"
#include "krl/value/array.hpp"
#include "krl/value/interrupts.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"
#include "krl/value/memory.hpp"

#include "postgres/arguments.hpp"
#include "postgres/call.hpp"
#include "postgres/dead_letters.hpp"
#include "postgres/duration.hpp"
#include "postgres/guard.hpp"
#include "postgres/image.hpp"
#include "postgres/joined_call.hpp"
#include "postgres/locks.hpp"
#include "postgres/owners.hpp"
#include "postgres/registry_version.hpp"
#include "postgres/relations.hpp"
#include "postgres/row_places.hpp"
#include "postgres/rule_statistics.hpp"
#include "postgres/serve.hpp"
#include "postgres/settings.hpp"
#include "postgres/table/attached_table.hpp"
#include "postgres/web/tokens.hpp"
#include "postgres/workers/database_due.hpp"
#include "postgres/workers/launcher.hpp"
#include "postgres/workers/wake.hpp"
#include "postgres/workers/worker_process.hpp"

#include "postgres/postgres.hpp"

extern "C" {
PG_MODULE_MAGIC;
PGDLLEXPORT void _PG_init();
}

void _PG_init() {
  pico::postgres::define_settings();
  pico::postgres::set_up_relations();
  pico::krl::interrupt_check = pico::postgres::check_for_interrupts;
  pico::postgres::set_up_locks();
  pico::postgres::set_up_joined_calls();
  pico::postgres::set_up_image();
  pico::postgres::set_up_registry_version();
  pico::postgres::set_up_row_places();
  pico::postgres::set_up_rule_statistics();
  pico::postgres::set_up_wake();
  pico::postgres::set_up_database_due();
  pico::postgres::set_up_launcher();
}

using pico::engine::Engine;
using pico::krl::Array;
using pico::krl::Map;
using pico::krl::Value;
using pico::postgres::Arguments;
using pico::postgres::Duration;
using pico::postgres::serve;
using pico::postgres::serve_anywhere;
using pico::postgres::ServerCall;
using Access = ServerCall::Access;

// Events and queries -----------------------------------------------------------------------------

PICO_FUNCTION(pico_raise_event) {
  return serve_anywhere(
      fcinfo, Access::Write, [](Engine& engine, ServerCall& call, Arguments arguments) -> Value {
        const Duration duration;
        const std::string_view eci = arguments.text(0, "eci");
        const std::string_view domain = arguments.text(1, "domain");
        const std::string_view name = arguments.text(2, "name");
        const auto result =
            engine.raise_event(eci, domain, name, arguments.json_or_empty(3, "attrs"));
        duration.log(call, eci, [&] { return fmt::format("event {}:{}", domain, name); });
        return answer_of(result);
      });
}

PICO_FUNCTION(pico_receive_event) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    const Duration duration;
    const std::string_view key = arguments.text(0, "idempotency_key");
    const std::string_view eci = arguments.text(1, "eci");
    const std::string_view domain = arguments.text(2, "domain");
    const std::string_view name = arguments.text(3, "name");
    const Value answer =
        call.engine().receive_event(key, eci, domain, name, arguments.json_or_empty(4, "attrs"));
    duration.log(call, eci, [&] { return fmt::format("event {}:{}", domain, name); });
    return answer;
  });
}

PICO_FUNCTION(pico_raise_events) {
  return serve_anywhere(
      fcinfo, Access::Write, [](Engine& engine, ServerCall& call, Arguments arguments) -> Value {
        const Duration duration;
        const std::string_view eci = arguments.text(0, "eci");
        Array answers = engine.raise_events(eci, arguments.json(1, "events"));
        duration.log(call, eci, [&] { return fmt::format("{} events", answers.size()); });
        return answers;
      });
}

PICO_FUNCTION(pico_query) {
  return serve_anywhere(
      fcinfo, Access::Read, [](Engine& engine, ServerCall& call, Arguments arguments) {
        const Duration duration;
        const std::string_view eci = arguments.text(0, "eci");
        const std::string_view rid = arguments.text(1, "rid");
        const std::string_view name = arguments.text(2, "name");
        const Value result = engine.query(eci, rid, name, arguments.json_or_empty(3, "args"));
        duration.log(call, eci, [&] { return fmt::format("query {}/{}", rid, name); });
        return result;
      });
}

PICO_FUNCTION(pico_event_query) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    const Duration duration;
    const std::string_view eci = arguments.text(0, "eci");
    const std::string_view domain = arguments.text(1, "domain");
    const std::string_view event = arguments.text(2, "event_name");
    const std::string_view rid = arguments.text(4, "rid");
    const std::string_view query = arguments.text(5, "query_name");
    const Value result =
        call.engine().event_query(eci, domain, event, arguments.json_or_empty(3, "attrs"), rid,
                                  query, arguments.json_or_empty(6, "args"));
    duration.log(call, eci, [&] {
      return fmt::format("event {}:{} and query {}/{}", domain, event, rid, query);
    });
    return result;
  });
}

PICO_FUNCTION(pico_deliver_pending) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    return static_cast<int64_t>(call.engine().deliver_pending(arguments.count(0, "limit")));
  });
}

// Timers -----------------------------------------------------------------------------------------

PICO_FUNCTION(pico_fire_timers) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    const size_t limit = arguments.count(0, "limit");
    if (pico::postgres::is_held(call.sql())) return int64_t{0};
    return static_cast<int64_t>(call.engine().fire_timers(limit));
  });
}

/// Without a look at the image.
PICO_FUNCTION(pico_runs_of) {
  return pico::postgres::entry([&] {
    constexpr int32_t kMaxRuns = 10'000;
    const pico::engine::Limits limits = pico::postgres::limits_in_force();
    const pico::krl::MemoryScope memory(limits.memory_bytes);
    const pico::krl::StackScope stack(limits.stack_bytes);
    const Arguments arguments(fcinfo);
    pico::engine::Timer timer;
    timer.spec = arguments.json(0, "spec");
    timer.repeats = !timer.spec.is_number();
    timer.time_zone = arguments.text(1, "time_zone");
    timer.due = arguments.time(2, "due_at");
    Array runs;
    for (const auto run : pico::engine::next_runs(timer, arguments.count(3, "n", kMaxRuns)))
      runs.edit().emplace_back(static_cast<double>(run));
    return pico::postgres::text_datum(pico::krl::to_json_or_null(runs));
  });
}

// Picos, channels, rulesets ----------------------------------------------------------------------

PICO_FUNCTION(pico_create_pico) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    return call.engine().create_pico(arguments.text(0, "name"), arguments.optional_text(1),
                                     arguments.optional_texts(2, "rulesets"));
  });
}

PICO_FUNCTION(pico_delete_pico) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    call.engine().delete_pico(arguments.text(0, "id"));
  });
}

PICO_FUNCTION(pico_create_channel) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    return call.engine()
        .create_channel(arguments.text(0, "pico"), arguments.texts(1),
                        arguments.json(2, "event_policy"), arguments.json(3, "query_policy"))
        .eci;
  });
}

PICO_FUNCTION(pico_update_channel) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    call.engine().update_channel(arguments.text(0, "eci"), arguments.texts(1),
                                 arguments.json(2, "event_policy"),
                                 arguments.json(3, "query_policy"));
  });
}

PICO_FUNCTION(pico_delete_channel) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    call.engine().delete_channel(arguments.text(0, "eci"));
  });
}

PICO_FUNCTION(pico_register_ruleset) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    return call.engine().register_ruleset(arguments.text(0, "krl"), arguments.optional_text(1));
  });
}

PICO_FUNCTION(pico_install_ruleset) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    return call.engine().install_ruleset(arguments.text(0, "pico"), arguments.text(1, "rid_or_url"),
                                         arguments.json_or_empty(2, "config"));
  });
}

PICO_FUNCTION(pico_uninstall_ruleset) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    call.engine().uninstall_ruleset(arguments.text(0, "pico"), arguments.text(1, "rid"));
  });
}

PICO_FUNCTION(pico_flush_ruleset) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    const Map version = call.engine().flush_ruleset(arguments.text(0, "url"));
    return std::string(version.find("rid")->string().view());
  });
}

PICO_FUNCTION(pico_rollback_ruleset) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    return call.engine().roll_back_ruleset(arguments.text(0, "url"), arguments.text(1, "hash"));
  });
}

// Owners -----------------------------------------------------------------------------------------

PICO_FUNCTION(pico_set_owner) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    pico::postgres::set_owner(call, arguments.text(0, "pico"), arguments.text(1, "owner"));
  });
}

PICO_FUNCTION(pico_set_ruleset_owner) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    pico::postgres::set_ruleset_owner(call, arguments.text(0, "url"), arguments.text(1, "owner"));
  });
}

// Tokens -----------------------------------------------------------------------------------------

PICO_FUNCTION(pico_create_token) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    std::optional<pico::engine::Time> expires;
    if (!arguments.is_null(1)) expires = arguments.time_from_now(1, "expires");
    return pico::postgres::create_token(call, arguments.text(0, "role"), expires);
  });
}

PICO_FUNCTION(pico_revoke_token) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    pico::postgres::revoke_token(call, arguments.text(0, "id"));
  });
}

// The image --------------------------------------------------------------------------------------

PICO_FUNCTION(pico_prune) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments) {
    auto& environment = call.environment();
    const pico::postgres::Settings& settings = pico::postgres::settings();
    const int64_t retention_ms = int64_t{1000} * settings.log_retention_s;
    auto& store = environment.server_store();
    const int64_t keys_ms = 2 * environment.limits().message_ttl;
    const int64_t changes_ms = std::chrono::milliseconds(pico::engine::kChangeRetention).count();
    return static_cast<int64_t>(store.delete_logs_before(environment.now() - retention_ms) +
                                store.delete_logs_beyond(settings.max_log_entries) +
                                store.delete_keys_before(environment.now() - keys_ms) +
                                store.delete_changes_before(environment.now() - changes_ms) +
                                pico::postgres::delete_expired_tokens(call.sql()) +
                                pico::postgres::delete_lost_tables(call.sql()));
  });
}

PICO_FUNCTION(pico_retry_dead_letter) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    pico::postgres::retry_dead_letter(call, arguments.bigint(0, "id"));
  });
}

PICO_FUNCTION(pico_drop_dead_letter) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    pico::postgres::drop_dead_letter(call, arguments.bigint(0, "id"));
  });
}

PICO_FUNCTION(pico_hold_image) {
  return serve(fcinfo, Access::Write,
               [](ServerCall& call, Arguments) { pico::postgres::hold_image(call.sql()); });
}

PICO_FUNCTION(pico_resume_image) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments) {
    pico::postgres::resume_image(call.sql());
    pico::postgres::wake_courier_at_commit();
  });
}

PICO_FUNCTION(pico_pause_workers) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments arguments) {
    pico::postgres::pause_workers(call.sql(), arguments.time_from_now(0, "duration"));
    pico::postgres::wake_courier_at_commit();
  });
}

PICO_FUNCTION(pico_resume_workers) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments) {
    pico::postgres::pause_workers(call.sql(), std::nullopt);
    pico::postgres::wake_courier_at_commit();
  });
}

PICO_FUNCTION(pico_restart_workers) {
  return serve(fcinfo, Access::Write, [](ServerCall&, Arguments) {
    pico::postgres::end_workers();
    pico::postgres::wake_courier_at_commit();
  });
}

PICO_FUNCTION(pico_upgrade_image) {
  return serve(
      fcinfo, Access::Write,
      [](ServerCall& call, Arguments) {
        const int64_t steps = pico::postgres::upgrade_image(call.sql());
        call.engine().upgrade_rulesets();
        return steps;
      },
      pico::postgres::ImageFormat::Any);
}

PICO_FUNCTION(pico_upgrade_rulesets) {
  return serve(fcinfo, Access::Write, [](ServerCall& call, Arguments) {
    return static_cast<int64_t>(call.engine().upgrade_rulesets());
  });
}

PICO_FUNCTION(pico_backend_statistics) {
  (void)fcinfo;
  return pico::postgres::entry([] {
    const auto usage = pico::postgres::programs().usage();
    const auto number = [](size_t count) { return static_cast<double>(count); };
    const size_t value_bytes = pico::krl::MemoryMeter::used();
    const Map record{{"rulesets", number(usage.rulesets)},
                     {"ruleset_bytes", number(usage.ruleset_bytes)},
                     {"instances", number(usage.instances)},
                     {"instance_bytes", number(usage.instance_bytes)},
                     {"value_bytes", number(value_bytes)}};
    return pico::postgres::text_datum(pico::krl::to_json_or_null(record));
  });
}

PICO_FUNCTION(pico_version) {
  (void)fcinfo;
  return pico::postgres::entry([] { return pico::postgres::text_datum(PICO_VERSION); });
}
