// SPDX-License-Identifier: MIT
//
// Records of events: see recording.hpp.
#include "engine/watch/recording.hpp"

#include "engine/model/json_bound.hpp"

namespace pico::engine {

krl::Map Recording::what(const Event& event, std::string_view eid,
                         const krl::Array& directives) const {
  krl::Map what{{"eid", eid},
                {"time", static_cast<double>(event.time)},
                {"domain", event.domain},
                {"name", event.name}};
  if (fits_json(directives, kMaxRecordedBytes)) {
    what.set("directives", directives);
  } else {
    what.set("directives", krl::Array());
    what.set("left_out", static_cast<double>(directives.size()));
  }
  krl::Values variables;
  for (const auto& [rid, name] : variables_)
    variables.emplace_back(
        krl::Map{{"rid", std::string_view(rid)}, {"name", std::string_view(name)}});
  what.set("variables", krl::Array(std::move(variables)));
  return what;
}

}  // namespace pico::engine
