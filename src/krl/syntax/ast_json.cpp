// SPDX-License-Identifier: MIT
//
// Prints the tree: one write() for each kind of node, over the JSON writer.
#include "krl/syntax/ast_json.hpp"

#include <string_view>

#include "krl/syntax/ast.hpp"
#include "krl/syntax/json_text.hpp"

namespace pico::krl {

namespace {

class AstPrinter {
 public:
  explicit AstPrinter(const Source& source) : source_(source) {}

  std::string print(const Parsed& parsed) {
    if (parsed.ruleset) {
      write(*parsed.ruleset);
    } else {
      write(parsed.statements);
    }
    return json_.take();
  }

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

  void write(std::string_view value) { json_.string(value); }

  void write(const ast::Name& name) {
    node("Identifier", name.loc, [&] { field("value", name.value); });
  }

  void write(const ast::RulesetId& rid) {
    node("RulesetID", rid.loc, [&] { field("value", rid.value); });
  }

  void keyword(std::string_view word, Span loc) {
    node("Keyword", loc, [&] { field("value", word); });
  }

  void string_node(std::string_view value, Span loc) {
    node("String", loc, [&] { field("value", value); });
  }

  void number_node(const ast::EventCount& count) {
    node("Number", count.loc, [&] {
      json_.key("value");
      json_.number(count.value);
    });
  }

  // Expressions.

  void write(const ast::Expression& expression) {
    using ast::as;
    switch (expression.kind) {
      case ast::ExpressionKind::Null:
        return node("Null", expression.loc, [] {});
      case ast::ExpressionKind::Boolean:
        return write(as<ast::Boolean>(expression));
      case ast::ExpressionKind::Number:
        return write(as<ast::Number>(expression));
      case ast::ExpressionKind::String:
        return write(as<ast::String>(expression));
      case ast::ExpressionKind::RegExp:
        return write(as<ast::RegExp>(expression));
      case ast::ExpressionKind::Chevron:
        return write(as<ast::Chevron>(expression));
      case ast::ExpressionKind::Array:
        return write(as<ast::Array>(expression));
      case ast::ExpressionKind::Map:
        return write(as<ast::Map>(expression));
      case ast::ExpressionKind::Identifier:
        return write(as<ast::Identifier>(expression));
      case ast::ExpressionKind::DomainIdentifier:
        return write(as<ast::DomainIdentifier>(expression));
      case ast::ExpressionKind::InfixOperator:
        return write(as<ast::InfixOperator>(expression));
      case ast::ExpressionKind::UnaryOperator:
        return write(as<ast::UnaryOperator>(expression));
      case ast::ExpressionKind::ConditionalExpression:
        return write(as<ast::ConditionalExpression>(expression));
      case ast::ExpressionKind::MemberExpression:
        return write(as<ast::MemberExpression>(expression));
      case ast::ExpressionKind::Application:
        return write(as<ast::Application>(expression));
      case ast::ExpressionKind::Function:
        return write(as<ast::Function>(expression));
      case ast::ExpressionKind::DefAction:
        return write(as<ast::DefAction>(expression));
    }
  }

  void write(const ast::Boolean& e) {
    node("Boolean", e.loc, [&] {
      json_.key("value");
      json_.raw(e.value ? "true" : "false");
    });
  }

  void write(const ast::Number& e) {
    node("Number", e.loc, [&] {
      json_.key("value");
      json_.number(e.value);
    });
  }

  void write(const ast::String& e) { string_node(e.value, e.loc); }

  void write(const ast::RegExp& e) {
    node("RegExp", e.loc, [&] { field("value", "/" + e.pattern + "/" + e.flags); });
  }

  void write(const ast::Chevron& e) {
    node("Chevron", e.loc, [&] { field("value", e.parts); });
  }

  void write(const ast::Array& e) {
    node("Array", e.loc, [&] { field("value", e.elements); });
  }

  void write(const ast::Map& e) {
    node("Map", e.loc, [&] { field("value", e.entries); });
  }

  void write(const ast::MapEntry& entry) {
    node("MapKeyValuePair", entry.loc, [&] {
      json_.key("key");
      string_node(entry.key, entry.key_loc);
      field("value", entry.value);
    });
  }

  void write(const ast::Identifier& e) {
    node("Identifier", e.loc, [&] { field("value", e.value); });
  }

