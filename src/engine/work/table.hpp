// SPDX-License-Identifier: MIT
//
// Rows that a unit of work has read or changed, by key, with undo to a savepoint.
//
// The first change of a row after a savepoint keeps a copy of it as it was; later ones are free.
// Without an open savepoint nothing is kept. Rows are cheap to copy: their values are shared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace pico::engine {

/// Lets maps with std::string keys be searched by string_view.
struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>()(text);
  }
};

template <class Value>
using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

template <class Row>
class Table {
  struct Entry {
    Row row;
    uint64_t saved_at = 0;  // the savepoint that last kept a copy
  };

 public:
  /// The row, or null; valid until undo() or erase().
  Row* find(std::string_view key) {
    const auto found = entries_.find(key);
    return found == entries_.end() ? nullptr : &found->second.row;
  }

  /// Adds a row that was only read: undo() may leave it or not.
  Row& cache(std::string_view key, Row row) {
    return entries_.insert_or_assign(std::string(key), Entry{std::move(row), 0}).first->second.row;
  }

  /// The row to change, made if it is not there.
  Row& edit(std::string_view key) {
    const auto [place, is_new] = entries_.try_emplace(std::string(key));
    Entry& entry = place->second;
    if (open_ > 0 && entry.saved_at < savepoint_) {
      undo_.emplace_back(place->first, is_new ? std::nullopt : std::optional<Entry>(entry));
      entry.saved_at = savepoint_;
    }
    return entry.row;
  }

  /// Forgets a row that was only read.
  void erase(std::string_view key) {
    if (const auto found = entries_.find(key); found != entries_.end()) entries_.erase(found);
  }

  [[nodiscard]] size_t savepoint() {
    ++open_;
    ++savepoint_;
    return undo_.size();
  }
  /// Keeps what happened since; savepoints end in the reverse order of their making.
  void release() {
    if (--open_ == 0) undo_.clear();
  }
  /// Takes back what happened since `mark`, and ends that savepoint.
  void undo(size_t mark) {
    while (undo_.size() > mark) {
      auto& [key, before] = undo_.back();
      if (before) {
        entries_.insert_or_assign(key, std::move(*before));
      } else {
        erase(key);
      }
      undo_.pop_back();
    }
    release();
  }

  template <class Visit>
  void for_each(Visit visit) {
    for (auto& [key, entry] : entries_) visit(key, entry.row);
  }

 private:
  TextMap<Entry> entries_;
  std::vector<std::pair<std::string, std::optional<Entry>>> undo_;
  uint64_t savepoint_ = 0;
  size_t open_ = 0;
};

/// A list that only grows, with the same undo.
template <class Row>
class Log {
 public:
  void add(Row row) { rows_.push_back(std::move(row)); }
  [[nodiscard]] const std::vector<Row>& rows() const noexcept { return rows_; }
  [[nodiscard]] size_t savepoint() const noexcept { return rows_.size(); }
  void undo(size_t mark) { rows_.resize(mark); }
  void clear() { rows_.clear(); }

 private:
  std::vector<Row> rows_;
};

}  // namespace pico::engine
