// SPDX-License-Identifier: MIT
//
// Requests and answers as bytes, on their way between the process that serves clients and its
// executors.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/model/http.hpp"

namespace pico::postgres {

/// The data of JobKind::Answer, whose answer is an encoded WebAnswer.
struct WebJob {
  engine::WebRequest request;
  std::string client;
  std::chrono::steady_clock::time_point end;  // by when it must be answered
  uint32_t metrics = 0;                       // the handle of what the owner counts in
};

std::string encode(const WebJob& job);
std::string encode(const engine::WebAnswer& answer);
/// What was encoded in this image. Throws where it was not.
WebJob decode_job(std::string_view bytes);
engine::WebAnswer decode_answer(std::string_view bytes);

}  // namespace pico::postgres
