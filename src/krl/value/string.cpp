// SPDX-License-Identifier: MIT
//
// Strings: see string.hpp. Here are the joining of surrogate pairs and the hash, a short relative
// of wyhash: attributes of events come from strangers, who must not be able to choose colliding
// keys, so it starts from a number drawn for each process.
#include "krl/value/string.hpp"

#include <cstring>
#include <random>

#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

// The bytes of one surrogate.
constexpr size_t kSurrogateBytes = 3;

bool is_surrogate(std::string_view text, size_t at, unsigned char low, unsigned char high) {
  if (text.size() < at + kSurrogateBytes || text[at] != '\xED') return false;
  const auto second = static_cast<unsigned char>(text[at + 1]);
  return second >= low && second <= high;
}
bool is_high_surrogate(std::string_view text, size_t at) {
  return is_surrogate(text, at, 0xA0, 0xAF);
}
bool is_low_surrogate(std::string_view text, size_t at) {
  return is_surrogate(text, at, 0xB0, 0xBF);
}

/// Replaces the two surrogates at `at` by the character they mean.
void join_pair(StringObject::Text& text, size_t at) {
  size_t offset = at;
  const char32_t high = next_code_point(text, offset);
  const char32_t low = next_code_point(text, offset);
  std::string joined;
  append_utf8(joined, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
  text.replace(at, 2 * kSurrogateBytes, joined.data(), joined.size());
}

void join_pairs(StringObject::Text& text) {
  for (size_t at = text.find('\xED'); at != text.npos; at = text.find('\xED', at + 1)) {
    if (is_high_surrogate(text, at) && is_low_surrogate(text, at + kSurrogateBytes)) {
      join_pair(text, at);
    }
  }
}

uint64_t mix(uint64_t a, uint64_t b) noexcept {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

uint64_t load(const char* bytes, size_t count) noexcept {
  uint64_t word = 0;
  std::memcpy(&word, bytes, count);
  return word;
}

const uint64_t seed = [] {
  std::random_device device;
  return uint64_t{device()} << 32 | device();
}();

}  // namespace

StringObject::StringObject(std::string_view view) : text(view), is_ascii(krl::is_ascii(view)) {
  if (!is_ascii) join_pairs(text);
}

StringObject::~StringObject() = default;

String::String() {
  static const Ref<StringObject> empty = make_ref<StringObject>(std::string_view());
  object_ = empty;
}

void String::append(std::string_view more) {
  if (more.empty()) return;
  if (object_->is_shared()) {
    // A capacity to grow into: whoever appends once tends to append again.
    Ref<StringObject> copy = make_ref<StringObject>(std::string_view());
    copy->text.reserve(size_bytes() + more.size());
    copy->text.append(view());
    copy->is_ascii = object_->is_ascii;
    object_ = std::move(copy);
  }
  StringObject& object = *object_;
  const size_t seam = object.text.size();
  const bool adds_ascii = krl::is_ascii(more);
  object.text.append(more);
  object.hash = 0;
  if (adds_ascii) return;
  object.is_ascii = false;
  if (seam >= kSurrogateBytes && is_high_surrogate(object.text, seam - kSurrogateBytes) &&
      is_low_surrogate(object.text, seam)) {
    join_pair(object.text, seam - kSurrogateBytes);
  }
}

uint32_t String::compute_hash() const noexcept { return object_->hash = hash_of(view()); }

uint32_t hash_of(std::string_view text) noexcept {
  // Odd constants with as many ones as zeros, as multiplication mixes best with.
  constexpr uint64_t kFirst = 0xa0761d6478bd642f;
  constexpr uint64_t kSecond = 0xe7037ed1a0b428db;
  constexpr size_t kWord = sizeof(uint64_t);

  uint64_t state = seed ^ mix(text.size() ^ kFirst, kSecond);
  const char* bytes = text.data();
  size_t left = text.size();
  for (; left >= 2 * kWord; left -= 2 * kWord, bytes += 2 * kWord) {
    state = mix(load(bytes, kWord) ^ kSecond, load(bytes + kWord, kWord) ^ state);
  }
  const uint64_t first = load(bytes, left < kWord ? left : kWord);
  const uint64_t second = left > kWord ? load(bytes + kWord, left - kWord) : 0;
  state = mix(first ^ kSecond ^ seed, second ^ state);
  const uint64_t hash = mix(state ^ kFirst, seed ^ kSecond);
  const auto folded = static_cast<uint32_t>(hash ^ hash >> 32);
  return folded != 0 ? folded : 1;
}

}  // namespace pico::krl
