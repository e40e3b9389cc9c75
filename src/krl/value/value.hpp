// SPDX-License-Identifier: MIT
//
// The KRL value: 16 bytes, a tag and either the thing itself or a counted reference to it.
//
// Values are immutable to everybody who shares them. Who owns one alone may change it in place
// (String::append, Array::edit, Map::set), which is what makes building in a `reduce` linear.
// Counts are not atomic: a backend is one thread.
//
// Spec: krl-values-and-stdlib.md 1, 2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "krl/value/memory.hpp"

namespace pico::krl {

/// What a Value holds. Beyond the types of the language: two flavours of Null (spec 2), and two
/// tags that only the evaluator sees.
enum class Kind : uint8_t {
  Undefined,  // Null, "U": missing argument, literal null, hole in an array
  Null,       // Null, "N": JSON null, failed lookup
  Boolean,
  Number,  // NaN counts as Null, infinities as JSObject: see type_of()
  String,
  RegExp,
  Array,
  Map,
  Function,
  Action,
  ActionFunction,
  Cell,           // evaluator: a captured variable
  Uninitialized,  // evaluator: a name that is declared but not yet computed
};

/// Types as `.typeof()` tells them.
enum class Type : uint8_t {
  Null,
  Boolean,
  Hex,
  String,
  Number,
  RegExp,
  Array,
  ActionFunction,
  Function,
  Action,
  Map,
  JSObject,
};

/// Anything with a reference count. Freed through its virtual destructor when the last Ref goes.
class Object {
 public:
  Object() = default;
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;
  virtual ~Object() = default;

  void retain() noexcept { ++references_; }
  void release() noexcept {
    if (--references_ == 0) destroy();
  }
  [[nodiscard]] bool is_shared() const noexcept { return references_ > 1; }

  // The objects themselves count as memory of values, as what they hold does.
  static void* operator new(size_t bytes) { return MeteredAllocator<std::byte>().allocate(bytes); }
  static void operator delete(void* object, size_t bytes) noexcept {
    MeteredAllocator<std::byte>().deallocate(static_cast<std::byte*>(object), bytes);
  }

 private:
  /// Deletes this, without recursing for objects that die with it: deep values must not overflow
  /// the stack when they go.
  void destroy() noexcept;

  static inline Object* dying_ = nullptr;  // waiting for the object that is being deleted
  static inline bool is_deleting_ = false;

  // A dying object has no references left to count: it is a link of the list of the dying.
  union {
    uint32_t references_ = 0;
    Object* next_dying_;
  };
};

/// A counted reference to an Object of type T; may be null.
template <class T>
class Ref {
 public:
  Ref() = default;
  explicit Ref(T* object) noexcept : object_(object) {
    if (object_ != nullptr) object_->retain();
  }
  Ref(const Ref& other) noexcept : Ref(other.object_) {}
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() {
    if (object_ != nullptr) object_->release();
  }

  [[nodiscard]] T* get() const noexcept { return object_; }
  T& operator*() const noexcept { return *object_; }
  T* operator->() const noexcept { return object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }
  /// Hands the reference over to the caller, uncounted from here on.
  [[nodiscard]] T* detach() noexcept { return std::exchange(object_, nullptr); }

 private:
  T* object_ = nullptr;
};

template <class T, class... Arguments>
Ref<T> make_ref(Arguments&&... arguments) {
  return Ref<T>(new T(std::forward<Arguments>(arguments)...));
}

class String;
class Array;
class Map;
class RegExp;
class Callable;

class Value {
 public:
  /// Null, undefined flavour.
  Value() noexcept : kind_(Kind::Undefined), number_(0) {}
  Value(bool boolean) noexcept : kind_(Kind::Boolean), number_(0) { boolean_ = boolean; }
  Value(double number) noexcept : kind_(Kind::Number), number_(number) {}
  Value(int number) noexcept : Value(static_cast<double>(number)) {}
  Value(const String& string) noexcept;
  Value(String&& string) noexcept;
  Value(const Array& array) noexcept;
  Value(Array&& array) noexcept;
  Value(const Map& map) noexcept;
  Value(Map&& map) noexcept;
  Value(const RegExp& regexp) noexcept;
  /// A string; the text must be valid (string.hpp).
  Value(std::string_view text);
  Value(const std::string& text) : Value(std::string_view(text)) {}
  Value(const char* text) : Value(std::string_view(text)) {}
  /// A pointer would silently become a Boolean.
  Value(const void*) = delete;

