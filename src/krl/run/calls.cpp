// SPDX-License-Identifier: MIT
//
// Calling functions and actions: from expressions and action blocks, where arguments are evaluated
// straight into the frame of the callee, and from libraries, with values at hand.
// Spec: krl-language.md 6, 7.
#include <alloca.h>

#include <algorithm>

#include "krl/run/leaves.hpp"
#include "krl/run/native.hpp"
#include "krl/value/conversion.hpp"

namespace pico::krl {

namespace {

/// Gives missing arguments their defaults and captured ones their cells.
void prepare_parameters(const Code& code, Frame& frame) {
  for (uint32_t i = 0; i < code.parameters.size(); ++i) {
    const Parameter& parameter = code.parameters[i];
    // A default applies to the undefined flavour of Null only (spec 6).
    if (parameter.default_value && frame.slots[i].is_undefined()) {
      frame.slots[i] = parameter.default_value->evaluate(frame);
    }
    if (parameter.is_captured) {
      auto* cell = new Cell(frame.evaluation.cells());
      cell->value = std::move(frame.slots[i]);
      frame.slots[i] = Value::of(Kind::Cell, cell);
    }
  }
}

/// Runs the code of a closure whose arguments stand in the first slots of `frame`.
[[gnu::always_inline]] inline Value run_code(const Code& code, Frame& frame) {
  if (code.prepares_parameters) prepare_parameters(code, frame);
  if (!code.body.is_empty()) run_block(code.body, frame);
  if (code.actions) run_actions(*code.actions, frame);
  return code.result ? value_of(*code.result, frame) : Value();
}

/// The position of the parameter called `name`, or the number of parameters.
template <class Parameters, class NameOf>
size_t find_parameter(const Parameters& parameters, std::string_view name, NameOf name_of) {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const auto& each) { return name_of(each) == name; });
  return static_cast<size_t>(found - parameters.begin());
}

size_t parameter_position(const Code& code, std::string_view name) {
  return find_parameter(code.parameters, name,
                        [](const Parameter& each) { return each.name.view(); });
}

size_t parameter_position(const NativeMember& member, std::string_view name) {
  return find_parameter(member.parameters, name, [](std::string_view each) { return each; });
}

/// Evaluates the arguments of `call` in order into the first `capacity` of `slots`, binding named
/// ones by `position_of`; the rest is evaluated and dropped. The argument count of spec 6.
template <class PositionOf>
[[gnu::noinline]] size_t bind_arguments(const CallNode& call, Frame& frame, Value* slots,
                                        size_t capacity, PositionOf position_of) {
  size_t count = 0;
  const size_t positional = call.positional();
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    const size_t position = i < positional ? i : position_of(call.names[i - positional].view());
    Value value = value_of(*call.arguments[i], frame);
    if (position >= capacity) continue;
    slots[position] = std::move(value);
    count = std::max(count, position + 1);
  }
  return count;
}

[[gnu::always_inline]] inline Value call_closure(const CallNode& call, const Closure& closure,
                                                 Frame& frame) {
  const Code& code = closure.code();
  Slots slots(alloca(code.slot_count * sizeof(Value)));
  if (call.names.empty() && call.arguments.size() <= code.parameters.size()) {
    for (const NodePtr& argument : call.arguments) {
      slots.add([&] { return value_of(*argument, frame); });
    }
    slots.fill(code.slot_count);
  } else {
    slots.fill(code.slot_count);
    bind_arguments(call, frame, slots.data(), code.parameters.size(),
                   [&](std::string_view name) { return parameter_position(code, name); });
  }
  Frame inner{slots.data(), &closure, closure.instance(), frame.evaluation};
  return run_code(code, inner);
}

Value call_native(const CallNode& call, const NativeMember& member, Frame& frame) {
  const size_t capacity = member.parameters.size();
  const Slots slots(alloca(capacity * sizeof(Value)), capacity);
  const size_t count =
      bind_arguments(call, frame, slots.data(), capacity,
                     [&](std::string_view name) { return parameter_position(member, name); });
  Call made({slots.data(), count}, frame.evaluation, &frame.instance, call.uses_result);
  return member.function(made);
}

[[noreturn]] void fail_not_callable(const Value& value, CallUse use) {
  const char* expected = use == CallUse::Function ? " is not a function" : " is not an action";
  throw type_error(std::string(to_string(value).view()) + expected);
}

bool is_usable(const Value& value, CallUse use) noexcept {
  return use == CallUse::Function ? value.is_function() : value.is_action();
}

}  // namespace

Value NativeCallNode::evaluate(Frame& frame) const {
  const Slots slots(alloca(count * sizeof(Value)), count);
  for (const Argument& argument : arguments) {
    Value value = value_of(*argument.value, frame);
    if (argument.position != kDropped) slots.data()[argument.position] = std::move(value);
  }
  frame.evaluation.poll();
  Call call({slots.data(), count}, frame.evaluation, &frame.instance, uses_result);
  try {
    return member.function(call);
  } catch (Error& error) {
    locate(error, frame, span);
    throw;
  }
}

Value CallNode::evaluate(Frame& frame) const {
  // A global stays where it is while it is called; what else is called must be held.
  const Value* global = callee->leaf == Leaf::Global ? leaf_value(*callee, frame) : nullptr;
  const Value held = global != nullptr ? Value() : callee->evaluate(frame);
  const Value& target = global != nullptr ? *global : held;
  try {
    check_stack();
    frame.evaluation.poll();
    if (!is_usable(target, use)) fail_not_callable(target, use);
    if (target.callable().origin() == Callable::Origin::Closure) {
      return call_closure(*this, static_cast<const Closure&>(target.callable()), frame);
    }
    return call_native(*this, static_cast<const Native&>(target.callable()).member(), frame);
  } catch (Error& error) {
    locate(error, frame, span);
    throw;
  }
}

// Calls with values at hand ----------------------------------------------------------------------

namespace {

Value invoke(const Value& callable, std::span<Value> arguments, Evaluation& evaluation,
             const Instance* caller) {
  check_stack();
  evaluation.poll();
  if (callable.callable().origin() == Callable::Origin::Native) {
    const NativeMember& member = static_cast<const Native&>(callable.callable()).member();
    Call call(arguments.first(std::min(arguments.size(), member.parameters.size())), evaluation,
              caller);
    return member.function(call);
  }
  const auto& closure = static_cast<const Closure&>(callable.callable());
  const Code& code = closure.code();
  Slots slots(alloca(code.slot_count * sizeof(Value)));
  for (Value& argument : arguments.first(std::min(arguments.size(), code.parameters.size()))) {
    slots.add([&] { return std::move(argument); });
  }
  slots.fill(code.slot_count);
  Frame frame{slots.data(), &closure, closure.instance(), evaluation};
  return run_code(code, frame);
}

}  // namespace

Value Evaluation::call(const Value& function, std::span<Value> arguments, const Instance* caller) {
  if (!function.is_function()) fail_not_callable(function, CallUse::Function);
  return invoke(function, arguments, *this, caller);
}

Value Evaluation::perform(const Value& action, std::span<Value> arguments, const Instance* caller) {
  if (!action.is_action()) fail_not_callable(action, CallUse::Action);
  return invoke(action, arguments, *this, caller);
}

Value Evaluation::call_back(const Value& callable, std::span<Value> arguments,
                            const Instance* caller) {
  if (!callable.is_callable()) throw type_error("iter is not a function");
  return invoke(callable, arguments, *this, caller);
}

}  // namespace pico::krl
