// SPDX-License-Identifier: MIT
//
// Rules from settings: see web_rules.hpp.
#include "postgres/web/web_rules.hpp"
#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// The names of a list between commas, in small letters.
std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> names;
  std::string name;
  const auto end_name = [&] {
    if (!name.empty()) names.push_back(std::exchange(name, {}));
  };
  for (const char character : list) {
    if (character == ',') {
      end_name();
    } else if (character != ' ' && character != '\t') {
      name.push_back(character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                                          : character);
    }
  }
  end_name();
  return names;
}

}  // namespace

const engine::WebRules& web_rules() {
  static engine::WebRules rules;
  static std::string headers;  // of which those were made
  static std::string redirect_hosts = "*";
  const Settings& current = settings();
  if (headers != current.http_headers) {
    rules.headers = names_in(current.http_headers);
    headers = current.http_headers;
  }
  if (redirect_hosts != current.http_redirect_hosts) {
    rules.redirect_hosts = engine::FetchHosts(current.http_redirect_hosts);
    redirect_hosts = current.http_redirect_hosts;
  }
  rules.body_bytes = static_cast<size_t>(current.http_max_body_size_kb) << 10;
  rules.json_bytes = static_cast<size_t>(current.http_max_json_size_kb) << 10;
  rules.has_compatible_status = current.http_compatible_status;
  rules.takes_events_by_post_only = current.http_post_only;
  return rules;
}

}  // namespace pico::postgres
