// SPDX-License-Identifier: MIT
//
// Printing statements, event expressions, rules and rulesets: see ast_printer.hpp.
#include "krl/syntax/ast_printer.hpp"

namespace pico::krl {

std::string AstPrinter::print(const Parsed& parsed) {
  if (parsed.ruleset) {
    write(*parsed.ruleset);
  } else {
    write(parsed.statements);
  }
  return json_.take();
}

// Statements --------------------------------------------------------------------------------------

void AstPrinter::write(const ast::Statement& statement) {
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

void AstPrinter::write(const ast::Declaration& s) {
  node("Declaration", s.loc, [&] {
    field("op", "=");
    field("left", s.name);
    field("right", s.value);
  });
}

void AstPrinter::write(const ast::GuardCondition& s) {
  node("GuardCondition", s.loc, [&] {
    if (s.condition) {
      field("condition", s.condition);
    } else {
      field("condition", "on final");
    }
    field("statement", s.statement);
  });
}

void AstPrinter::write(const ast::PersistentVariableAssignment& s) {
  node("PersistentVariableAssignment", s.loc, [&] {
    field("op", ":=");
    field("left", s.variable);
    field("path_expression", s.path);
    field("right", s.value);
  });
}

void AstPrinter::write(const ast::ClearPersistentVariable& s) {
  node("ClearPersistentVariable", s.loc, [&] {
    field("variable", s.variable);
    field("path_expression", s.path);
  });
}

void AstPrinter::target_fields(const ast::EventTarget& target) {
  if (target.domain) {
    field("event_domain", *target.domain);
    field("event_type", target.type);
  } else {
    field("event_domainAndType", target.domain_and_type);
  }
}

void AstPrinter::with_field(const ast::Declarations& with) {
  if (!with.empty()) field("with", with);
}

void AstPrinter::write(const ast::RaiseEvent& s) {
  node("RaiseEventStatement", s.loc, [&] {
    target_fields(s.target);
    field("event_attrs", s.attributes);
    field("for_rid", s.for_rid);
    with_field(s.with);
  });
}

void AstPrinter::write(const ast::ScheduleEvent& s) {
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

// Event expressions -------------------------------------------------------------------------------

void AstPrinter::write(const ast::EventExpression& event) {
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

void AstPrinter::write(const ast::EventBase& event) {
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

void AstPrinter::write(const ast::AttributeMatch& match) {
  node("AttributeMatch", match.loc, [&] {
    field("key", match.key);
    field("value", match.value);
  });
}

void AstPrinter::write(const ast::EventAggregator& aggregator) {
  node("EventAggregator", aggregator.loc, [&] {
    field("op", name(aggregator.op));
    field("args", aggregator.args);
  });
}

void AstPrinter::write(const ast::EventOperator& event) {
  node("EventOperator", event.loc, [&] {
    field("op", name(event.op));
    json_.key("args");
    json_.begin('[');
    if (event.op == ast::EventOp::Any) number_node(event.count);
    for (const auto& operand : event.operands) write(operand);
    json_.end(']');
  });
}

void AstPrinter::write(const ast::EventGroupOperator& event) {
  node("EventGroupOperator", event.loc, [&] {
    field("op", name(event.op));
    json_.key("n");
    number_node(event.count);
    field("event", event.base);
  });
}

// Rules -------------------------------------------------------------------------------------------

void AstPrinter::write(const ast::EventWithin& within) {
  node("EventWithin", within.loc, [&] {
    field("expression", within.expression);
    json_.key("time_period");
    keyword(within.period_name.value, within.period_name.loc);
  });
}

void AstPrinter::write(const ast::RuleSelect& select) {
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

void AstPrinter::write(const ast::RuleForeach& loop) {
  node("RuleForEach", loop.loc, [&] {
    field("expression", loop.expression);
    field("setting", loop.setting);
  });
}

void AstPrinter::write(const ast::ActionBlock& block) {
  node("ActionBlock", block.loc, [&] {
    field("condition", block.condition);
    field("block_type", name(block.type));
    field("discriminant", block.discriminant);
    field("actions", block.actions);
  });
}

void AstPrinter::write(const ast::Action& action) {
  node("Action", action.loc, [&] {
    field("label", action.label);
    field("action", action.callee);
    field("args", action.arguments);
    field("setting", action.setting);
    with_field(action.with);
  });
}

void AstPrinter::write(const ast::RulePostlude& postlude) {
  node("RulePostlude", postlude.loc, [&] {
    field("fired", postlude.fired);
    field("notfired", postlude.notfired);
    field("always", postlude.always);
  });
}

void AstPrinter::write(const ast::Rule& rule) {
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

// Rulesets ----------------------------------------------------------------------------------------

std::string_view AstPrinter::key(const ast::MetaProperty& property) {
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

void AstPrinter::write(const ast::MetaProperty& property) {
  node("RulesetMetaProperty", property.loc, [&] {
    json_.key("key");
    keyword(key(property), property.loc);
    json_.key("value");
    meta_value(property);
  });
}

void AstPrinter::meta_value(const ast::MetaProperty& property) {
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
      return object([&] { field("declarations", as<ast::MetaConfigure>(property).declarations); });
    case ast::MetaKind::Provides:
      return object([&] { field("ids", as<ast::MetaProvides>(property).ids); });
    case ast::MetaKind::ProvidesKeys:
      return provides_keys_value(as<ast::MetaProvidesKeys>(property));
    case ast::MetaKind::Shares:
      return object([&] { field("ids", as<ast::MetaShares>(property).ids); });
  }
}

void AstPrinter::module_value(const ast::MetaUseModule& use) {
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

void AstPrinter::provides_keys_value(const ast::MetaProvidesKeys& provides) {
  object([&] {
    json_.key("operator");
    keyword("keys", provides.operator_loc);
    field("ids", provides.ids);
    field("rulesets", provides.rulesets);
  });
}

void AstPrinter::write(const ast::Meta& meta) {
  node("RulesetMeta", meta.loc, [&] { field("properties", meta.properties); });
}

void AstPrinter::write(const ast::Ruleset& ruleset) {
  node("Ruleset", ruleset.loc, [&] {
    field("rid", ruleset.rid);
    field("version", ruleset.version);
    field("meta", ruleset.meta);
    field("global", ruleset.global);
    field("rules", ruleset.rules);
  });
}

}  // namespace pico::krl
