// SPDX-License-Identifier: MIT
//
// Layout of `object.call(a).member{path}.call(b)`, whose tree is as high as it is long: the links
// are collected from the last to the first, and written from the first to the last.
#include <algorithm>

#include "krl/format/formatter.hpp"

namespace pico::krl {

namespace {

using Links = std::vector<const ast::Expression*>;

bool is_dot(const ast::Expression& e) {
  return e.kind == ast::ExpressionKind::MemberExpression &&
         ast::as<ast::MemberExpression>(e).access == ast::MemberAccess::Dot;
}

bool is_call(const ast::Expression& e) { return e.kind == ast::ExpressionKind::Application; }

bool is_link(const ast::Expression& e) {
  return e.kind == ast::ExpressionKind::MemberExpression || is_call(e);
}

const ast::Expression& object_of(const ast::Expression& link) {
  return is_call(link) ? *ast::as<ast::Application>(link).callee
                       : *ast::as<ast::MemberExpression>(link).object;
}

bool has_function_argument(const ast::Expression& link) {
  if (!is_call(link)) return false;
  const auto& arguments = ast::as<ast::Application>(link).arguments.items;
  return std::any_of(arguments.begin(), arguments.end(), [](const ast::Argument& argument) {
    return argument.value->kind == ast::ExpressionKind::Function;
  });
}

/// The first link of a chain that may begin a line. The first dot stays with an object that is just
/// a name, unless its method takes a function.
Links::const_iterator first_break_of(const Links& links) {
  const auto next_dot = [&](Links::const_iterator from) {
    return std::find_if(from, links.end(), [](const auto* link) { return is_dot(*link); });
  };
  const auto first = next_dot(links.begin());
  const ast::ExpressionKind object = object_of(*links.front()).kind;
  const bool is_short = object == ast::ExpressionKind::Identifier ||
                        object == ast::ExpressionKind::DomainIdentifier ||
                        object == ast::ExpressionKind::Number;
  if (!is_short ||
      std::any_of(links.begin(), first, [](const auto* link) { return is_call(*link); })) {
    return first;
  }
  const auto second = next_dot(first + 1);
  const bool takes_function =
      std::any_of(first, second, [](const auto* link) { return has_function_argument(*link); });
  return takes_function ? first : second;
}

/// The number of `.name(arguments)`.
std::ptrdiff_t count_methods(const Links& links) {
  return std::count_if(links.begin(), links.end(), [](const ast::Expression* link) {
    return is_call(*link) && is_dot(object_of(*link));
  });
}

}  // namespace

/// A chain with two methods or more may have a line for each.
Hug Formatter::chain(const ast::Expression& e) {
  Links links{&e};
  const auto goes_on = [&](const ast::Expression& object) {
    return is_link(object) && !tokens_.at_parenthesis_around(object.loc.end);
  };
  while (goes_on(object_of(*links.back()))) links.push_back(&object_of(*links.back()));
  std::reverse(links.begin(), links.end());

  const ast::Expression& object = object_of(*links.front());
  if (count_methods(links) > 1) return breaking_chain(object, links);
  Hug hugged = expression(object);
  for (const ast::Expression* each : links) {
    const Hug own = link(*each);
    if (own.is_possible()) hugged = own;
  }
  if (!hugged.is_possible()) return {};
  return {.first_break = hugged.first_break, .end = layout_.size()};
}

/// Each dot may begin a line. Where only one call has arguments that break well, the chain may hug
/// it.
Hug Formatter::breaking_chain(const ast::Expression& object,
                              const std::vector<const ast::Expression*>& links) {
  const auto first_break = first_break_of(links);
  layout_.begin_group();
  expression(object);
  Hug hugged;
  int candidates = 0;
  const auto put = [&](const ast::Expression& each) {
    const Hug own = link(each);
    if (!own.is_possible()) return;
    hugged = own;
    ++candidates;
  };
  std::for_each(links.begin(), first_break, [&](const auto* each) { put(*each); });
  layout_.begin_indent();
  std::size_t first_line = 0;
  std::for_each(first_break, links.end(), [&](const auto* each) {
    const std::size_t before = is_dot(*each) ? soft_line() : 0;
    if (first_line == 0) first_line = before;
    put(*each);
  });
  layout_.end_indent();
  const bool hugs = candidates == 1;
  layout_.end_group(hugs ? hugged : Hug{}, Layout::Preference::Break);
  return {.first_break = hugs ? hugged.first_break : first_line,
          .end = layout_.size(),
          .continues_below = true};
}

/// `.member`, `{path}`, `[index]` or `(arguments)`
Hug Formatter::link(const ast::Expression& e) {
  if (is_call(e)) return arguments(ast::as<ast::Application>(e).arguments);
  const auto& member = ast::as<ast::MemberExpression>(e);
  take();
  expression(*member.property);
  if (member.access != ast::MemberAccess::Dot) take();
  return {};
}

}  // namespace pico::krl
