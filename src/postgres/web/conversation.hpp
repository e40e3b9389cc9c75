// SPDX-License-Identifier: MIT
//
// One connection of a client: it reads a request at a time, hands it out, waits, and sends what it
// is answered. libmicrohttpd calls it, and forgets about the connection while it waits.
//
// Nothing here calls the server or throws. Where memory ends, the connection does too.
#pragma once

#include <microhttpd.h>

#include <chrono>
#include <functional>
#include <vector>

#include "engine/web/web_error.hpp"

#include "postgres/web/exchange.hpp"
#include "postgres/web/response.hpp"

namespace pico::postgres {

/// What the conversations of a server share.
struct Conversations {
  std::vector<ExchangePtr> requests{};  // that have come in, to be handed out
  std::function<engine::WebAnswer(const engine::WebError&, const engine::WebRequest&)> refusal;
  size_t body_bytes = 0;
  size_t waiting = 0;      // for an answer
  size_t sending = 0;      // an answer
  bool is_ending = false;  // each answer is the last of its connection
  /// libmicrohttpd is to go on with one that it had forgotten about, which it is not woken for.
  bool has_resumed = false;
};

class Conversation final : public Exchange::Connection, private EventStream::Reader {
 public:
  using Clock = std::chrono::steady_clock;
  /// What libmicrohttpd has for the head of a request, then for that of its answer beside it, and
  /// for what is read and sent at a time.
  static constexpr size_t kMemoryBytes = size_t{32} << 10;

  Conversation(Conversations& all, MHD_Connection* connection);
  ~Conversation();
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  // For libmicrohttpd
  /// A request begins.
  void begin(const char* target) noexcept;
  /// The head is there; then each piece of the body; then, with `*size` 0, the request is whole,
  /// or its answer is there.
  MHD_Result go_on_with(const char* method, const char* version, const char* data,
                        size_t* size) noexcept;
  /// The answer is sent, or the client is gone.
  void end() noexcept;

  // For those who answer
  void send(engine::WebAnswer answer) noexcept override;
  std::shared_ptr<EventStream> stream(engine::HttpHeaders headers) override;

  // For the server
  /// Cuts the connection where something is awaited of its client since before `time`.
  void cut_if_awaited_since(Clock::time_point time) noexcept;
  void end_stream();
  /// As libmicrohttpd must not end with connections that it has forgotten about.
  void let_go() noexcept { resume(); }

 private:
  enum class Stage : uint8_t {
    Reading,     // a request, or waiting for one
    Discarding,  // what is left of a request that is refused
    Waiting,     // for an answer
    Answering,   // it is there, and libmicrohttpd is to come for it
    Sending
  };

  MHD_Result read_head(const char* method, const char* version);
  MHD_Result read_body(const char* data, size_t size);
  MHD_Result hand_out();
  void discard(const engine::WebError& error);
  MHD_Result refuse(const engine::WebError& error);
  void keep(engine::WebAnswer answer, AfterAnswer after);
  MHD_Result respond();
  void enter(Stage stage) noexcept;
  size_t* counter_of(Stage stage) noexcept;
  void suspend() noexcept;
  void resume() noexcept;
  void go_on() noexcept override;  // with the stream
  static ssize_t read_stream(void* self, uint64_t position, char* bytes, size_t size) noexcept;

  Conversations& all_;
  MHD_Connection* connection_;
  Stage stage_ = Stage::Reading;
  bool is_suspended_ = false;
  bool has_head_ = false;
  Clock::time_point since_ = Clock::now();  // something is awaited of the client
  const char* target_end_ = nullptr;        // as libmicrohttpd has it; valid until the head is read
  engine::WebRequest request_;
  size_t discarded_ = 0;
  ExchangePtr exchange_;
  int status_ = 0;        // of the answer
  ResponsePtr response_;  // null: the connection is to end instead
  std::shared_ptr<EventStream> stream_;
};

}  // namespace pico::postgres
