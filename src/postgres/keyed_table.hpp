// SPDX-License-Identifier: MIT
//
// Tables whose rows are found by the leading columns of an index and written by their primary key:
// what every event does. It goes without a plan (direct_access.hpp) as long as a table is as we
// made it; where the user has added a trigger, an index, a column, a check or a rule, the same is
// done by statements, which heed these.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "postgres/statement.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// A table of ours as the code knows it: one static object for each.
class KeyedTable {
 public:
  static constexpr size_t kMaxColumns = 8;
  static constexpr size_t kMaxKeyColumns = 4;

  enum class Sees { Snapshot, Latest };

  /// `columns`: all there are, in order. `key`: the numbers, from 1, of the columns of the primary
  /// key, or of the index called `index`. A table that Sees::Latest is read by the latest state in
  /// every isolation level.
  KeyedTable(const char* name, std::vector<const char*> columns, std::vector<AttrNumber> key,
             const char* index = nullptr, Sees sees = Sees::Snapshot);
  KeyedTable(const KeyedTable&) = delete;
  KeyedTable& operator=(const KeyedTable&) = delete;

  [[nodiscard]] const char* name() const { return name_; }
  [[nodiscard]] bool is_by_primary_key() const { return index_ == nullptr; }
  [[nodiscard]] const char* index() const { return index_; }
  [[nodiscard]] size_t column_count() const { return columns_.size(); }
  /// The numbers of the columns of the key.
  [[nodiscard]] const std::vector<AttrNumber>& key() const { return key_; }
  [[nodiscard]] bool sees_latest() const { return sees_latest_; }

  // The same by statements, whose parameters are the first columns of the key.
  /// With the limit as one parameter more.
  [[nodiscard]] Statement& select(size_t key_columns) { return selects_[key_columns]; }
  [[nodiscard]] Statement& erase(size_t key_columns) { return deletes_[key_columns]; }
  /// Whose parameters are the columns.
  [[nodiscard]] Statement& upsert() { return upserts_.front(); }

 private:
  [[nodiscard]] std::string condition(size_t key_columns) const;
  [[nodiscard]] std::string key_names(size_t key_columns) const;
  Statement& add(std::deque<Statement>& statements, std::string text);

  const char* name_;
  const char* index_;
  std::vector<const char*> columns_;
  std::vector<AttrNumber> key_;
  bool sees_latest_;
  std::deque<std::string> texts_;  // of the statements
  std::deque<Statement> selects_;  // by the number of key columns
  std::deque<Statement> deletes_;
  std::deque<Statement> upserts_;
};

}  // namespace pico::postgres
