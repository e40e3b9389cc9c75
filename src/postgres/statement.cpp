// SPDX-License-Identifier: MIT
//
// Statements, their parameters and rows: see statement.hpp.
#include "krl/value/json.hpp"
#include "krl/value/unicode.hpp"

#include "postgres/guard.hpp"
#include "postgres/statement.hpp"
#include "postgres/time.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

constexpr size_t kMaxParameters = 12;

/// A btree row holds 2,704 bytes, and the longest of our keys is an id with two of these.
constexpr size_t kMaxKeyBytes = 1000;

/// What can be stored, less than the gigabyte of a datum.
constexpr size_t kMaxTextBytes = size_t{1000} << 20;

void check_text(std::string_view characters) {
  if (characters.size() > kMaxTextBytes) throw krl::limit_error("a text is too long to be stored");
  if (characters.find('\0') == std::string_view::npos && krl::is_valid_utf8(characters, false))
    return;
  throw krl::Error(
      krl::ErrorClass::Error,
      "a text holds a character that the database cannot: zero or half a surrogate pair",
      krl::ErrorCode::InvalidArgument);
}

/// Of type text or json, which have one form; only inside pg_call.
Datum varlena_of(std::string_view characters) {
  return PointerGetDatum(
      cstring_to_text_with_len(characters.data(), static_cast<int>(characters.size())));
}

std::string_view view_of(Datum datum) {
  const auto* bytes = reinterpret_cast<const struct varlena*>(DatumGetPointer(datum));
  return {VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes)};
}

/// True when both results are the same, row by row, in content.
bool are_equal(const SPITupleTable& left, const SPITupleTable& right) {
  if (left.numvals != right.numvals) return false;
  const TupleDesc columns = left.tupdesc;
  for (uint64_t i = 0; i < left.numvals; ++i) {
    for (int column = 0; column < columns->natts; ++column) {
      const auto* attribute = TupleDescAttr(columns, column);
      bool left_null = false;
      bool right_null = false;
      const Datum a = SPI_getbinval(left.vals[i], columns, column + 1, &left_null);
      const Datum b = SPI_getbinval(right.vals[i], columns, column + 1, &right_null);
      if (left_null != right_null) return false;
      if (!left_null && !datum_image_eq(a, b, attribute->attbyval, attribute->attlen)) return false;
    }
  }
  return true;
}

}  // namespace

// Parameters -------------------------------------------------------------------------------------

Parameter::Parameter(std::string_view characters) : type_(TEXTOID), characters_(characters) {
  check_text(characters);
}

Parameter::Parameter(std::span<const std::string> texts) : type_(TEXTARRAYOID), texts_(texts) {
  for (const std::string& item : texts) check_text(item);
}

Parameter Parameter::key(std::string_view characters) {
  if (characters.size() > kMaxKeyBytes)
    throw krl::limit_error("a name is longer than " + std::to_string(kMaxKeyBytes) + " bytes");
  return Parameter(characters);
}

Parameter Parameter::text_or_null(std::string_view characters) {
  Parameter parameter(characters);
  parameter.is_null_ = characters.empty();
  return parameter;
}

Parameter Parameter::json(std::string_view characters) {
  Parameter parameter(characters);
  parameter.type_ = JSONOID;
  return parameter;
}

Parameter Parameter::time(engine::Time time) {
  Parameter parameter(to_timestamp(time));
  parameter.type_ = TIMESTAMPTZOID;
  return parameter;
}

Datum Parameter::datum() const {
  if (is_null_) return 0;
  switch (type_) {
    case INT8OID:
    case TIMESTAMPTZOID:
      return Int64GetDatum(number_);
    case TEXTARRAYOID: {
      auto* items = static_cast<Datum*>(palloc(sizeof(Datum) * (texts_.size() + 1)));
      for (size_t i = 0; i < texts_.size(); ++i) items[i] = varlena_of(texts_[i]);
      return PointerGetDatum(construct_array(items, static_cast<int>(texts_.size()), TEXTOID, -1,
                                             false, TYPALIGN_INT));
    }
    default:
      return varlena_of(characters_);
  }
}

// Rows -------------------------------------------------------------------------------------------

Datum Row::value(int column) const {
  return pg_call([&] {
    bool null = false;
    const Datum datum = SPI_getbinval(tuple_, columns_, column, &null);
    if (null) return Datum{0};
    if (TupleDescAttr(columns_, column - 1)->attlen != -1) return datum;
    return PointerGetDatum(PG_DETOAST_DATUM_PACKED(datum));
  });
}

bool Row::is_null(int column) const {
  return pg_call([&] {
    bool null = false;
    SPI_getbinval(tuple_, columns_, column, &null);
    return null;
  });
}

