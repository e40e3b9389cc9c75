// SPDX-License-Identifier: MIT
//
// Compiling the `meta` block: see meta_compiler.hpp.
#include "krl/compile/meta_compiler.hpp"

#include <algorithm>
#include <utility>

#include "krl/compile/constant.hpp"
#include "krl/value/array.hpp"

namespace pico::krl {

void MetaCompiler::compile_setup(const ast::Ruleset& ruleset) {
  if (ruleset.version) {
    unit_.warn("ruleset{version ...} is deprecated. Use ruleset{meta{version ...}} instead",
               ruleset.version->loc);
    constants_.set("version", std::string_view(ruleset.version->value));
  }
  if (!ruleset.meta) return;
  for (const auto& property : ruleset.meta->properties) {
    if (property->kind == ast::MetaKind::Text) add_constant(ast::as<ast::MetaText>(*property));
    if (property->kind == ast::MetaKind::Logging) {
      add_logging(ast::as<ast::MetaLogging>(*property));
    }
  }
  for (const auto& property : ruleset.meta->properties) {
    switch (property->kind) {
      case ast::MetaKind::Configure:
        add_configure(ast::as<ast::MetaConfigure>(*property));
        break;
      case ast::MetaKind::UseModule:
        add_use(ast::as<ast::MetaUseModule>(*property));
        break;
      case ast::MetaKind::Keys:
        add_keys(ast::as<ast::MetaKeys>(*property));
        break;
      case ast::MetaKind::Errors:
        unit_.error("RulesetMetaProperty not supported: errors", property->loc);
        break;
      case ast::MetaKind::ProvidesKeys:
        unit_.error("RulesetMetaProperty not supported: provides_keys", property->loc);
        break;
      case ast::MetaKind::Text:
      case ast::MetaKind::Logging:
      case ast::MetaKind::Provides:
      case ast::MetaKind::Shares:
        break;
    }
  }
}

bool MetaCompiler::is_first(const std::string& key, Span loc) {
  if (!constants_.contains(key)) return true;
  unit_.error("only 1 meta." + key + " allowed", loc);
  return false;
}

void MetaCompiler::add_constant(const ast::MetaText& text) {
  if (text.key != "version" && !is_first(text.key, text.loc)) return;
  constants_.set(text.key, evaluate_constant(*text.value, unit_));
}

void MetaCompiler::add_logging(const ast::MetaLogging& logging) {
  if (!is_first("logging", logging.loc)) return;
  unit_.warn("DEPRECATED meta.logging is no longer needed, logging is always on", logging.loc);
  constants_.set("logging", logging.on);
}

void MetaCompiler::add_configure(const ast::MetaConfigure& configure) {
  for (const auto& declaration : configure.declarations) {
    ConfigureStep step;
    const StaticKind kind = expressions_.static_kind(*declaration->value);
    step.default_value = expressions_.compile(*declaration->value);
    Variable* known = unit_.globals.find(declaration->name.value);
    if (known != nullptr) {
      unit_.warn("DEPRECATED - `" + declaration->name.value +
                     "` is declared twice; give the second one a name of its own",
                 declaration->name.loc);
    }
    // What `with` passes may be of any kind; only the default's is known, as the reference has it.
    Variable& variable =
        known != nullptr ? *known : unit_.globals.declare(declaration->name.value, kind);
    step.global = variable.index;
    step.name = String(declaration->name.value);
    unit_.program.setup.emplace_back(std::move(step));
  }
}

void MetaCompiler::add_use(const ast::MetaUseModule& use) {
  UseStep step;
  step.rid = use.rid.value;
  step.alias = use.alias ? use.alias->value : use.rid.value;
  for (const auto& declaration : use.with) {
    step.with.emplace_back(String(declaration->name.value),
                           expressions_.compile(*declaration->value));
  }
  step.module = unit_.program.module_count++;
  unit_.modules[step.alias] = step.module;
  unit_.program.setup.emplace_back(std::move(step));
}

void MetaCompiler::add_keys(const ast::MetaKeys& keys) {
  KeysStep step;
  step.value = expressions_.compile(*keys.value);
  step.global = unit_.globals.reserve();
  step.name = String(keys.name.value);
  unit_.keys[keys.name.value] = step.global;
  unit_.program.setup.emplace_back(std::move(step));
}

// Exports ----------------------------------------------------------------------------------------

void MetaCompiler::add_exports(const ast::Names& names, std::string_view verb,
                               std::vector<Export>& exports) {
  for (const ast::Name& name : names) {
    const auto is_same = [&](const Export& each) { return each.name.view() == name.value; };
    if (std::any_of(exports.begin(), exports.end(), is_same)) continue;
    Export item;
    item.name = String(name.value);
    StaticKind kind = StaticKind::Map;
    if (const Variable* variable = unit_.globals.find(name.value)) {
      item.global = variable->index;
      kind = variable->kind;
    } else if (name.value == kTesting) {
      item.is_testing = true;
    } else if ((item.native = unit_.builtins.find(name.value)) != nullptr) {
      kind = item.native->kind == MemberKind::Function         ? StaticKind::Function
             : item.native->kind == MemberKind::ActionFunction ? StaticKind::ActionFunction
                                                               : StaticKind::Action;
    } else {
      unit_.warn(
          "Trying to " + std::string(verb) + ": " + name.value + " but it's not defined in global",
          name.loc);
      continue;
    }
    if (verb == "share" && kind == StaticKind::Action) {
      unit_.error("Actions must not be shared: " + name.value, name.loc);
    }
    item.is_function = kind == StaticKind::Function;
    exports.push_back(std::move(item));
  }
}

namespace {

Array names_of(const std::vector<Export>& exports) {
  Array names;
  for (const Export& item : exports) names.edit().emplace_back(item.name);
  return names;
}

/// `krlMeta` of `ctx:rulesets` (spec modules.md 2).
Map krl_meta(const Program& program, Map constants) {
  if (!program.shares.empty()) constants.set("shares", names_of(program.shares));
  if (!program.provides.empty()) constants.set("provides", names_of(program.provides));
  Array configure;
  Array uses;
  for (const SetupStep& step : program.setup) {
    if (const auto* each = std::get_if<ConfigureStep>(&step)) {
      configure.edit().emplace_back(each->name);
    } else if (const auto* use = std::get_if<UseStep>(&step)) {
      Array with;
      for (const auto& pair : use->with) with.edit().emplace_back(pair.first);
      Map entry{{"kind", "module"},
                {"rid", std::string_view(use->rid)},
                {"alias", std::string_view(use->alias)}};
      if (!with.empty()) entry.set("with", std::move(with));
      uses.edit().emplace_back(std::move(entry));
    }
  }
  if (!configure.empty()) constants.set("configure", std::move(configure));
  if (!uses.empty()) constants.set("use", std::move(uses));
  return constants;
}

}  // namespace

void MetaCompiler::compile_exports(const ast::Ruleset& ruleset) {
  Program& program = unit_.program;
  if (ruleset.meta) {
    for (const auto& property : ruleset.meta->properties) {
      if (property->kind != ast::MetaKind::Shares) continue;
      add_exports(ast::as<ast::MetaShares>(*property).ids, "share", program.shares);
    }
    for (const auto& property : ruleset.meta->properties) {
      if (property->kind != ast::MetaKind::Provides) continue;
      add_exports(ast::as<ast::MetaProvides>(*property).ids, "provide", program.provides);
    }
  }
  if (ruleset.meta || !constants_.empty()) program.meta = krl_meta(program, constants_);
}

}  // namespace pico::krl
