// SPDX-License-Identifier: MIT
//
// Streams: see event_stream.hpp.
#include "postgres/web/event_stream.hpp"

#include <algorithm>
#include <cstring>

namespace pico::postgres {

bool EventStream::send(std::string_view text) {
  if (!is_open()) return false;
  if (waiting_.size() + text.size() > kMaxWaitingBytes) {
    waiting_.clear();
    close();
    return false;
  }
  waiting_.append(text);
  reader_->go_on();
  return true;
}

void EventStream::close() {
  if (!is_open()) return;
  is_closed_ = true;
  reader_->go_on();
}

size_t EventStream::read(char* bytes, size_t size) noexcept {
  const size_t count = std::min(size, waiting_.size());
  std::memcpy(bytes, waiting_.data(), count);
  waiting_.erase(0, count);
  return count;
}

}  // namespace pico::postgres
