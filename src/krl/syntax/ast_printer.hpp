// SPDX-License-Identifier: MIT
//
// Prints the tree as JSON: one write() for each kind of node, over the JSON writer. Expressions are
// in ast_printer_expression.cpp, all else in ast_printer.cpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "krl/syntax/ast.hpp"
#include "krl/syntax/json_text.hpp"
#include "krl/syntax/parser.hpp"

namespace pico::krl {

class AstPrinter {
 public:
  explicit AstPrinter(const Source& source) : source_(source) {}

  std::string print(const Parsed& parsed);

 private:
  /// `{"type": ..., "loc": ...` and what `fields` writes.
  template <class Fields>
  void node(std::string_view type, Span loc, Fields&& fields) {
    json_.begin('{');
    json_.key("type");
    json_.string(type);
    json_.key("loc");
    json_.raw("{\"start\": " + std::to_string(source_.utf16_offset(loc.start)) +
              ", \"end\": " + std::to_string(source_.utf16_offset(loc.end)) + "}");
    fields();
    json_.end('}');
  }

  void null_field(std::string_view key) {
    json_.key(key);
    json_.raw("null");
  }

  template <class T>
  void field(std::string_view key, const T& value) {
    json_.key(key);
    write(value);
  }

  template <class T>
  void write(const std::unique_ptr<T>& owned) {
    if (owned) {
      write(*owned);
    } else {
      json_.raw("null");
    }
  }

  template <class T>
  void write(const std::optional<T>& optional) {
    if (optional) {
      write(*optional);
    } else {
      json_.raw("null");
    }
  }

  template <class T>
  void write(const std::vector<T>& items) {
    json_.begin('[');
    for (const T& item : items) write(item);
    json_.end(']');
  }

  // Names and plain values.
  void write(std::string_view value);
  void write(const ast::Name& name);
  void write(const ast::RulesetId& rid);
  void keyword(std::string_view word, Span loc);
  void string_node(std::string_view value, Span loc);
  void number_node(const ast::EventCount& count);

  // Expressions.
  void write(const ast::Expression& expression);
  void write(const ast::Boolean& e);
  void write(const ast::Number& e);
  void write(const ast::String& e);
  void write(const ast::RegExp& e);
  void write(const ast::Chevron& e);
  void write(const ast::Array& e);
  void write(const ast::Map& e);
  void write(const ast::MapEntry& entry);
  void write(const ast::Identifier& e);
  void write(const ast::DomainIdentifier& e);
  void write(const ast::InfixOperator& e);
  void write(const ast::UnaryOperator& e);
  void write(const ast::ConditionalExpression& e);
  static std::string_view method(ast::MemberAccess access);
  void write(const ast::MemberExpression& e);
  void write(const ast::Application& e);
  void write(const ast::Arguments& arguments);
  void write(const ast::Argument& argument);
  void write(const ast::Parameters& parameters);
  void write(const ast::Parameter& parameter);
  void write(const ast::Function& e);
  void write(const ast::DefAction& e);

  // Statements.
  void write(const ast::Statement& statement);
  void write(const ast::Declaration& s);
  void write(const ast::GuardCondition& s);
  void write(const ast::PersistentVariableAssignment& s);
  void write(const ast::ClearPersistentVariable& s);
  void target_fields(const ast::EventTarget& target);
  void with_field(const ast::Declarations& with);
  void write(const ast::RaiseEvent& s);
  void write(const ast::ScheduleEvent& s);
  template <class T>
  void write_log(std::string_view type, const T& s) {
    node(type, s.loc, [&] {
      field("level", name(s.level));
      field("expression", s.expression);
    });
  }

  // Event expressions.
  void write(const ast::EventExpression& event);
  void write(const ast::EventBase& event);
  void write(const ast::AttributeMatch& match);
  void write(const ast::EventAggregator& aggregator);
  void write(const ast::EventOperator& event);
  void write(const ast::EventGroupOperator& event);

  // Rules.
  void write(const ast::EventWithin& within);
  void write(const ast::RuleSelect& select);
  void write(const ast::RuleForeach& loop);
  void write(const ast::ActionBlock& block);
  void write(const ast::Action& action);
  void write(const ast::RulePostlude& postlude);
  void write(const ast::Rule& rule);

  // Rulesets.
  static std::string_view key(const ast::MetaProperty& property);
  void write(const ast::MetaProperty& property);
  template <class Fields>
  void object(Fields&& fields) {
    json_.begin('{');
    fields();
    json_.end('}');
  }
  void meta_value(const ast::MetaProperty& property);
  void module_value(const ast::MetaUseModule& use);
  void provides_keys_value(const ast::MetaProvidesKeys& provides);
  void write(const ast::Meta& meta);
  void write(const ast::Ruleset& ruleset);

  const Source& source_;
  JsonText json_;
};

}  // namespace pico::krl
