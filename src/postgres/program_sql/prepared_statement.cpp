// SPDX-License-Identifier: MIT
//
// Plans of statements: see prepared_statement.hpp.
#include <fmt/format.h>

#include "engine/model/lru_cache.hpp"
#include "krl/text/error.hpp"

#include "postgres/guard.hpp"
#include "postgres/parameter.hpp"
#include "postgres/program_sql/prepared_statement.hpp"
#include "postgres/settings.hpp"
#include "postgres/value/datum_of_value.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// Plans that a backend keeps.
constexpr size_t kMaxPlans = 200;

krl::Error failure(std::string message) {
  return {krl::ErrorClass::Error, std::move(message), krl::ErrorCode::SqlFailed};
}

// What programs may run --------------------------------------------------------------------------

/// Why programs do not run a kind of statement; null for those that they do.
const char* why_not(const Node* statement) {
  switch (nodeTag(statement)) {
    case T_TransactionStmt:
      return "transactions are the caller's: a statement runs in that of the event or query";
    case T_CopyStmt:
      return "COPY has nowhere to read from or write to";
    case T_ListenStmt:
    case T_UnlistenStmt:
      return "nobody would hear what the session listens to";
    case T_DeclareCursorStmt:
    case T_FetchStmt:
    case T_ClosePortalStmt:
      return "a program has no cursors: LIMIT and a condition on the last key give rows by pieces";
    case T_PrepareStmt:
    case T_ExecuteStmt:
    case T_DeallocateStmt:
      return "statements are prepared and kept by themselves";
    case T_VariableSetStmt:
    case T_DiscardStmt:
    case T_LoadStmt:
      return "the settings and the state of the session are the caller's";
    default:
      return nullptr;
  }
}

void require_one_statement(const char* text) {
  const List* const statements = pg_call([&] { return pg_parse_query(text); });
  if (list_length(statements) == 0) throw failure("the statement is empty");
  if (list_length(statements) > 1)
    throw failure(fmt::format("a text is to hold one statement, not {}", list_length(statements)));
  const char* const why = why_not(linitial_node(RawStmt, statements)->stmt);
  if (why != nullptr) throw failure(fmt::format("programs do not run such a statement: {}", why));
}

// Types of parameters ----------------------------------------------------------------------------

struct InferredTypes {
  Oid* types;
  int count;
};

void infer(ParseState* state, void* inferred) {
  auto* const found = static_cast<InferredTypes*>(inferred);
  infer_parameter_types(state, &found->types, &found->count);
}

std::vector<Oid> inferred_types(const char* text) {
  InferredTypes inferred{};
  pg_call([&] {
    // Grows where it is allocated; what SPI allocates by itself is gone when it returns.
    inferred.types = static_cast<Oid*>(palloc(sizeof(Oid)));
    const SPIPlanPtr plan = SPI_prepare_params(text, infer, &inferred, 0);
    if (plan == nullptr) elog(ERROR, "%s", SPI_result_code_string(SPI_result));
  });
  std::vector<Oid> types(inferred.types, inferred.types + inferred.count);
  for (size_t i = 0; i < types.size(); ++i) {
    if (types[i] == InvalidOid || types[i] == UNKNOWNOID)
      throw failure(fmt::format(
          "the type of the parameter ${0} is not clear: write it behind it, as ${0}::text", i + 1));
  }
  return types;
}

PreparedStatementPtr make(const char* text) {
  require_one_statement(text);
  std::vector<Oid> types = inferred_types(text);
  const SPIPlanPtr plan = pg_call([&] {
    const SPIPlanPtr made = SPI_prepare(text, static_cast<int>(types.size()), types.data());
    if (made == nullptr) elog(ERROR, "%s", SPI_result_code_string(SPI_result));
    SPI_keepplan(made);
    return made;
  });
  return std::make_shared<const PreparedStatement>(plan, std::move(types));
}

}  // namespace

PreparedStatement::~PreparedStatement() {
  SPI_freeplan(plan_);  // which raises no error
}

bool PreparedStatement::is_valid() const {
  return pg_call([&] {
    AcceptInvalidationMessages();
    return CachedPlanIsValid(
        static_cast<CachedPlanSource*>(linitial(SPI_plan_get_plan_sources(plan_))));
  });
}

PreparedStatementPtr prepare(std::string_view text, Oid role) {
  static engine::LruCache<const PreparedStatement> kept(kMaxPlans);
  const Parameter checked(text);  // which the server can hold
  const std::string key = fmt::format("{} {}\n{}", role, settings().sql_search_path, text);
  if (PreparedStatementPtr known = kept.find(key)) {
    // Types are inferred anew where a table has changed, which the server's own renewal does not.
    if (known->is_valid()) return known;
    kept.erase(key);
  }
  PreparedStatementPtr made = make(std::string(text).c_str());
  kept.put(key, made, 1);
  return made;
}

StatementParameters::StatementParameters(const PreparedStatement& statement,
                                         const krl::Array& arguments) {
  const std::vector<Oid>& types = statement.types();
  if (arguments.size() != types.size())
    throw krl::Error(krl::ErrorClass::Error,
                     fmt::format("the statement has {} parameter{}, and args {} value{}",
                                 types.size(), types.size() == 1 ? "" : "s", arguments.size(),
                                 arguments.size() == 1 ? "" : "s"),
                     krl::ErrorCode::InvalidArgument);
  for (size_t i = 0; i < types.size(); ++i) {
    const NullableDatum datum = datum_of_value(arguments[i], types[i]);
    values_.push_back(datum.value);
    nulls_.push_back(datum.isnull ? 'n' : ' ');
  }
}

}  // namespace pico::postgres
