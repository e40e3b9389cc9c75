// SPDX-License-Identifier: MIT
//
// The statements of keyed tables: see keyed_table.hpp.
#include <fmt/format.h>

#include "postgres/keyed_table.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

KeyedTable::KeyedTable(const char* name, std::vector<const char*> columns,
                       std::vector<AttrNumber> key, const char* index, Sees sees)
    : name_(name),
      index_(index),
      columns_(std::move(columns)),
      key_(std::move(key)),
      sees_latest_(sees == Sees::Latest) {
  const std::string all = fmt::format("{}", fmt::join(columns_, ", "));
  for (size_t count = 0; count <= key_.size(); ++count) {
    add(selects_, fmt::format("select {} from pico.{}{} order by {} limit ${}", all, name_,
                              condition(count), key_names(key_.size()), count + 1));
    add(deletes_, fmt::format("delete from pico.{}{}", name_, condition(count)));
  }
  std::vector<std::string> values;
  std::vector<std::string> changes;
  for (size_t i = 0; i < columns_.size(); ++i) {
    values.push_back(fmt::format("${}", i + 1));
    const bool is_key = std::find(key_.begin(), key_.end(), i + 1) != key_.end();
    if (!is_key) changes.push_back(fmt::format("{0} = excluded.{0}", columns_[i]));
  }
  add(upserts_,
      fmt::format("insert into pico.{} ({}) values ({}) on conflict ({}) do update set {}", name_,
                  all, fmt::join(values, ", "), key_names(key_.size()), fmt::join(changes, ", ")));
}

std::string KeyedTable::condition(size_t key_columns) const {
  std::string text;
  for (size_t i = 0; i < key_columns; ++i) {
    const char* const column = columns_[static_cast<size_t>(key_[i] - 1)];
    text += fmt::format("{} {} = ${}", i == 0 ? " where" : " and", column, i + 1);
  }
  return text;
}

std::string KeyedTable::key_names(size_t key_columns) const {
  std::string text;
  for (size_t i = 0; i < key_columns; ++i) {
    text.append(i == 0 ? "" : ", ").append(columns_[static_cast<size_t>(key_[i] - 1)]);
  }
  return text;
}

Statement& KeyedTable::add(std::deque<Statement>& statements, std::string text) {
  return statements.emplace_back(texts_.emplace_back(std::move(text)).c_str(), sees_latest_);
}

}  // namespace pico::postgres
