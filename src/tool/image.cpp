// SPDX-License-Identifier: MIT
//
// The image of the tool: see image.hpp.
#include "tool/image.hpp"

namespace pico::tool {

Image::Image(krl::LogLevel level)
    : pico_(engine().create_pico("root", std::nullopt, engine::kBare)),
      eci_(engine().create_channel(pico_, krl::Array{"krl"}, {}, {}).eci) {
  environment_.set_log_level(static_cast<uint8_t>(level));
}

void Image::install(std::string_view source, const std::string& url) {
  engine().register_ruleset(source, url);
  engine().install_ruleset(pico_, url, krl::Map());
}

krl::Array Image::raise_event(std::string_view domain, std::string_view name,
                              const krl::Value& attributes) {
  constexpr size_t kBatch = 1000;
  const engine::EventResult result = engine().raise_event(eci_, domain, name, attributes);
  engine().fire_timers(kBatch);  // once: a rule may schedule again what is due at once
  while (engine().deliver_pending(kBatch) > 0) continue;
  return result.directives;
}

krl::Value Image::query(std::string_view rid, std::string_view name, const krl::Value& arguments) {
  return engine().query(eci_, rid, name, arguments);
}

krl::Value Image::eval(std::string_view source, const std::optional<std::string>& rid) {
  return engine().eval(pico_, source, rid);
}

}  // namespace pico::tool
