// SPDX-License-Identifier: MIT
//
// The context of errors: see function_context.hpp.
#include "postgres/language/function_context.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// Called by the server while it makes a report.
void add_context(void* argument) {
  const auto& context = *static_cast<const FunctionContext*>(argument);
  if (context.compiled_source != nullptr && function_parse_error_transpose(context.compiled_source))
    return;
  if (context.name[0] == '\0') return;
  if (context.compiled_source != nullptr) {
    errcontext("compilation of KRL %s", context.name);
  } else if (context.part != nullptr) {
    errcontext("KRL %s, %s", context.name, context.part);
  } else if (context.line != 0) {
    errcontext("KRL %s, line %u, column %u", context.name, context.line, context.column);
  } else {
    errcontext("KRL %s", context.name);
  }
}

}  // namespace

void FunctionContext::begin() {
  set_name("");
  compiled_source = nullptr;
  part = nullptr;
  line = column = 0;
  callback = {error_context_stack, add_context, this};
  error_context_stack = &callback;
}

void FunctionContext::end() const { error_context_stack = callback.previous; }

void FunctionContext::set_name(const char* text) { strlcpy(name, text, sizeof name); }

krl::Error FunctionContext::without_place(const krl::Error& error) {
  line = error.place().line;
  column = error.place().column;
  return {error.error_class(), error.message(), error.code()};
}

}  // namespace pico::postgres