  void write(const ast::DomainIdentifier& e) {
    node("DomainIdentifier", e.loc, [&] {
      field("value", e.value);
      field("domain", e.domain);
    });
  }

  void write(const ast::InfixOperator& e) {
    node("InfixOperator", e.loc, [&] {
      field("op", symbol(e.op));
      field("left", e.left);
      field("right", e.right);
    });
  }

  void write(const ast::UnaryOperator& e) {
    node("UnaryOperator", e.loc, [&] {
      field("op", symbol(e.op));
      field("arg", e.argument);
    });
  }

  void write(const ast::ConditionalExpression& e) {
    node("ConditionalExpression", e.loc, [&] {
      field("test", e.test);
      field("consequent", e.consequent);
      field("alternate", e.alternate);
    });
  }

  static std::string_view method(ast::MemberAccess access) {
    switch (access) {
      case ast::MemberAccess::Dot:
        return "dot";
      case ast::MemberAccess::Path:
        return "path";
      case ast::MemberAccess::Index:
        return "index";
    }
    return {};
  }

  void write(const ast::MemberExpression& e) {
    node("MemberExpression", e.loc, [&] {
      field("object", e.object);
      field("property", e.property);
      field("method", method(e.access));
    });
  }

  void write(const ast::Application& e) {
    node("Application", e.loc, [&] {
      field("callee", e.callee);
      field("args", e.arguments);
    });
  }

  void write(const ast::Arguments& arguments) {
    node("Arguments", arguments.loc, [&] { field("args", arguments.items); });
  }

  void write(const ast::Argument& argument) {
    if (!argument.name) return write(argument.value);
    node("NamedArgument", argument.loc, [&] {
      field("id", *argument.name);
      field("value", argument.value);
    });
  }

  void write(const ast::Parameters& parameters) {
    node("Parameters", parameters.loc, [&] { field("params", parameters.items); });
  }

  void write(const ast::Parameter& parameter) {
    node("Parameter", parameter.name.loc, [&] {
      field("id", parameter.name);
      field("default", parameter.default_value);
    });
  }

  void write(const ast::Function& e) {
    node("Function", e.loc, [&] {
      field("params", e.parameters);
      field("body", e.body);
      field("return", e.result);
    });
  }

  void write(const ast::DefAction& e) {
    node("DefAction", e.loc, [&] {
      field("params", e.parameters);
      field("body", e.body);
      field("action_block", e.action_block);
      field("return", e.result);
    });
  }

  // Statements.

  void write(const ast::Statement& statement) {
    using ast::as;
    switch (statement.kind) {
      case ast::StatementKind::Declaration:
        return write(as<ast::Declaration>(statement));
      case ast::StatementKind::Expression:
        return write(as<ast::ExpressionStatement>(statement).expression);
      case ast::StatementKind::GuardCondition:
        return write(as<ast::GuardCondition>(statement));
      case ast::StatementKind::PersistentVariableAssignment:
        return write(as<ast::PersistentVariableAssignment>(statement));
      case ast::StatementKind::ClearPersistentVariable:
        return write(as<ast::ClearPersistentVariable>(statement));
      case ast::StatementKind::RaiseEvent:
        return write(as<ast::RaiseEvent>(statement));
      case ast::StatementKind::ScheduleEvent:
        return write(as<ast::ScheduleEvent>(statement));
      case ast::StatementKind::Log:
        return write_log("LogStatement", as<ast::Log>(statement));
      case ast::StatementKind::Error:
        return write_log("ErrorStatement", as<ast::Error>(statement));
      case ast::StatementKind::Last:
        return node("LastStatement", statement.loc, [] {});
    }
  }

  void write(const ast::Declaration& s) {
    node("Declaration", s.loc, [&] {
      field("op", "=");
      field("left", s.name);
      field("right", s.value);
    });
  }

  void write(const ast::GuardCondition& s) {
    node("GuardCondition", s.loc, [&] {
      if (s.condition) {
        field("condition", s.condition);
      } else {
        field("condition", "on final");
      }
      field("statement", s.statement);
    });
  }

  void write(const ast::PersistentVariableAssignment& s) {
    node("PersistentVariableAssignment", s.loc, [&] {
      field("op", ":=");
      field("left", s.variable);
      field("path_expression", s.path);
      field("right", s.value);
    });
  }

