// SPDX-License-Identifier: MIT
//
// Compiling expressions, functions and declaration blocks (spec krl-language.md 2, 5, 6).
//
// After an error compilation goes on with a stand-in, so that one run reports all errors; the
// program is thrown away then.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "krl/compile/last_reads.hpp"
#include "krl/compile/unit.hpp"
#include "krl/syntax/ast.hpp"

namespace pico::krl {

/// Declarations that are compiled together; borrowed from the tree.
using DeclarationList = std::vector<const ast::Declaration*>;
DeclarationList all_of(const ast::Declarations& declarations);

class ExpressionCompiler {
 public:
  explicit ExpressionCompiler(Unit& unit) : unit_(unit) {}

  NodePtr compile(const ast::Expression& expression);
  /// The pattern of a literal; null after an error.
  std::shared_ptr<const Pattern> compile_pattern(const ast::RegExp& regexp);
  /// What is known of the expression's value (spec 5.3), as seen from the current scope.
  [[nodiscard]] StaticKind static_kind(const ast::Expression& expression) const;

  /// Compiles a block in the two passes of spec 5.2. `declare` makes or finds the variable of a
  /// name, once its initialiser is compiled; `emit` takes the results in source order.
  using Declare = std::function<Variable*(const ast::Name& name, StaticKind kind)>;
  struct Initialised {
    Variable* variable;  // null after an error
    NodePtr value;
    bool is_pure;
  };
  std::vector<Initialised> compile_declarations(const DeclarationList& declarations,
                                                const Declare& declare);

  /// A block of the current function; a name declared twice in it is one variable (spec 4.1),
  /// one that stands in `taken` is an error.
  Block compile_block(const DeclarationList& declarations);

  /// The slot for the `setting` of an action or schedule statement, which may bind anew what
  /// selection or another `setting` has bound; nothing after an error.
  std::optional<uint32_t> declare_setting(const ast::Name& name);

  ActionBlock compile_actions(const ast::ActionBlock& block);

  /// Where names are looked up: the frame being compiled, null outside of any.
  FunctionScope* scope = nullptr;
  /// In a base's `where`, a name that no scope declares is an event attribute (spec 4.1).
  bool names_attributes = false;
  /// Variables of the current frame below this slot must not be declared again, unless the
  /// present block may shadow them.
  uint32_t protected_slots = 0;
  bool may_shadow = false;

 private:
  // Expressions (expression_compiler.cpp).
  NodePtr compile_identifier(const ast::Identifier& identifier);
  NodePtr resolve(std::string_view name, Span loc);
  NodePtr compile_bare_attribute(std::string_view name, Span loc);
  NodePtr compile_domain_identifier(const ast::DomainIdentifier& identifier);
  std::unique_ptr<EntityNode> entity(const std::string& name, Span loc);
  NodePtr compile_conditional(const ast::ConditionalExpression& conditional);
  NodePtr compile_infix(const ast::InfixOperator& infix);
  NodePtr compile_unary(const ast::UnaryOperator& unary);
  NodePtr compile_member(const ast::MemberExpression& member);
  NodePtr compile_dot(const ast::MemberExpression& member);
  [[nodiscard]] Variable* find_variable(std::string_view name) const;
  [[nodiscard]] StaticKind builtin_kind(std::string_view name) const;

  /// What `domain:name` means, apart from `ent`.
  struct DomainMember {
    std::optional<uint32_t> module;        // of `use module`: its index
    std::optional<uint32_t> key;           // of `keys`: its global
    const NativeMember* native = nullptr;  // null: the member does not exist
    bool is_pure = false;
    bool domain_exists = false;
  };
  [[nodiscard]] DomainMember find_member(const ast::DomainIdentifier& identifier) const;
  /// Whether it names something, as far as that must be; otherwise there is an error.
  bool check_member(const ast::DomainIdentifier& identifier);

  // Functions and blocks (function_compiler.cpp).
  NodePtr compile_function(const ast::Function& function);
  NodePtr compile_defaction(const ast::DefAction& defaction);
  template <class CompileBody>
  NodePtr compile_closure(Code::Kind kind, const ast::Parameters& parameters, Span loc,
                          CompileBody compile_body);
  void compile_parameters(const ast::Parameters& parameters, Code& code);
  Variable* declare_local(const ast::Name& name, StaticKind kind);

  // Calls and actions (call_compiler.cpp).
  struct CallSite {
    const ast::Expression* receiver;  // of `o.f(…)`; null otherwise
    const std::vector<ast::Argument>* arguments;
    const ast::Declarations* with;  // older form of named arguments; may be null
    CallUse use;
    Span loc;
    bool uses_result = true;
  };
  NodePtr compile_application(const ast::Application& application);
  NodePtr call_named(std::string_view name, Span name_loc, const CallSite& site);
  NodePtr call_domain(const ast::DomainIdentifier& callee, const CallSite& site);
  static NodePtr module_member(const ast::DomainIdentifier& identifier, uint32_t module,
                               bool is_callee);
  NodePtr call_key(uint32_t global, const ast::DomainIdentifier& callee, const CallSite& site);
  NodePtr call_value(NodePtr callee, const CallSite& site);
  NodePtr call_native(const NativeMember& member, bool is_pure, const CallSite& site);
  bool is_callable(StaticKind kind, const CallSite& site);
  void check_order(const std::vector<ast::Argument>& arguments);
  Action compile_action(const ast::Action& action, bool needs_label);
  NodePtr compile_directive_with(const ast::Action& action);
  void note_attribute(const ast::Expression& key);
  void warn_attr(Span loc);

  NodePtr failing(std::string message, Span loc);
  static NodePtr stand_in(Span loc);

  Unit& unit_;
  bool is_pure_ = true;   // of what has been compiled since it was set
  LastReads last_reads_;  // in the function being compiled
};

/// The expression `event:attrs`.
bool is_event_attributes(const ast::Expression& expression) noexcept;

}  // namespace pico::krl
