// SPDX-License-Identifier: MIT
//
// Streams: see event_stream.hpp.
#include "postgres/web/event_stream.hpp"

#include <algorithm>
#include <cstring>

namespace pico::postgres {

bool EventStream::send(std::string_view text) {
  if (!is_open()) return false;
  if (pending() + text.size() > kMaxWaitingBytes) {
    read_ = waiting_.size();
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
  const size_t count = std::min(size, pending());
  std::memcpy(bytes, waiting_.data() + read_, count);
  read_ += count;
  if (pending() == 0 || read_ > kMaxWaitingBytes) {
    waiting_.erase(0, read_);
    read_ = 0;
  }
  return count;
}

}  // namespace pico::postgres
