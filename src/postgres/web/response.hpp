// SPDX-License-Identifier: MIT
//
// Answers as libmicrohttpd sends them.
#pragma once

#include <microhttpd.h>

#include <memory>

#include "engine/model/http.hpp"

namespace pico::postgres {

struct ResponseDeleter {
  void operator()(MHD_Response* response) const noexcept;
};
using ResponsePtr = std::unique_ptr<MHD_Response, ResponseDeleter>;

/// Whether the connection ends with the answer.
enum class AfterAnswer : uint8_t { KeepAlive, Close };

/// Null where memory is not enough. A header that cannot be sent, because its name or value is
/// malformed, makes it null as well.
ResponsePtr response_of(engine::WebAnswer& answer, AfterAnswer after);

/// One whose body `read` provides, as MHD_ContentReaderCallback says.
ResponsePtr streaming_response(const engine::HttpHeaders& headers, MHD_ContentReaderCallback read,
                               void* reader);

}  // namespace pico::postgres
