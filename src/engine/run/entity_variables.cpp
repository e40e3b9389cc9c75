// SPDX-License-Identifier: MIT
//
// Entity variables of the running pico (spec engine.md 7, krl-language.md 12). A ruleset that has
// uninstalled itself finds none and leaves none.
#include "engine/run/session.hpp"
#include "engine/run/transaction.hpp"
#include "krl/text/error.hpp"
#include "krl/value/json.hpp"
#include "krl/value/path.hpp"

namespace pico::engine {

namespace {

/// What is stored for a value that is JSON: nothing for Null.
krl::Value stored(krl::Value value) { return value.is_null() ? krl::Value() : std::move(value); }

void refuse_function(const krl::Value& value, const krl::String& name) {
  if (!value.is_callable()) return;
  throw krl::type_error("cannot store a function in ent:" + std::string(name.view()));
}

}  // namespace

krl::Value Transaction::entity(const krl::Instance& instance, const krl::String& name) {
  krl::Value value = session_.unit().entity(pico_, instance.rid(), name.view());
  return value.is_undefined() ? krl::Value::null() : value;
}

krl::Value Transaction::entity_at(const krl::Instance& instance, const krl::String& name,
                                  const krl::Value& path) {
  return krl::get_path(entity(instance, name), path);
}

krl::Value& Transaction::edit_entity(const krl::Instance& instance, const krl::String& name) {
  if (recording_) recording_->wrote(instance.rid(), name.view());
  return session_.unit().edit_entity(pico_, instance.rid(), name.view());
}

void Transaction::set_entity(const krl::Instance& instance, const krl::String& name,
                             krl::Value value) {
  refuse_function(value, name);
  const EntityName full{pico_, std::string(instance.rid()), std::string(name.view())};
  const bool is_same = session_.unit().is_stored_as(value, full);
  krl::Value copy = is_same ? krl::json_copy_of_changes(std::move(value)) : krl::json_copy(value);
  if (is_installed(instance.rid())) edit_entity(instance, name) = stored(std::move(copy));
}

void Transaction::set_entity_at(const krl::Instance& instance, const krl::String& name,
                                const krl::Value& path, krl::Value value) {
  if (value.is_callable()) {  // vanishes in the collection that it becomes part of
    return set_entity(instance, name, krl::set_path(entity(instance, name), path, value));
  }
  krl::Value copy = krl::json_copy(value);
  if (!is_installed(instance.rid())) return;
  krl::Value& variable = edit_entity(instance, name);
  // Moved out and in, so that what nobody else holds is changed in place.
  variable = stored(krl::set_path(std::move(variable), path, std::move(copy)));
}

void Transaction::clear_entity(const krl::Instance& instance, const krl::String& name) {
  if (is_installed(instance.rid())) edit_entity(instance, name) = krl::Value();
}

void Transaction::clear_entity_at(const krl::Instance& instance, const krl::String& name,
                                  const krl::Value& path) {
  if (!is_installed(instance.rid())) return;
  krl::Value& variable = edit_entity(instance, name);
  if (variable.is_undefined()) return;
  variable = stored(krl::delete_path(std::move(variable), path));
}

}  // namespace pico::engine
