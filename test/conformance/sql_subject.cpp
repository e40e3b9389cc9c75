// SPDX-License-Identifier: MIT
//
// The extension as a subject: a transaction for each case, rolled back at its end, and a savepoint
// for each call.
#include "conformance/sql_subject.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include "conformance/source_server.hpp"

namespace pico::conformance {
namespace {

using Parameter = std::optional<std::string>;
using Row = std::vector<std::optional<std::string>>;
using Rows = std::vector<Row>;

struct Close {
  void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
  void operator()(PGresult* result) const noexcept { PQclear(result); }
};

/// `CLASS: MESSAGE`; SQL leaves out the class that says no more than that it is an error.
std::string with_class(const std::string& message) {
  constexpr std::array<std::string_view, 5> kClasses = {
      "TypeError: ", "RangeError: ", "SyntaxError: ", "ReferenceError: ", "ParseError: "};
  const bool has_class = std::any_of(kClasses.begin(), kClasses.end(),
                                     [&](auto name) { return message.starts_with(name); });
  return has_class ? message : "Error: " + message;
}

std::string field_of(const PGresult* result, int field) {
  const char* text = PQresultErrorField(result, field);
  return text == nullptr ? std::string() : std::string(text);
}

class Connection {
 public:
  explicit Connection(const std::string& parameters)
      : connection_(PQconnectdb(parameters.c_str())) {
    if (PQstatus(connection_.get()) != CONNECTION_OK)
      throw Failure(PQerrorMessage(connection_.get()));
    PQsetNoticeProcessor(
        connection_.get(), [](void*, const char*) {}, nullptr);
  }

  /// Throws Failure with the server's message.
  Rows run(const std::string& sql, const std::vector<Parameter>& parameters = {}) {
    std::vector<const char*> values;
    for (const Parameter& parameter : parameters)
      values.push_back(parameter ? parameter->c_str() : nullptr);
    const std::unique_ptr<PGresult, Close> result(
        PQexecParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr,
                     values.data(), nullptr, nullptr, 0));
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail(result.get());

    Rows rows(static_cast<size_t>(PQntuples(result.get())));
    for (size_t i = 0; i < rows.size(); ++i)
      for (int column = 0; column < PQnfields(result.get()); ++column) {
        const int row = static_cast<int>(i);
        const bool is_null = PQgetisnull(result.get(), row, column) != 0;
        rows[i].push_back(is_null ? Parameter() : PQgetvalue(result.get(), row, column));
      }
    return rows;
  }

 private:
  [[noreturn]] void fail(const PGresult* result) {
    const std::string message = field_of(result, PG_DIAG_MESSAGE_PRIMARY);
    if (message.empty()) throw Failure(PQerrorMessage(connection_.get()));
    throw Failure(with_class(message));
  }

  std::unique_ptr<PGconn, Close> connection_;
};

class SqlSubject final : public Subject {
 public:
  explicit SqlSubject(const std::string& connection) : connection_(connection) {
    connection_.run("create extension if not exists pico");
    connection_.run("set statement_timeout = '20s'");
    connection_.run("set pico.fetch_proxy = '" + sources_.url() + "'");
  }

  [[nodiscard]] Abilities abilities() const noexcept override { return {.tells_undefined = false}; }

  void start() override {
    connection_.run("begin");
    sources_.clear();
  }
  void finish() override { connection_.run("rollback"); }

  Verdict check(const std::string& krl) override {
    Verdict verdict;
    for (const Row& row : call("select severity, line, col, message from pico.check($1)", {krl})) {
      const bool is_error = row.at(0) == "error";
      const std::string text = is_error ? with_class(row.at(3).value()) : row.at(3).value();
      verdict.findings.push_back(
          {is_error, text.starts_with("ParseError: ") || text.starts_with("SyntaxError: "), text,
           static_cast<uint32_t>(std::stoul(row.at(1).value())),
           static_cast<uint32_t>(std::stoul(row.at(2).value()))});
    }
    return verdict;
  }

  void publish(const std::string& url, const std::string& krl) override {
    sources_.publish(url, krl);
  }
  void load(const std::string& url) override { call("select pico.flush_ruleset($1)", {url}); }
  void install(const std::string& pico, const std::string& url, const Json& config) override {
    call("select pico.install_ruleset($1, $2, $3)", {pico, url, config.dump()});
  }
  void uninstall(const std::string& pico, const std::string& rid) override {
    call("select pico.uninstall_ruleset($1, $2)", {pico, rid});
  }

