// SPDX-License-Identifier: MIT
//
// Goes through all parts of a ruleset's tree, in the order of the source. Who wants to know of some
// of them derives from it. Not told apart are the places in which a name is hidden by a local one.
#pragma once

#include "krl/syntax/ast.hpp"

namespace pico::engine {

class SourceWalk {
 public:
  virtual ~SourceWalk() = default;

 protected:
  void walk(const krl::ast::Expression& expression);
  void walk(const krl::ast::Statement& statement);
  void walk(const krl::ast::EventExpression& event);
  void walk(const krl::ast::ActionBlock& block);
  void walk(const krl::ast::Rule& rule);
  void walk(const krl::ast::Declarations& declarations);

  // What may be of interest; its parts are walked afterwards.
  /// `domain:name` that is read.
  virtual void see(const krl::ast::DomainIdentifier&) {}
  virtual void see(const krl::ast::MemberExpression&) {}
  /// A call or an action.
  virtual void see_call(const krl::ast::Expression& callee, const krl::ast::Arguments& arguments);
  virtual void see(const krl::ast::EventBase&) {}
  virtual void see(const krl::ast::RaiseEvent&) {}
  virtual void see(const krl::ast::ScheduleEvent&) {}
  virtual void see(const krl::ast::PersistentVariableAssignment&) {}
  virtual void see(const krl::ast::ClearPersistentVariable&) {}

 private:
  template <class T>
  void walk_if(const T& owned) {
    if (owned) walk(*owned);
  }
  void walk(const krl::ast::Arguments& arguments);
  void walk(const krl::ast::Parameters& parameters);
  void walk(const krl::ast::Action& action);
  void walk(const krl::ast::EventTarget& target);
  void walk(const krl::ast::Statements& statements);
  void walk_function(const krl::ast::Function& function);
  void walk_defaction(const krl::ast::DefAction& action);
};

}  // namespace pico::engine
