// SPDX-License-Identifier: MIT
//
// Statements of programs in the backend (docs/architecture.md, "Statements of programs"): as the
// owner of the pico and without a way to become anybody else, one statement at a time, with values
// as its parameters only.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/run/table_events.hpp"
#include "engine/store/program_sql.hpp"

#include "postgres/guard.hpp"
#include "postgres/sql.hpp"
#include "postgres/workers/blocking.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

class ServerProgramSql final : public engine::ProgramSql {
 public:
  explicit ServerProgramSql(Sql& sql) : sql_(sql) {}

  krl::Value run(const engine::SqlStatement& statement) override;
  void begin_undoable() override { ++wanted_; }
  void keep() override;
  [[nodiscard]] bool undo() override;

  /// The statement that runs.
  struct Statement {
    engine::Session* session = nullptr;          // that has run it; none: no statement runs
    engine::StatementPart part = 0;              // the subtransaction that it runs in
    std::optional<MustNotBlock::For> refusal{};  // why a call from within it has ended it
  };
  [[nodiscard]] const Statement& statement() const noexcept { return statement_; }
  /// None runs while a call from within it is at work.
  Statement exchange_statement(Statement other) noexcept {
    return std::exchange(statement_, other);
  }

 private:
  Oid role_for(std::string_view owner);
  void open_subtransactions();
  krl::Value run_as(Oid role, const engine::SqlStatement& statement);
  krl::Value run_guarded(Oid role, const engine::SqlStatement& statement);

  Sql& sql_;
  // Undoable parts of the call, and the subtransactions of the outer ones of these: the others have
  // none yet, as no statement has changed anything in them.
  size_t wanted_ = 0;
  std::vector<std::unique_ptr<Subtransaction>> open_;
  Statement statement_;
  bool is_allowed_ = false;  // by the image
};

}  // namespace pico::postgres
