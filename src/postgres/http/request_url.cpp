// SPDX-License-Identifier: MIT
//
// Looking at URLs: see request_url.hpp.
#include "engine/http/credentials.hpp"
#include "krl/value/unicode.hpp"

#include "postgres/http/curl.hpp"
#include "postgres/http/request_url.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

using Parts = std::unique_ptr<CURLU, Curl::Closer>;

Parts new_parts() {
  Parts parts(curl().url());
  if (!parts) throw std::bad_alloc();
  return parts;
}

/// A part of a URL; empty where there is none.
std::string part_of(const Parts& parts, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  curl().url_get(parts.get(), part, &text, flags);
  const std::unique_ptr<char, Curl::Closer> found(text);
  return found ? found.get() : "";
}

std::string origin_of(const std::string& url) {
  const Parts parts = new_parts();
  if (curl().url_set(parts.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return url;
  return part_of(parts, CURLUPART_SCHEME) + "://" + part_of(parts, CURLUPART_HOST) + ":" +
         part_of(parts, CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

}  // namespace

void check_url(const std::string& url, const HttpRules& rules) {
  using Kind = HttpFailure::Kind;
  const auto fail = [&](Kind kind, std::string what) {
    throw rules.error({kind, engine::without_credentials(url), std::move(what)});
  };
  const Parts parts = new_parts();
  if (const CURLUcode code = curl().url_set(parts.get(), CURLUPART_URL, url.c_str(), 0))
    fail(Kind::Broken, curl().url_strerror(code));
  // libcurl also speaks dict:, gopher:, smtp: and more, by which a redirect could reach anything.
  if (const std::string scheme = part_of(parts, CURLUPART_SCHEME);
      scheme != "http" && scheme != "https")
    fail(Kind::Broken, "it is neither http: nor https:");
  std::string host = part_of(parts, CURLUPART_HOST);
  if (!krl::is_valid_utf8(host, false)) fail(Kind::Broken, "its host is not valid UTF-8");
  if (!rules.hosts.allows(host)) fail(Kind::Refused, std::move(host));
}

bool have_same_origin(const std::string& one, const std::string& other) {
  return origin_of(one) == origin_of(other);
}

}  // namespace pico::postgres
