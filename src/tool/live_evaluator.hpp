// SPDX-License-Identifier: MIT
//
// Evaluating in a pico of a live image, over a connection to its database.
#pragma once

#include <initializer_list>
#include <memory>

#include "tool/evaluator.hpp"

struct pg_conn;
struct pg_result;

namespace pico::tool {

class LiveEvaluator final : public Evaluator {
 public:
  /// Throws InputError where there is no connection.
  LiveEvaluator(const std::string& conninfo, std::string pico, std::optional<std::string> rid);

  std::string evaluate(const Input& input) override;
  std::vector<std::string> names() override;
  const krl::Source* source_of(std::string_view) override { return nullptr; }
  void use_rid(std::optional<std::string> rid) override { rid_ = std::move(rid); }
  std::string pico() override { return pico_; }
  void use_pico(std::string pico) override { pico_ = std::move(pico); }

 private:
  struct Close {
    void operator()(pg_conn* connection) const noexcept;
    void operator()(pg_result* result) const noexcept;
  };
  using Result = std::unique_ptr<pg_result, Close>;

  /// Runs a statement with parameters, null where a pointer is. An interrupt cancels it. Throws
  /// krl::Error where the connection is lost.
  Result run(const char* statement, std::initializer_list<const char*> parameters);
  void wait();
  [[noreturn]] void fail_without_connection();

  std::unique_ptr<pg_conn, Close> connection_;
  std::string pico_;
};

}  // namespace pico::tool
