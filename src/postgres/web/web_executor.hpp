// SPDX-License-Identifier: MIT
//
// The executors' part in serving requests: those that make the process wait which serves clients.
#pragma once

#include <string>
#include <string_view>

namespace pico::postgres {

/// Does a job of the kind Answer (web_message.hpp).
std::string answer_job(std::string_view job);

}  // namespace pico::postgres
