// SPDX-License-Identifier: MIT
//
// Collecting: see description.hpp.
#include "engine/inspect/description.hpp"

#include <algorithm>

#include "krl/value/array.hpp"

namespace pico::engine {

namespace ast = krl::ast;
using ast::as;
using krl::Array;
using krl::Map;
using krl::Value;

namespace {

void add_name(std::vector<std::string>& names, std::string_view name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
}

/// The text that an expression is in any case, nothing where it is computed.
std::optional<std::string> literal(const ast::Expression& expression) {
  if (expression.kind == ast::ExpressionKind::String) return as<ast::String>(expression).value;
  if (expression.kind != ast::ExpressionKind::Chevron) return std::nullopt;
  std::string text;
  for (const auto& part : as<ast::Chevron>(expression).parts) {
    if (part->kind != ast::ExpressionKind::String) return std::nullopt;
    text += as<ast::String>(*part).value;
  }
  return text;
}

bool is_name(const ast::Expression& expression, std::string_view domain, std::string_view name) {
  if (expression.kind != ast::ExpressionKind::DomainIdentifier) return false;
  const auto& identifier = as<ast::DomainIdentifier>(expression);
  return identifier.domain == domain && identifier.value == name;
}

/// The argument of that name, or at that place; null where there is none.
const ast::Expression* argument(const ast::Arguments& arguments, std::string_view name,
                                size_t place) {
  for (size_t i = 0; i < arguments.items.size(); ++i) {
    const ast::Argument& each = arguments.items[i];
    if (each.name ? each.name->value == name : i == place) return each.value.get();
  }
  return nullptr;
}

/// The text of a member of a map that is written as such.
std::optional<std::string> member(const ast::Expression& map, std::string_view key) {
  if (map.kind != ast::ExpressionKind::Map) return std::nullopt;
  for (const ast::MapEntry& entry : as<ast::Map>(map).entries) {
    if (entry.key == key) return literal(*entry.value);
  }
  return std::nullopt;
}

Value value_of(const std::optional<std::string>& text) {
  return text ? Value(std::string_view(*text)) : Value(Value::null());
}

Array array_of(const std::vector<std::string>& names) {
  Array array;
  for (const std::string& name : names) array.push_back(std::string_view(name));
  return array;
}

Array parameters_of(const ast::Parameters& parameters) {
  Array array;
  for (const ast::Parameter& parameter : parameters.items)
    array.push_back(std::string_view(parameter.name.value));
  return array;
}

/// {"name", "parameters"} of a global.
Map export_of(const ast::Ruleset& ruleset, const ast::Name& name) {
  Map map{{"name", std::string_view(name.value)}, {"parameters", Value::null()}};
  for (const auto& global : ruleset.global) {
    if (global->name.value != name.value) continue;
    const ast::Expression& value = *global->value;
    if (value.kind == ast::ExpressionKind::Function)
      map.set("parameters", parameters_of(as<ast::Function>(value).parameters));
    if (value.kind == ast::ExpressionKind::DefAction)
      map.set("parameters", parameters_of(as<ast::DefAction>(value).parameters));
  }
  return map;
}

/// What the meta block says, in the members of a description.
void describe_meta(const ast::Ruleset& ruleset, Map& description) {
  Map texts;
  Array shares;
  Array provides;
  Array uses;
  const auto add_exports = [&](const ast::Names& names, Array& exports) {
    for (const ast::Name& name : names) exports.push_back(export_of(ruleset, name));
  };
  if (ruleset.meta) {
    for (const auto& property : ruleset.meta->properties) {
      if (property->kind == ast::MetaKind::Text) {
        const auto& text = as<ast::MetaText>(*property);
        texts.set(std::string_view(text.key), value_of(literal(*text.value)));
      } else if (property->kind == ast::MetaKind::Shares) {
        add_exports(as<ast::MetaShares>(*property).ids, shares);
      } else if (property->kind == ast::MetaKind::Provides) {
        add_exports(as<ast::MetaProvides>(*property).ids, provides);
      } else if (property->kind == ast::MetaKind::UseModule) {
        const auto& use = as<ast::MetaUseModule>(*property);
        uses.push_back(
            Map{{"rid", std::string_view(use.rid.value)},
                {"alias", std::string_view(use.alias ? use.alias->value : use.rid.value)}});
      }
    }
  }
  description.set("meta", texts);
  description.set("shares", shares);
  description.set("provides", provides);
  description.set("uses", uses);
}

}  // namespace

krl::Map Description::of(const ast::Ruleset& ruleset) {
  for (const auto& global : ruleset.global) {
    current_ = global->name.value;
    walk(*global->value);
  }
  for (const ast::Rule& rule : ruleset.rules) describe_rule(rule);

  const auto array_of_events = [](const Events& events, bool has_attributes) {
    Array array;
    for (const Event& event : events) {
      Map map{{"domain", value_of(event.domain)}, {"name", value_of(event.name)}};
      if (has_attributes) map.set("attributes", array_of(event.attributes));
      map.set("by", array_of(event.by));
      array.push_back(map);
    }
    return array;
  };
  Array stores;
  for (const Variable& each : stores_)
    stores.push_back(Map{{"name", std::string_view(each.name)},
                         {"readers", array_of(each.readers)},
                         {"writers", array_of(each.writers)}});
  Map description{{"rid", std::string_view(ruleset.rid.value)},
                  {"meta", Value::null()},
                  {"listens", array_of_events(listens_, true)},
                  {"raises", array_of_events(raises_, false)},
                  {"sends", array_of_events(sends_, false)},
                  {"schedules", array_of_events(schedules_, false)}};
  describe_meta(ruleset, description);
  description.set("stores", stores);
  return description;
}

/// Also rules that are inactive: they are part of the source.
void Description::describe_rule(const ast::Rule& rule) {
  current_ = rule.name.value;
  selected_.clear();
  attributes_.clear();
  walk(rule);
  if (rule.select && rule.select->where) selected_.push_back({});
  for (const Event& selected : selected_) {
    Event& event = add(listens_, selected.domain, selected.name);
    for (const std::string& name : selected.attributes) add_name(event.attributes, name);
    for (const std::string& name : attributes_) add_name(event.attributes, name);
  }
}

void Description::see(const ast::DomainIdentifier& name) {
  if (name.domain == "ent") add_name(variable(name).readers, current_);
}

/// `event:attrs{"name"}`, `event:attrs{["name", ...]}`, `event:attrs["name"]`
void Description::see(const ast::MemberExpression& member) {
  if (member.access == ast::MemberAccess::Dot || !is_name(*member.object, "event", "attrs")) return;
  const ast::Expression& property = *member.property;
  if (property.kind != ast::ExpressionKind::Array) return see_attribute(property);
  const auto& elements = as<ast::Array>(property).elements;
  if (!elements.empty()) see_attribute(*elements.front());
}

void Description::see_attribute(const ast::Expression& name) {
  if (const Text text = literal(name)) add_name(attributes_, *text);
}

void Description::see_call(const ast::Expression& callee, const ast::Arguments& arguments) {
  if (is_name(callee, "event", "attr")) {
    if (const ast::Expression* name = argument(arguments, "name", 0)) see_attribute(*name);
  } else if (is_name(callee, "event", "send")) {
    see_sent(arguments);
  } else if (is_name(callee, "ctx", "event") || is_name(callee, "ctx", "eventQuery")) {
    const auto text = [&](std::string_view name, size_t place) {
      const ast::Expression* found = argument(arguments, name, place);
      return found != nullptr ? literal(*found) : std::nullopt;
    };
    add(sends_, text("domain", 1), text("name", 2));
  }
}

/// The name of an event that is sent is its `type` or `name` (spec modules.md).
void Description::see_sent(const ast::Arguments& arguments) {
  const ast::Expression* event = argument(arguments, "options", 0);
  if (event == nullptr) return;
  const Text name = member(*event, "name");
  add(sends_, member(*event, "domain"), name ? name : member(*event, "type"));
}

void Description::see(const ast::EventBase& event) {
  Event selected{
      .domain = event.domain.value, .name = event.type.value, .attributes = {}, .by = {}};
  for (const ast::AttributeMatch& match : event.attributes)
    add_name(selected.attributes, match.key.value);
  selected_.push_back(std::move(selected));
}

void Description::see(const ast::RaiseEvent& raise) { add(raises_, raise.target); }

void Description::see(const ast::ScheduleEvent& schedule) { add(schedules_, schedule.target); }

void Description::see(const ast::PersistentVariableAssignment& assignment) {
  if (assignment.variable->domain == "ent")
    add_name(variable(*assignment.variable).writers, current_);
}

void Description::see(const ast::ClearPersistentVariable& clear) {
  if (clear.variable->domain == "ent") add_name(variable(*clear.variable).writers, current_);
}

void Description::add(Events& events, const ast::EventTarget& target) {
  if (target.domain) {
    add(events, target.domain->value, literal(*target.type));
    return;
  }
  const Text both = literal(*target.domain_and_type);
  const size_t colon = both ? both->find(':') : std::string::npos;
  if (colon == std::string::npos) {
    add(events, std::nullopt, std::nullopt);
  } else {
    add(events, both->substr(0, colon), both->substr(colon + 1));
  }
}

/// The event in the list, with what is walked among those that have to do with it.
Description::Event& Description::add(Events& events, Text domain, Text name) {
  auto found = std::find_if(events.begin(), events.end(), [&](const Event& event) {
    return event.domain == domain && event.name == name;
  });
  if (found == events.end())
    found = events.insert(events.end(), Event{std::move(domain), std::move(name), {}, {}});
  add_name(found->by, current_);
  return *found;
}

Description::Variable& Description::variable(const ast::DomainIdentifier& name) {
  const auto found = std::find_if(stores_.begin(), stores_.end(),
                                  [&](const Variable& each) { return each.name == name.value; });
  if (found != stores_.end()) return *found;
  return stores_.emplace_back(Variable{.name = name.value, .readers = {}, .writers = {}});
}

}  // namespace pico::engine
