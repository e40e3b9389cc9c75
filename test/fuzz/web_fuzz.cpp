// SPDX-License-Identifier: MIT
//
// Any request, as a client sends it: method, target, headers and body. What web_call() makes of it
// is served by a pico whose rules and functions give back what they got. However that ends, the
// answer is one that can be sent: text in UTF-8, headers without line ends, JSON where it says so.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "engine/http/headers.hpp"
#include "engine/web/web_answer.hpp"
#include "engine/web/web_call.hpp"
#include "krl/value/json.hpp"
#include "krl/value/unicode.hpp"

#include "tight_environment.hpp"

namespace {

using namespace pico;

constexpr std::string_view kRuleset = R"(ruleset fuzz {
  meta { shares echo }
  global { echo = function(a) { a } }
  rule echo { select when fuzz echo send_directive("echo", event:attrs) }
  rule cookie { select when fuzz cookie send_directive("_cookie", {"cookie": event:attrs{"a"}}) }
  rule redirect { select when fuzz redirect send_directive("_redirect", {"url": event:attrs{"a"}}) }
})";

std::string_view next_line(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// `METHOD TARGET`, headers, an empty line, the body. The segment ECI stands for that of the pico.
engine::WebRequest request_of(std::string_view text, const std::string& eci) {
  engine::WebRequest request;
  const std::string_view first = next_line(text);
  const size_t blank = std::min(first.find(' '), first.size());
  request.method = first.substr(0, blank);
  request.target = first.substr(std::min(blank + 1, first.size()));
  if (const size_t place = request.target.find("/ECI"); place != std::string::npos)
    request.target.replace(place + 1, 3, eci);
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    if (line.empty()) break;
    const size_t colon = std::min(line.find(':'), line.size());
    request.headers.emplace_back(line.substr(0, colon),
                                 line.substr(std::min(colon + 1, line.size())));
  }
  request.body = text;
  return request;
}

engine::WebRules tight_rules() {
  engine::WebRules rules;
  rules.headers = {"x-*", "host"};
  rules.redirect_hosts = engine::FetchHosts("example.org");
  rules.body_bytes = rules.json_bytes = size_t{64} << 10;
  return rules;
}

engine::WebAnswer serve(fuzz::Image& image, const engine::WebRequest& request,
                        const engine::WebRules& rules) {
  try {
    const engine::WebCall call = engine::web_call(request, rules);
    if (std::optional<engine::WebAnswer> answer = engine::immediate_answer(call)) return *answer;
    std::optional<engine::WebAnswer> answer;
    const std::optional<krl::Error> error = image.serve([&](engine::Engine& engine) {
      std::visit(
          [&](const auto& each) {
            if constexpr (requires { engine::answer(engine, each, rules); })
              answer = engine::answer(engine, each, rules);
          },
          call);
    });
    if (error) return engine::error_answer(*error, call, rules);
    return answer ? *answer : engine::json_answer(krl::Value());
  } catch (const engine::WebError& error) {
    return engine::error_answer(error, request, rules);
  }
}

bool is_sendable(const engine::WebAnswer& answer) {
  const auto is_line = [](std::string_view text) {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  };
  for (const auto& [name, value] : answer.headers) {
    if (!is_line(name) || !is_line(value)) return false;
  }
  if (answer.status < 200 || answer.status > 599 || !krl::is_valid_utf8(answer.body, false))
    return false;
  const std::string* const type = engine::find_header(answer.headers, "content-type");
  const bool is_json = type != nullptr && type->starts_with("application/json");
  return !is_json || krl::try_parse_json(answer.body).has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::Image image;
  if (!image.install(kRuleset)) std::abort();
  const engine::WebRequest request =
      request_of(std::string_view(reinterpret_cast<const char*>(data), size), image.eci());
  const engine::WebAnswer answer = serve(image, request, tight_rules());
  if (is_sendable(answer)) return 0;
  std::fprintf(stderr, "%d %s\n", answer.status, answer.body.c_str());
  std::abort();
}