  std::string create_pico(const std::string& name, const std::optional<std::string>& parent,
                          Rulesets rulesets) override {
    const Parameter names = rulesets == Rulesets::None ? Parameter("{}") : Parameter();
    return text("select pico.create_pico($1, $2, $3)", {name, parent, names}).value();
  }
  Json create_channel(const std::string& pico, const Json& tags, const Json& event_policy,
                      const Json& query_policy) override {
    const Parameter eci =
        text("select pico.create_channel($1, array(select json_array_elements_text($2)), $3, $4)",
             {pico, tags.dump(), policy(event_policy), policy(query_policy)});
    return json(R"(select json_build_object('id', eci, 'tags', tags, 'eventPolicy', event_policy,
                     'queryPolicy', query_policy, 'familyChannelPicoID', family_pico)
                   from pico.channels where eci = $1)",
                {eci})
        .value();
  }
  FamilyTie family_tie(const std::string& pico) override {
    auto tie = [&](const std::string& column, const std::string& family) {
      return text("select eci from pico.channels where " + column + " = $1 and family = $2",
                  {pico, family});
    };
    return {tie("pico", "child").value(), tie("family_pico", "parent").value()};
  }

  Json raise_event(const std::string& eci, const Json& event) override {
    return json("select pico.raise_event($1, $2, $3, $4) -> 'directives'",
                {eci, text_of(event, "domain"), text_of(event, "name"), attributes_of(event)})
        .value();
  }
  std::optional<Json> query(const std::string& eci, const Json& query) override {
    return json("select pico.query($1, $2, $3, $4)",
                {eci, text_of(query, "rid"), text_of(query, "name"), arguments_of(query)});
  }
  std::optional<Json> event_query(const std::string& eci, const Json& event,
                                  const Json& query) override {
    return json("select pico.event_query($1, $2, $3, $4, $5, $6, $7)",
                {eci, text_of(event, "domain"), text_of(event, "name"), attributes_of(event),
                 text_of(query, "rid"), text_of(query, "name"), arguments_of(query)});
  }

  void become_quiet() override {
    while (text("select pico.deliver_pending(1000)", {}) != "0") continue;
  }
  void pass_time(int64_t milliseconds) override {
    using Clock = std::chrono::steady_clock;
    constexpr auto kInterval = std::chrono::milliseconds(20);
    const Clock::time_point end = Clock::now() + std::chrono::milliseconds(milliseconds);
    do {
      std::this_thread::sleep_for(kInterval);
      call("select pico.fire_timers()", {});
      become_quiet();
    } while (Clock::now() < end);
  }
  std::optional<std::vector<LogLine>> take_logs() override { return std::nullopt; }

 private:
  static Parameter policy(const Json& policy) {
    return policy.is_null() ? Parameter() : policy.dump();
  }
  static std::string attributes_of(const Json& event) {
    return member_of(event, "attrs", Json::object()).dump();
  }
  static std::string arguments_of(const Json& query) {
    return member_of(query, "args", Json::object()).dump();
  }

  /// A failing call leaves the transaction as it was.
  Rows call(const std::string& sql, const std::vector<Parameter>& parameters) {
    connection_.run("savepoint call");
    try {
      Rows rows = connection_.run(sql, parameters);
      connection_.run("release call");
      return rows;
    } catch (const Failure&) {
      connection_.run("rollback to call");
      throw;
    }
  }
  Parameter text(const std::string& sql, const std::vector<Parameter>& parameters) {
    const Rows rows = call(sql, parameters);
    return rows.empty() ? Parameter() : rows.front().at(0);
  }
  std::optional<Json> json(const std::string& sql, const std::vector<Parameter>& parameters) {
    const Parameter result = text(sql, parameters);
    if (!result) return std::nullopt;
    return parse_json(*result);
  }

  SourceServer sources_;
  Connection connection_;
};

}  // namespace

std::unique_ptr<Subject> sql_subject(const std::string& connection) {
  return std::make_unique<SqlSubject>(connection);
}

}  // namespace pico::conformance