  void write(const ast::ClearPersistentVariable& s) {
    node("ClearPersistentVariable", s.loc, [&] {
      field("variable", s.variable);
      field("path_expression", s.path);
    });
  }

  void target_fields(const ast::EventTarget& target) {
    if (target.domain) {
      field("event_domain", *target.domain);
      field("event_type", target.type);
    } else {
      field("event_domainAndType", target.domain_and_type);
    }
  }

  void with_field(const ast::Declarations& with) {
    if (!with.empty()) field("with", with);
  }

  void write(const ast::RaiseEvent& s) {
    node("RaiseEventStatement", s.loc, [&] {
      target_fields(s.target);
      field("event_attrs", s.attributes);
      field("for_rid", s.for_rid);
      with_field(s.with);
    });
  }

  void write(const ast::ScheduleEvent& s) {
    node("ScheduleEventStatement", s.loc, [&] {
      target_fields(s.target);
      field("event_attrs", s.attributes);
      field("setting", s.setting);
      if (s.at) {
        field("at", s.at);
      } else {
        field("timespec", s.timespec);
      }
    });
  }

  template <class T>
  void write_log(std::string_view type, const T& s) {
    node(type, s.loc, [&] {
      field("level", name(s.level));
      field("expression", s.expression);
    });
  }

  // Event expressions.

  void write(const ast::EventExpression& event) {
    using ast::as;
    switch (event.kind) {
      case ast::EventExpressionKind::Base:
        return write(as<ast::EventBase>(event));
      case ast::EventExpressionKind::Operator:
        return write(as<ast::EventOperator>(event));
      case ast::EventExpressionKind::Group:
        return write(as<ast::EventGroupOperator>(event));
    }
  }

  void write(const ast::EventBase& event) {
    node("EventExpression", event.loc, [&] {
      field("event_domain", event.domain);
      field("event_type", event.type);
      field("event_attrs", event.attributes);
      field("setting", event.setting);
      field("where", event.where);
      field("aggregator", event.aggregator);
      if (event.deprecation != ast::EventDeprecation::None) {
        field("deprecated", message(event.deprecation));
      }
    });
  }

  void write(const ast::AttributeMatch& match) {
    node("AttributeMatch", match.loc, [&] {
      field("key", match.key);
      field("value", match.value);
    });
  }

  void write(const ast::EventAggregator& aggregator) {
    node("EventAggregator", aggregator.loc, [&] {
      field("op", name(aggregator.op));
      field("args", aggregator.args);
    });
  }

  void write(const ast::EventOperator& event) {
    node("EventOperator", event.loc, [&] {
      field("op", name(event.op));
      json_.key("args");
      json_.begin('[');
      if (event.op == ast::EventOp::Any) number_node(event.count);
      for (const auto& operand : event.operands) write(operand);
      json_.end(']');
    });
  }

  void write(const ast::EventGroupOperator& event) {
    node("EventGroupOperator", event.loc, [&] {
      field("op", name(event.op));
      json_.key("n");
      number_node(event.count);
      field("event", event.base);
    });
  }

  // Rules.

  void write(const ast::EventWithin& within) {
    node("EventWithin", within.loc, [&] {
      field("expression", within.expression);
      json_.key("time_period");
      keyword(within.period_name.value, within.period_name.loc);
    });
  }

  void write(const ast::RuleSelect& select) {
    node("RuleSelect", select.loc, [&] {
      field("kind", select.event ? "when" : "where");
      if (select.event) {
        field("event", select.event);
        field("within", select.within);
      } else {
        field("expression", select.where);
      }
    });
  }

  void write(const ast::RuleForeach& loop) {
    node("RuleForEach", loop.loc, [&] {
      field("expression", loop.expression);
      field("setting", loop.setting);
    });
  }

  void write(const ast::ActionBlock& block) {
    node("ActionBlock", block.loc, [&] {
      field("condition", block.condition);
      field("block_type", name(block.type));
      field("discriminant", block.discriminant);
      field("actions", block.actions);
    });
  }

  void write(const ast::Action& action) {
    node("Action", action.loc, [&] {
      field("label", action.label);
      field("action", action.callee);
      field("args", action.arguments);
      field("setting", action.setting);
      with_field(action.with);
    });
  }