  /// Null, JSON flavour.
  static Value null() noexcept {
    Value value;
    value.kind_ = Kind::Null;
    return value;
  }
  static Value of(Kind kind, Object* object) noexcept {
    Value value;
    value.kind_ = kind;
    value.object_ = object;
    object->retain();
    return value;
  }
  static Value uninitialized() noexcept {
    Value value;
    value.kind_ = Kind::Uninitialized;
    return value;
  }

  Value(const Value& other) noexcept : kind_(other.kind_), number_(0) {
    payload_ = other.payload_;
    if (is_object()) object_->retain();
  }
  Value(Value&& other) noexcept : kind_(other.kind_), number_(0) {
    payload_ = other.payload_;
    other.kind_ = Kind::Undefined;
  }
  Value& operator=(const Value& other) noexcept {
    Value copy(other);
    swap(copy);
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    Value taken(std::move(other));
    swap(taken);
    return *this;
  }
  ~Value() {
    if (is_object()) object_->release();
  }
  void swap(Value& other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(payload_, other.payload_);
  }

  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] bool is(Kind kind) const noexcept { return kind_ == kind; }
  /// Either flavour of Null, or NaN.
  [[nodiscard]] bool is_null() const noexcept {
    return kind_ <= Kind::Null || (kind_ == Kind::Number && number_ != number_);
  }
  [[nodiscard]] bool is_undefined() const noexcept { return kind_ == Kind::Undefined; }
  /// A finite number.
  [[nodiscard]] bool is_number() const noexcept {
    return kind_ == Kind::Number && number_ - number_ == 0;
  }
  [[nodiscard]] bool is_string() const noexcept { return kind_ == Kind::String; }
  [[nodiscard]] bool is_array() const noexcept { return kind_ == Kind::Array; }
  [[nodiscard]] bool is_map() const noexcept { return kind_ == Kind::Map; }
  [[nodiscard]] bool is_collection() const noexcept { return is_array() || is_map(); }
  /// A Function or ActionFunction: may be called in an expression.
  [[nodiscard]] bool is_function() const noexcept {
    return kind_ == Kind::Function || kind_ == Kind::ActionFunction;
  }
  /// An Action or ActionFunction: may stand in an action block.
  [[nodiscard]] bool is_action() const noexcept {
    return kind_ == Kind::Action || kind_ == Kind::ActionFunction;
  }
  [[nodiscard]] bool is_callable() const noexcept {
    return kind_ >= Kind::Function && kind_ <= Kind::ActionFunction;
  }
  [[nodiscard]] bool is_object() const noexcept {
    return kind_ >= Kind::String && kind_ <= Kind::Cell;
  }

  // Unchecked access: the caller knows the kind.
  [[nodiscard]] bool boolean() const noexcept { return boolean_; }
  [[nodiscard]] double number() const noexcept { return number_; }
  [[nodiscard]] Object* object() const noexcept { return object_; }
  /// A borrowed or owning view as the handle type; see the types' headers.
  [[nodiscard]] const String& string() const noexcept;
  [[nodiscard]] String& string() noexcept;
  [[nodiscard]] const Array& array() const noexcept;
  [[nodiscard]] Array& array() noexcept;
  [[nodiscard]] const Map& map() const noexcept;
  [[nodiscard]] Map& map() noexcept;
  [[nodiscard]] const RegExp& regexp() const noexcept;
  [[nodiscard]] Callable& callable() const noexcept;

 private:
  Kind kind_;
  union {
    double number_;
    bool boolean_;
    Object* object_;
    uint64_t payload_;
  };
};

static_assert(sizeof(Value) == 16);

}  // namespace pico::krl
