// SPDX-License-Identifier: MIT
//
// One call of the engine from SQL: everything that must hold while it runs.
//
// Our functions belong to the extension's owner and are SECURITY INVOKER. A call switches to that
// owner, so that callers need no rights on our tables; statements run with a search path of their
// own (sql.hpp), so that nothing of the caller's gets between. What KRL may do to other tables is
// not decided by this.
#pragma once

#include <string>
#include <string_view>

#include "engine/engine.hpp"
#include "krl/value/memory.hpp"

#include "postgres/environment.hpp"
#include "postgres/image.hpp"
#include "postgres/sql.hpp"
#include "postgres/workers/blocking.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// The compiled rulesets of this backend.
engine::ProgramCache& programs();

/// Refuses a second call while one runs in this backend, for example from a trigger on a table of
/// ours: it would not see what the first has not written yet.
class RunningScope {
 public:
  RunningScope();
  ~RunningScope();
  RunningScope(const RunningScope&) = delete;
  RunningScope& operator=(const RunningScope&) = delete;
};

/// Acts as the owner of a function, as SECURITY DEFINER does, or as another role; Sql sets the
/// search path. An error ends it as well: the (sub)transaction's abort puts the user back.
class OwnerScope {
 public:
  struct Function {
    Oid oid;
  };
  struct Role {
    Oid oid;
  };
  explicit OwnerScope(Function function);
  explicit OwnerScope(Role role);
  void close() const;
  /// The role that called.
  [[nodiscard]] Oid caller() const { return user_; }

 private:
  /// Only inside pg_call.
  void become(Oid role);

  Oid user_;
  int security_context_;
};

class ServerCall {
 public:
  using Access = Sql::Access;

  ServerCall(FunctionCallInfo info, Access access, ImageFormat format);
  /// A call that a worker makes: as the extension's owner.
  explicit ServerCall(Access access);
  ~ServerCall();
  ServerCall(const ServerCall&) = delete;
  ServerCall& operator=(const ServerCall&) = delete;
  /// To be called when the work has succeeded.
  void close();

  engine::Engine& engine() { return engine_; }
  ServerEnvironment& environment() { return environment_; }
  Sql& sql() { return sql_; }
  [[nodiscard]] Oid caller() const { return owner_.caller(); }

 private:
  ServerCall(const OwnerScope& owner, Access access, ImageFormat format);

  RunningScope running_;
  OwnerScope owner_;
  Sql sql_;
  ServerEnvironment environment_;
  krl::MemoryScope memory_;
  krl::StackScope stack_;
  engine::Engine engine_;
};

/// A call from within a statement of a program, by a function or trigger of the application: it is
/// part of the call that runs.
class JoinedCall {
 public:
  /// The call that one made now would be part of, or null: a statement of a program runs.
  static ServerCall* host() noexcept;

  JoinedCall(FunctionCallInfo info, ServerCall::Access access);
  ~JoinedCall();
  JoinedCall(const JoinedCall&) = delete;
  JoinedCall& operator=(const JoinedCall&) = delete;
  /// To be called when the work has succeeded.
  void close();

  /// That works in the session of the call that runs.
  engine::Engine& engine() { return engine_; }
  ServerCall& host_call() { return host_; }
  /// Which part of the statement it comes from.
  [[nodiscard]] engine::StatementPart part() const { return part_; }
  /// Throws Error where that part may be undone while the statement goes on.
  void require_whole_statement() const;
  /// Raises an error that ends the statement; `reason` is what the call that runs hears of it.
  [[noreturn]] void refuse_to_block(const MustNotBlock& reason);

 private:
  ServerCall& host_;
  OwnerScope owner_;
  MemoryContext context_;
  ServerProgramSql::Statement statement_;  // that it comes from
  Sql::Connection connection_;             // of the statement's program
  engine::StatementPart part_;
  engine::Engine engine_;
};

/// To be called once, by _PG_init.
void set_up_joined_calls();

}  // namespace pico::postgres
