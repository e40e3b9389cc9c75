// SPDX-License-Identifier: MIT
//
// Strings: UTF-8 text, immutable when shared.
//
// KRL counts in UTF-16 code units and can hold unpaired surrogates; those are kept as their
// three-byte UTF-8-like form ("WTF-8"). Text made by joining pieces may hold both halves of a pair
// side by side; a String joins them as it is made. An all-ASCII flag makes unit indices byte
// indices for nearly all text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "krl/value/value.hpp"

namespace pico::krl {

class StringObject final : public Object {
 public:
  explicit StringObject(std::string_view view);
  ~StringObject() override;

  using Text = std::basic_string<char, std::char_traits<char>, MeteredAllocator<char>>;
  Text text;
  bool is_ascii;
  mutable uint32_t hash = 0;  // 0 = not computed yet
};

class String {
 public:
  /// The empty string; all of them are one object.
  String();
  explicit String(std::string_view text) : object_(make_ref<StringObject>(text)) {}

  [[nodiscard]] std::string_view view() const noexcept { return object_->text; }
  [[nodiscard]] size_t size_bytes() const noexcept { return object_->text.size(); }
  [[nodiscard]] bool empty() const noexcept { return object_->text.empty(); }
  [[nodiscard]] bool is_ascii() const noexcept { return object_->is_ascii; }
  [[nodiscard]] uint32_t hash() const noexcept {
    return object_->hash != 0 ? object_->hash : compute_hash();
  }
  [[nodiscard]] StringObject* object() const noexcept { return object_.get(); }

  /// This string followed by `text`; in place when this handle is the only one.
  void append(std::string_view text);

  friend bool operator==(const String& a, const String& b) noexcept {
    return a.object_.get() == b.object_.get() || (a.hash() == b.hash() && a.view() == b.view());
  }

 private:
  friend class Value;
  uint32_t compute_hash() const noexcept;

  Ref<StringObject> object_;
};

static_assert(sizeof(String) == sizeof(void*));

/// The hash that String::hash() caches, never 0.
uint32_t hash_of(std::string_view text) noexcept;

inline Value::Value(const String& string) noexcept : kind_(Kind::String), number_(0) {
  object_ = string.object();
  object_->retain();
}
inline Value::Value(String&& string) noexcept : kind_(Kind::String), number_(0) {
  object_ = string.object_.detach();
}
// A Value's pointer and a handle are the same thing: one counted pointer to the same object.
inline const String& Value::string() const noexcept {
  return reinterpret_cast<const String&>(object_);
}
inline String& Value::string() noexcept { return reinterpret_cast<String&>(object_); }

}  // namespace pico::krl
