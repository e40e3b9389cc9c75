// SPDX-License-Identifier: MIT
//
// Conversations: see conversation.hpp.
#include "postgres/web/conversation.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

#include "postgres/web/microhttpd.hpp"
#include "postgres/web/received_headers.hpp"
#include "postgres/web/request_head.hpp"

namespace pico::postgres {
namespace {

/// The head of a request may take so much, or there would be no room for that of its answer.
constexpr size_t kMaxHeadBytes = size_t{20} << 10;

/// What is read of a body that is too large, so that its client comes to read why it is refused.
constexpr size_t kDiscardedBytes = size_t{1} << 20;

/// Without the port; one of IPv4 as such also where the socket is of IPv6.
std::string address_of(MHD_Connection* connection) {
  const auto* const info =
      microhttpd().get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  const sockaddr* const address = info->client_addr;
  const socklen_t size = address->sa_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  char text[NI_MAXHOST];
  if (getnameinfo(address, size, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0) return "";
  constexpr std::string_view kMapped = "::ffff:";
  const std::string_view shown = text;
  return std::string(shown.starts_with(kMapped) ? shown.substr(kMapped.size()) : shown);
}

/// What libmicrohttpd keeps of a head: its bytes, and where the headers are.
size_t size_of_head(const engine::WebRequest& request) {
  constexpr size_t kPlaceBytes = 64;
  size_t size = request.target.size();
  for (const auto& [name, value] : request.headers)
    size += name.size() + value.size() + kPlaceBytes;
  return size;
}

/// From libmicrohttpd, in whose memory the target is: it would make a list of them, for which there
/// is no room where they are many. Who reads them is the engine.
void hide_parameters(const char* target) {
  const char* const mark = std::strchr(target, '?');
  if (mark != nullptr) const_cast<char*>(mark)[1] = '\0';
}

engine::WebError too_large(size_t bound) {
  return {413, "Error: the body exceeds " + std::to_string(bound) + " bytes"};
}

}  // namespace

Conversation::Conversation(Conversations& all, MHD_Connection* connection)
    : all_(all), connection_(connection) {}

Conversation::~Conversation() { end(); }

// Reading ----------------------------------------------------------------------------------------

void Conversation::begin(const char* target) noexcept {
  try {
    target_end_ = target + std::strlen(target);
    request_.target = target_here(target);
    hide_parameters(target);
  } catch (...) {  // for want of memory: it stays empty, which is refused
  }
}

MHD_Result Conversation::go_on_with(const char* method, const char* version, const char* data,
                                    size_t* size) noexcept {
  try {
    if (!has_head_) return read_head(method, version);
    if (stage_ == Stage::Answering) return respond();
    if (*size == 0) return stage_ == Stage::Discarding ? respond() : hand_out();
    return read_body(data, std::exchange(*size, 0));
  } catch (...) {
    return MHD_NO;
  }
}

MHD_Result Conversation::read_head(const char* method, const char* version) {
  has_head_ = true;
  try {
    request_.method = method;
    request_.headers = received_headers(connection_, target_end_, version);
    const RequestHead head = request_head(request_, version);
    if (size_of_head(request_) > kMaxHeadBytes)
      throw engine::WebError(431, "Error: the head of the request is too large");
    const uint64_t length = head.content_length.value_or(0);
    if (length <= all_.body_bytes) return MHD_YES;
    const engine::WebError error = too_large(all_.body_bytes);
    if (head.expects_continue || length > all_.body_bytes + kDiscardedBytes) return refuse(error);
    discard(error);
    return MHD_YES;
  } catch (const engine::WebError& error) {
    return refuse(error);
  }
}

MHD_Result Conversation::read_body(const char* data, size_t size) {
  if (stage_ == Stage::Reading && request_.body.size() + size > all_.body_bytes) {
    request_.body = {};
    discard(too_large(all_.body_bytes));
  }
  if (stage_ == Stage::Reading) {
    request_.body.append(data, size);
    return MHD_YES;
  }
  discarded_ += size;
  return discarded_ <= kDiscardedBytes + all_.body_bytes ? MHD_YES : MHD_NO;
}

MHD_Result Conversation::hand_out() {
  exchange_ = std::make_shared<Exchange>(std::move(request_), address_of(connection_), *this);
  all_.requests.push_back(exchange_);
  enter(Stage::Waiting);
  suspend();
  return MHD_YES;
}

/// Answers when the rest of the request has come.
void Conversation::discard(const engine::WebError& error) {
  keep(all_.refusal(error, request_), AfterAnswer::KeepAlive);
  enter(Stage::Discarding);
}

/// Answers at once, and does not read on: what comes may be anything.
MHD_Result Conversation::refuse(const engine::WebError& error) {
  keep(all_.refusal(error, request_), AfterAnswer::Close);
  return respond();
}

// Answering --------------------------------------------------------------------------------------

void Conversation::keep(engine::WebAnswer answer, AfterAnswer after) {
  status_ = answer.status;
  response_ = response_of(answer, all_.is_ending ? AfterAnswer::Close : after);
}

void Conversation::send(engine::WebAnswer answer) noexcept {
  try {
    keep(std::move(answer), AfterAnswer::KeepAlive);
  } catch (...) {  // for want of memory: there is no response
  }
  enter(Stage::Answering);
  resume();
}

std::shared_ptr<EventStream> Conversation::stream(engine::HttpHeaders headers) {
  EventStream::Reader* const reader = this;
  auto stream = std::make_shared<EventStream>(reader);
  status_ = MHD_HTTP_OK;
  response_ = streaming_response(headers, read_stream, this);
  stream_ = stream;
  enter(Stage::Answering);
  resume();
  return stream;
}

MHD_Result Conversation::respond() {
  if (response_ == nullptr) return MHD_NO;
  enter(Stage::Sending);
  const ResponsePtr response = std::move(response_);
  return microhttpd().queue_response(connection_, static_cast<unsigned>(status_), response.get());
}

ssize_t Conversation::read_stream(void* self, uint64_t, char* bytes, size_t size) noexcept {
  auto* const conversation = static_cast<Conversation*>(self);
  EventStream& stream = *conversation->stream_;
  if (const size_t count = stream.read(bytes, size); count != 0) return static_cast<ssize_t>(count);
  if (stream.is_over()) return MHD_CONTENT_READER_END_OF_STREAM;
  conversation->suspend();
  return 0;
}

void Conversation::go_on() noexcept {
  if (!stream_->is_open()) since_ = Clock::now();
  resume();
}

void Conversation::end() noexcept {
  if (exchange_ != nullptr) exchange_->abandon();
  if (stream_ != nullptr) stream_->abandon();
  exchange_.reset();
  stream_.reset();
  response_.reset();
  request_ = {};
  has_head_ = false;
  discarded_ = 0;
  enter(Stage::Reading);
}

// Time and places --------------------------------------------------------------------------------

void Conversation::cut_if_awaited_since(Clock::time_point time) noexcept {
  const bool is_awaited = stage_ != Stage::Waiting && stage_ != Stage::Answering &&
                          (stream_ == nullptr || !stream_->is_open());
  if (!is_awaited || since_ > time) return;
  const auto* const info =
      microhttpd().get_connection_info(connection_, MHD_CONNECTION_INFO_CONNECTION_FD);
  shutdown(info->connect_fd, SHUT_RDWR);
}

void Conversation::end_stream() {
  if (stream_ != nullptr) stream_->close();
}

void Conversation::enter(Stage stage) noexcept {
  if (size_t* const counter = counter_of(stage_)) --*counter;
  stage_ = stage;
  if (size_t* const counter = counter_of(stage_)) ++*counter;
  if (stage != Stage::Discarding) since_ = Clock::now();
}

size_t* Conversation::counter_of(Stage stage) noexcept {
  switch (stage) {
    case Stage::Reading:
    case Stage::Discarding:
      return nullptr;
    case Stage::Waiting:
      return &all_.waiting;
    case Stage::Answering:
    case Stage::Sending:
      return &all_.sending;
  }
  return nullptr;
}

void Conversation::suspend() noexcept {
  is_suspended_ = true;
  microhttpd().suspend_connection(connection_);
}

void Conversation::resume() noexcept {
  if (!std::exchange(is_suspended_, false)) return;
  microhttpd().resume_connection(connection_);
  all_.has_resumed = true;
}

}  // namespace pico::postgres