std::string_view Row::text(int column) const {
  const Datum datum = value(column);
  return datum == 0 ? std::string_view() : view_of(datum);
}

int64_t Row::number(int column) const { return DatumGetInt64(value(column)); }

engine::Time Row::time(int column) const { return to_time(number(column)); }

std::vector<std::string> Row::texts(int column) const {
  const Datum array = value(column);
  Datum* items = nullptr;
  int count = 0;
  pg_call([&] {
    deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &items, nullptr,
                      &count);
  });
  std::vector<std::string> strings;
  strings.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) strings.emplace_back(view_of(items[i]));
  return strings;
}

krl::Value Row::json(int column) const { return krl::parse_json(text(column)); }

// Statements -------------------------------------------------------------------------------------

/// Null stands for SPI's choice: the caller's snapshot for a query, else the transaction's, renewed
/// for each statement in READ COMMITTED. Rows that are changed must be visible to `crosscheck`.
struct Sql::Snapshots {
  Snapshot snapshot = nullptr;
  Snapshot crosscheck = nullptr;
};

Sql::Sql(Access access) : access_(access) {
  scratch_ = pg_call([] {
    if (SPI_connect() != SPI_OK_CONNECT) elog(ERROR, "SPI_connect failed");
    return AllocSetContextCreate(CurrentMemoryContext, "pico statement", ALLOCSET_DEFAULT_SIZES);
  });
  connection_ = CurrentMemoryContext;
}

void Sql::close() {
  pg_call([] { SPI_finish(); });
}

void Sql::execute(Statement& statement, std::span<const Parameter> parameters,
                  Snapshots snapshots) {
  const int count = static_cast<int>(parameters.size());
  if (statement.plan_ == nullptr) {
    Oid types[kMaxParameters];
    for (int i = 0; i < count; ++i) types[i] = parameters[static_cast<size_t>(i)].type();
    const SPIPlanPtr plan =
        SPI_prepare_cursor(statement.sql_, count, types, CURSOR_OPT_GENERIC_PLAN);
    if (plan == nullptr) elog(ERROR, "cannot prepare \"%s\"", statement.sql_);
    SPI_keepplan(plan);
    statement.plan_ = plan;
  }
  MemoryContextSwitchTo(scratch_);
  Datum values[kMaxParameters];
  char nulls[kMaxParameters];
  for (int i = 0; i < count; ++i) {
    const Parameter& parameter = parameters[static_cast<size_t>(i)];
    values[i] = parameter.datum();
    nulls[i] = parameter.is_null() ? 'n' : ' ';
  }
  const int result = SPI_execute_snapshot(statement.plan_, values, nulls, snapshots.snapshot,
                                          snapshots.crosscheck, access_ == Access::Read, true, 0);
  if (result < 0) elog(ERROR, "\"%s\": %s", statement.sql_, SPI_result_code_string(result));
  MemoryContextSwitchTo(scratch_);
}

SPITupleTable* Sql::read(Statement& statement, std::span<const Parameter> parameters) {
  return pg_call([&] {
    const bool keeps_snapshot = access_ == Access::Write && IsolationUsesXactSnapshot();
    if (keeps_snapshot && statement.sees_latest_) {
      execute(statement, parameters, {GetLatestSnapshot()});
      return SPI_tuptable;
    }
    execute(statement, parameters, {});
    SPITupleTable* const table = SPI_tuptable;
    if (!keeps_snapshot) return table;

    execute(statement, parameters, {GetLatestSnapshot()});
    if (!are_equal(*table, *SPI_tuptable))
      ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
                      errmsg("could not serialize access due to concurrent update of a pico"),
                      errhint("The transaction might succeed if retried.")));
    SPI_freetuptable(SPI_tuptable);
    return table;
  });
}

SPITupleTable* Sql::change(Statement& statement, std::span<const Parameter> parameters) {
  return pg_call([&] {
    if (IsolationUsesXactSnapshot()) {
      // As the server's foreign keys do: find the rows by the latest state, and fail with 40001
      // where the transaction cannot see them.
      const Snapshot crosscheck = statement.sees_latest_ ? nullptr : GetTransactionSnapshot();
      execute(statement, parameters, {GetLatestSnapshot(), crosscheck});
    } else {
      execute(statement, parameters, {});
    }
    return SPI_tuptable;
  });
}

void Sql::release(SPITupleTable* table) {
  pg_call([&] {
    if (table != nullptr) SPI_freetuptable(table);
    MemoryContextSwitchTo(connection_);
    MemoryContextReset(scratch_);
  });
}

}  // namespace pico::postgres
