// SPDX-License-Identifier: MIT
//
// Evaluating literals and names: variables, globals, entity variables, module members.
#include "krl/run/leaves.hpp"
#include "krl/value/array.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/map.hpp"
#include "krl/value/path.hpp"

namespace pico::krl {

namespace {

[[noreturn, gnu::cold]] void fail_uninitialized(const Node& node, const String& name,
                                                const Frame& frame) {
  Error error(ErrorClass::ReferenceError,
              "Cannot access '" + std::string(name.view()) + "' before initialization");
  locate(error, frame, node.span);
  throw error;
}

inline const Value& initialized(const Value& value, const Node& node, const String& name,
                                const Frame& frame) {
  if (value.is(Kind::Uninitialized)) fail_uninitialized(node, name, frame);
  return value;
}

}  // namespace

bool Node::test(Frame& frame) const { return is_true(evaluate(frame)); }

Value LiteralNode::evaluate(Frame&) const { return value; }

Value RegExpNode::evaluate(Frame&) const { return RegExp(pattern); }

Value ChevronNode::evaluate(Frame& frame) const {
  std::string text;
  for (const NodePtr& part : parts) append_string(text, value_of(*part, frame));
  return std::string_view(text);
}

Value ArrayNode::evaluate(Frame& frame) const {
  Values values;
  values.reserve(elements.size());
  for (const NodePtr& element : elements) values.push_back(value_of(*element, frame));
  return Array(std::move(values));
}

Value MapNode::evaluate(Frame& frame) const {
  Map map;
  for (size_t i = 0; i < keys.size(); ++i) map.set(keys[i], value_of(*values[i], frame));
  return map;
}

Value LocalNode::evaluate(Frame& frame) const {
  Value& value = frame.slots[slot];
  if (!value.is(Kind::Cell)) return is_last ? std::move(value) : value;
  return initialized(static_cast<const Cell*>(value.object())->value, *this, name, frame);
}

Value CapturedNode::evaluate(Frame& frame) const {
  return initialized(frame.closure->capture(index).value, *this, name, frame);
}

Value GlobalNode::evaluate(Frame& frame) const {
  return initialized(frame.instance.global(index), *this, name, frame);
}

Value EntityNode::evaluate(Frame& frame) const {
  Host& host = frame.evaluation.host();
  if (!path) return host.entity(frame.instance, name);
  Value at = path->evaluate(frame);
  if (is_key) at = to_string(at);
  return host.entity_at(frame.instance, name, at);
}

Value ModuleMemberNode::evaluate(Frame& frame) const {
  const Instance& provider = frame.instance.module(module);
  if (const Export* item = provider.program().find_provided(name.view())) {
    return initialized(provider.exported(*item), *this, name, frame);
  }
  if (is_callee) return Value::null();
  Error error(ErrorClass::TypeError, text + " is not provided by " + std::string(provider.rid()));
  locate(error, frame, span);
  throw error;
}

Value TestingNode::evaluate(Frame& frame) const { return frame.instance.program().testing; }

Value FailingNode::evaluate(Frame& frame) const {
  Error error = type_error(message);
  locate(error, frame, span);
  throw error;
}

}  // namespace pico::krl
