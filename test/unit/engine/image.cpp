// SPDX-License-Identifier: MIT
//
// An image for tests: see image.hpp.
#include "unit/engine/image.hpp"

#include "engine/work/entity_items.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

Image::Image() {
  root_ = engine().create_pico("root", std::nullopt, kBare);
  eci_ = engine().create_channel(root_, {}, {}, {}).eci;
}

std::string Image::publish(std::string_view source) {
  return "krl:" + engine().register_ruleset(source, std::nullopt);
}

void Image::install(std::string_view pico, std::string_view source) {
  const std::string url = publish(source);
  engine().install_ruleset(pico, url, {});
}

Image::Child Image::make_child(std::string_view name) {
  Child child{engine().create_pico(name, root_, kBare), {}};
  child.eci = engine().create_channel(child.id, {}, {}, {}).eci;
  return child;
}

EventResult Image::send(std::string_view eci, std::string_view event, std::string_view attributes) {
  const size_t colon = event.find(':');
  return engine().raise_event(eci, event.substr(0, colon), event.substr(colon + 1),
                              krl::parse_json(attributes));
}

std::string Image::raise_at(std::string_view eci, std::string_view event,
                            std::string_view attributes) {
  return krl::to_json_or_null(send(eci, event, attributes).directives);
}

std::string Image::directives(std::string_view event, std::string_view attributes) {
  std::string names;
  for (const krl::Value& directive : send(eci_, event, attributes).directives) {
    if (!names.empty()) names += ' ';
    names += directive.map().find("name")->string().view();
  }
  return names;
}

std::string Image::query_at(std::string_view eci, std::string_view rid, std::string_view name,
                            std::string_view arguments) {
  return krl::to_json_or_null(engine().query(eci, rid, name, krl::parse_json(arguments)));
}

std::string Image::entity_of(std::string_view pico, std::string_view rid, std::string_view name) {
  const EntityName full{std::string(pico), std::string(rid), std::string(name)};
  const std::optional<EntityRow> row = store().entity(full);
  return row ? krl::to_json_or_null(entity_value(store(), full, *row)) : std::string();
}

}  // namespace pico::engine
