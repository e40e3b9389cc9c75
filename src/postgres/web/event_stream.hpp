// SPDX-License-Identifier: MIT
//
// An answer that has no end: text that is sent to a client as it comes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pico::postgres {

/// Both ends of it: who has something to tell writes, the connection reads. Neither blocks, and
/// nothing here calls the server. The connection keeps its end as long as it is there.
class EventStream {
 public:
  /// What may wait for a client; one that reads slower than it is told is cut off.
  static constexpr size_t kMaxWaitingBytes = size_t{4} << 20;

  /// What the reading side is told by: that there is something to read.
  class Reader {
   public:
    virtual void go_on() noexcept = 0;

   protected:
    ~Reader() = default;
  };
  explicit EventStream(Reader* reader) : reader_(reader) {}

  /// False: the client is gone, or too slow and cut off for that.
  bool send(std::string_view text);
  /// Bytes that wait for the client to read.
  [[nodiscard]] size_t pending() const { return waiting_.size() - read_; }
  [[nodiscard]] bool is_open() const { return reader_ != nullptr && !is_closed_; }
  /// Ends the answer, after what waits has been sent.
  void close();

  // For the reading side
  /// Moves what waits to `bytes`; how much that was.
  size_t read(char* bytes, size_t size) noexcept;
  [[nodiscard]] bool is_over() const noexcept { return is_closed_ && pending() == 0; }
  /// The client is gone.
  void abandon() noexcept { reader_ = nullptr; }

 private:
  Reader* reader_;  // null: the client is gone
  std::string waiting_;
  size_t read_ = 0;  // so much of it is read
  bool is_closed_ = false;
};

}  // namespace pico::postgres
