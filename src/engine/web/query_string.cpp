// SPDX-License-Identifier: MIT
//
// The extended syntax of query strings: see query_string.hpp.
//
// In two steps, as programs have come to expect it. First come pairs, where a name that repeats
// gets an Array. Then each name is a chain of places, `a[b][]` those of "a", "b" and of the next
// element, and what stands there is merged with what is there already.
#include "engine/web/query_string.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/module/encoding.hpp"
#include "engine/web/pairs.hpp"
#include "engine/web/percent.hpp"
#include "krl/value/array.hpp"

namespace pico::engine {

namespace {

// Pairs ------------------------------------------------------------------------------------------

/// Text that is encoded badly stays as it is.
std::string decoded(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  if (std::optional<std::string> decoded = decode_percent(spaced)) return *std::move(decoded);
  return encode_bytes(spaced, "utf8");
}

void add_pair(krl::Map& pairs, std::string_view pair) {
  // A `=` within brackets is part of a name.
  const size_t bracket = pair.find("]=");
  const size_t equals = bracket == std::string_view::npos ? pair.find('=') : bracket + 1;
  const std::string name = decoded(pair.substr(0, equals));
  if (name.empty()) return;
  add_text(pairs, krl::String(name),
           krl::String(equals == std::string_view::npos ? std::string()
                                                        : decoded(pair.substr(equals + 1))));
}

/// Each name with its text, or the Array of its texts.
krl::Map pairs_of(std::string_view text) {
  krl::Map pairs;
  for (size_t count = 0; !text.empty() && count < kMaxQueryPairs; ++count) {
    const size_t end = std::min(text.find('&'), text.size());
    add_pair(pairs, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return pairs;
}

// Places -----------------------------------------------------------------------------------------

struct Place {
  enum class Kind : uint8_t { Member, Index, Next };
  Kind kind;
  std::string name;  // of a member or index
};

Place bracketed(std::string_view name) {
  if (name.empty()) return {Place::Kind::Next, {}};
  return {krl::index_of_key(name) >= 0 ? Place::Kind::Index : Place::Kind::Member,
          std::string(name)};
}

/// The next `[name]` at or after a position, with its brackets; empty where there is none.
std::string_view next_brackets(std::string_view text, size_t from) {
  for (size_t open = text.find('[', from); open != std::string_view::npos;
       open = text.find('[', open + 1)) {
    const size_t close = text.find_first_of("[]", open + 1);
    if (close != std::string_view::npos && text[close] == ']')
      return text.substr(open, close + 1 - open);
  }
  return {};
}

std::vector<Place> places_of(std::string_view name) {
  std::vector<Place> places;
  std::string_view brackets = next_brackets(name, 0);
  const auto begin = [&] { return static_cast<size_t>(brackets.data() - name.data()); };
  const std::string_view first = brackets.empty() ? name : name.substr(0, begin());
  if (!first.empty()) places.push_back({Place::Kind::Member, std::string(first)});
  for (size_t depth = 0; !brackets.empty(); ++depth) {
    if (depth == kMaxBrackets) {
      places.push_back({Place::Kind::Member, std::string(name.substr(begin()))});
      break;
    }
    places.push_back(bracketed(brackets.substr(1, brackets.size() - 2)));
    brackets = next_brackets(name, begin() + brackets.size());
  }
  return places;
}

// The tree ---------------------------------------------------------------------------------------

/// What is being built: a leaf, or what has members or elements. An Array may have gaps still.
class Tree {
 public:
  enum class Kind : uint8_t { Leaf, Array, Map };

  explicit Tree(Kind kind) : kind_(kind) {}
  explicit Tree(krl::Value leaf) : leaf_(std::move(leaf)) {}
  /// What is at the end of a chain.
  Tree(std::span<const Place> places, const krl::Value& end);

  void merge(Tree other);
  [[nodiscard]] krl::Value value() const;

 private:
  [[nodiscard]] bool is_leaf() const noexcept { return kind_ == Kind::Leaf; }
  Tree* find(const krl::String& name);
  void add(const krl::String& name, Tree tree);
  void push_back(Tree tree) { add(krl::String(std::to_string(length_)), std::move(tree)); }
  void merge_leaf(const Tree& leaf);
  void merge_branch(Tree& branch);

  Kind kind_ = Kind::Leaf;
  krl::Value leaf_;
  krl::Map positions_;  // in `branches_`, by name or index: in KRL's order
  std::vector<Tree> branches_;
  int64_t length_ = 0;  // of an Array with its gaps
};

Tree::Tree(std::span<const Place> places, const krl::Value& end) {
  if (places.empty()) {
    if (!end.is_array()) {
      leaf_ = end;
      return;
    }
    kind_ = Kind::Array;
    for (const krl::Value& each : end.array()) push_back(Tree(each));
    return;
  }
  const Place& place = places.front();
  Tree rest(places.subspan(1), end);
  kind_ = place.kind == Place::Kind::Member ? Kind::Map : Kind::Array;
  if (place.kind != Place::Kind::Next) {
    add(krl::String(place.name), std::move(rest));
  } else if (rest.kind_ == Kind::Array) {
    *this = std::move(rest);
  } else {
    push_back(std::move(rest));
  }
}

Tree* Tree::find(const krl::String& name) {
  const krl::Value* position = positions_.find(name);
  return position == nullptr ? nullptr : &branches_[static_cast<size_t>(position->number())];
}

/// Programs in JavaScript would take this member for something else; others never saw it.
constexpr std::string_view kPrototype = "__proto__";

void Tree::add(const krl::String& name, Tree tree) {
  if (name.view() == kPrototype) return;
  positions_.set(name, static_cast<double>(branches_.size()));
  branches_.push_back(std::move(tree));
  length_ = std::max(length_, krl::index_of_key(name.view()) + 1);
}

void Tree::merge(Tree other) {
  if (other.is_leaf()) return merge_leaf(other);
  if (is_leaf()) {
    Tree both(Kind::Array);
    both.push_back(std::move(*this));
    if (other.kind_ == Kind::Array) {
      for (Tree& each : other.branches_) both.push_back(std::move(each));
    } else {
      both.push_back(std::move(other));
    }
    *this = std::move(both);
    return;
  }
  merge_branch(other);
}

/// A text that meets a Map is the name of a member.
void Tree::merge_leaf(const Tree& leaf) {
  switch (kind_) {
    case Kind::Leaf: {
      Tree both(Kind::Array);
      both.push_back(std::move(*this));
      both.push_back(leaf);
      *this = std::move(both);
      return;
    }
    case Kind::Array:
      return push_back(leaf);
    case Kind::Map: {
      const krl::String& name = leaf.leaf_.string();
      if (find(name) == nullptr) add(name, Tree(krl::Value(true)));
      return;
    }
  }
}

void Tree::merge_branch(Tree& branch) {
  const bool are_arrays = kind_ == Kind::Array && branch.kind_ == Kind::Array;
  if (!are_arrays) kind_ = Kind::Map;
  for (const krl::MapEntry& entry : branch.positions_) {
    Tree& theirs = branch.branches_[static_cast<size_t>(entry.value.number())];
    Tree* const mine = find(entry.key);
    if (mine == nullptr) {
      add(entry.key, std::move(theirs));
    } else if (are_arrays && (mine->is_leaf() || theirs.is_leaf())) {
      push_back(std::move(theirs));
    } else {
      mine->merge(std::move(theirs));
    }
  }
}

krl::Value Tree::value() const {
  if (is_leaf()) return leaf_;
  krl::Map map;
  krl::Array array;
  for (const krl::MapEntry& entry : positions_) {
    krl::Value value = branches_[static_cast<size_t>(entry.value.number())].value();
    if (kind_ == Kind::Map) {
      map.set(entry.key, std::move(value));
    } else {
      array.push_back(std::move(value));
    }
  }
  return kind_ == Kind::Map ? krl::Value(std::move(map)) : krl::Value(std::move(array));
}

}  // namespace

krl::Map parse_query_string(std::string_view text) {
  Tree tree(Tree::Kind::Map);
  for (const krl::MapEntry& pair : pairs_of(text))
    tree.merge(Tree(places_of(pair.key.view()), pair.value));
  return tree.value().map();
}

}  // namespace pico::engine