  void write(const ast::RulePostlude& postlude) {
    node("RulePostlude", postlude.loc, [&] {
      field("fired", postlude.fired);
      field("notfired", postlude.notfired);
      field("always", postlude.always);
    });
  }

  void write(const ast::Rule& rule) {
    node("Rule", rule.loc, [&] {
      field("name", rule.name);
      field("rule_state", rule.is_active ? "active" : "inactive");
      field("select", rule.select);
      field("foreach", rule.foreach);
      field("prelude", rule.prelude);
      field("action_block", rule.action_block);
      field("postlude", rule.postlude);
    });
  }

  // Rulesets.

  static std::string_view key(const ast::MetaProperty& property) {
    switch (property.kind) {
      case ast::MetaKind::Text:
        return ast::as<ast::MetaText>(property).key;
      case ast::MetaKind::Logging:
        return "logging";
      case ast::MetaKind::Keys:
        return "keys";
      case ast::MetaKind::UseModule:
        return "use";
      case ast::MetaKind::Errors:
        return "errors";
      case ast::MetaKind::Configure:
        return "configure";
      case ast::MetaKind::Provides:
      case ast::MetaKind::ProvidesKeys:
        return "provides";
      case ast::MetaKind::Shares:
        return "shares";
    }
    return {};
  }

  void write(const ast::MetaProperty& property) {
    node("RulesetMetaProperty", property.loc, [&] {
      json_.key("key");
      keyword(key(property), property.loc);
      json_.key("value");
      meta_value(property);
    });
  }

  template <class Fields>
  void object(Fields&& fields) {
    json_.begin('{');
    fields();
    json_.end('}');
  }

  void meta_value(const ast::MetaProperty& property) {
    using ast::as;
    switch (property.kind) {
      case ast::MetaKind::Text:
        return write(as<ast::MetaText>(property).value);
      case ast::MetaKind::Logging: {
        const auto& logging = as<ast::MetaLogging>(property);
        return node("Boolean", logging.value_loc, [&] {
          json_.key("value");
          json_.raw(logging.on ? "true" : "false");
        });
      }
      case ast::MetaKind::Keys: {
        const auto& keys = as<ast::MetaKeys>(property);
        json_.begin('[');
        keyword(keys.name.value, keys.name.loc);
        write(keys.value);
        return json_.end(']');
      }
      case ast::MetaKind::UseModule:
        return module_value(as<ast::MetaUseModule>(property));
      case ast::MetaKind::Errors:
        return object([&] { field("rid", as<ast::MetaErrors>(property).rid); });
      case ast::MetaKind::Configure:
        return object(
            [&] { field("declarations", as<ast::MetaConfigure>(property).declarations); });
      case ast::MetaKind::Provides:
        return object([&] { field("ids", as<ast::MetaProvides>(property).ids); });
      case ast::MetaKind::ProvidesKeys:
        return provides_keys_value(as<ast::MetaProvidesKeys>(property));
      case ast::MetaKind::Shares:
        return object([&] { field("ids", as<ast::MetaShares>(property).ids); });
    }
  }

  void module_value(const ast::MetaUseModule& use) {
    object([&] {
      field("kind", "module");
      field("rid", use.rid);
      field("alias", use.alias);
      if (use.with.empty()) {
        null_field("with");
      } else {
        field("with", use.with);
      }
    });
  }

  void provides_keys_value(const ast::MetaProvidesKeys& provides) {
    object([&] {
      json_.key("operator");
      keyword("keys", provides.operator_loc);
      field("ids", provides.ids);
      field("rulesets", provides.rulesets);
    });
  }

  void write(const ast::Meta& meta) {
    node("RulesetMeta", meta.loc, [&] { field("properties", meta.properties); });
  }

  void write(const ast::Ruleset& ruleset) {
    node("Ruleset", ruleset.loc, [&] {
      field("rid", ruleset.rid);
      field("version", ruleset.version);
      field("meta", ruleset.meta);
      field("global", ruleset.global);
      field("rules", ruleset.rules);
    });
  }

  const Source& source_;
  JsonText json_;
};

}  // namespace

std::string to_json(const Parsed& parsed, const Source& source) {
  return AstPrinter(source).print(parsed);
}

}  // namespace pico::krl
