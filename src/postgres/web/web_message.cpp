// SPDX-License-Identifier: MIT
//
// Requests and answers as bytes: see web_message.hpp. A number is eight bytes as the machine has
// them, a text its length and its bytes.
#include "postgres/web/web_message.hpp"

#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace pico::postgres {
namespace {

class Writer {
 public:
  void number(int64_t number) {
    bytes_.append(reinterpret_cast<const char*>(&number), sizeof number);
  }
  void text(std::string_view text) {
    number(static_cast<int64_t>(text.size()));
    bytes_.append(text);
  }
  void headers(const engine::HttpHeaders& headers) {
    number(static_cast<int64_t>(headers.size()));
    for (const auto& [name, value] : headers) {
      text(name);
      text(value);
    }
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  int64_t number() {
    int64_t number = 0;
    std::memcpy(&number, take(sizeof number).data(), sizeof number);
    return number;
  }
  std::string text() { return std::string(take(static_cast<uint64_t>(number()))); }
  engine::HttpHeaders headers() {
    engine::HttpHeaders headers;
    for (int64_t left = number(); left > 0; --left) {
      std::string name = text();
      headers.emplace_back(std::move(name), text());
    }
    return headers;
  }

 private:
  std::string_view take(uint64_t size) {
    if (size > rest_.size()) throw std::logic_error("a message between processes was cut short");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
};

}  // namespace

std::string encode(const WebJob& job) {
  Writer writer;
  writer.number(job.end.time_since_epoch().count());
  writer.number(job.metrics);
  writer.text(job.client);
  writer.text(job.request.method);
  writer.text(job.request.target);
  writer.headers(job.request.headers);
  writer.text(job.request.body);
  return writer.take();
}

WebJob decode_job(std::string_view bytes) {
  using Clock = std::chrono::steady_clock;
  Reader reader(bytes);
  WebJob job;
  job.end = Clock::time_point(Clock::duration(reader.number()));
  job.metrics = static_cast<uint32_t>(reader.number());
  job.client = reader.text();
  job.request.method = reader.text();
  job.request.target = reader.text();
  job.request.headers = reader.headers();
  job.request.body = reader.text();
  return job;
}

std::string encode(const engine::WebAnswer& answer) {
  Writer writer;
  writer.number(answer.status);
  writer.headers(answer.headers);
  writer.text(answer.body);
  return writer.take();
}

engine::WebAnswer decode_answer(std::string_view bytes) {
  Reader reader(bytes);
  engine::WebAnswer answer;
  answer.status = static_cast<int>(reader.number());
  answer.headers = reader.headers();
  answer.body = reader.text();
  return answer;
}

}  // namespace pico::postgres
