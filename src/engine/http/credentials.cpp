// SPDX-License-Identifier: MIT
//
// Keeping passwords out of texts: see credentials.hpp.
#include "engine/http/credentials.hpp"

#include <algorithm>

namespace pico::engine {

std::string without_credentials(std::string_view url) {
  // Careful with what is no proper URL as well: `http:/user:pw@host`, `http:\\user:pw@host`.
  const size_t colon = url.find(':');
  if (colon == std::string_view::npos) return std::string(url);
  const size_t host = std::min(url.find_first_not_of("/\\", colon + 1), url.size());
  const size_t end = std::min(url.find_first_of("/?#", host), url.size());
  const size_t at = url.substr(host, end - host).rfind('@');
  if (at == std::string_view::npos) return std::string(url);
  return std::string(url.substr(0, host)).append(url.substr(host + at + 1));
}

}  // namespace pico::engine
