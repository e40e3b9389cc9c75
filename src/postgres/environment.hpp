// SPDX-License-Identifier: MIT
//
// The backend as the engine's surroundings: clock, randomness, interrupts, logs, settings.
#pragma once

#include "engine/environment.hpp"

#include "postgres/program_sql/server_program_sql.hpp"
#include "postgres/store.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

class ServerEnvironment final : public engine::Environment {
 public:
  /// `caller` is the role that called from SQL.
  ServerEnvironment(Sql& sql, Oid caller);

  engine::Store& store() override { return store_; }
  ServerStore& server_store() { return store_; }
  [[nodiscard]] const engine::Limits& limits() const override { return limits_; }
  engine::Time now() override;
  void random_bytes(std::span<std::byte> bytes) override;
  std::string fetch(std::string_view url, std::string_view reader) override;
  engine::HttpResponse send(const engine::HttpRequest& request) override;
  void poll() override;
  [[nodiscard]] uint8_t log_level() const override;
  void show_log(const engine::LogEntry& entry) override;
  engine::RuleObserver* rule_observer() override;
  engine::ProgramSql* program_sql() override { return &program_sql_; }
  ServerProgramSql& server_program_sql() { return program_sql_; }
  std::string base_url() override;
  std::string time_zone() override;
  std::string caller() override;
  std::string system_owner() override;
  bool may_manage(std::string_view owner) override;

 private:
  Sql& sql_;
  ServerStore store_;
  ServerProgramSql program_sql_;
  engine::Limits limits_;
  Oid caller_;
};

}  // namespace pico::postgres
