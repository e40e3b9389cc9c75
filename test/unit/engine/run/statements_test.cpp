// SPDX-License-Identifier: MIT
//
// Statements of programs, with a database that only writes down what it is asked to do.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "engine/run/session.hpp"
#include "engine/store/program_sql.hpp"
#include "krl/value/map.hpp"
#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

class RecordedSql final : public ProgramSql {
 public:
  krl::Value run(const SqlStatement& statement) override {
    record += std::string(statement.writes ? "execute " : "query ") + std::string(statement.text) +
              krl::to_json_or_null(statement.arguments) + ' ';
    owner = statement.owner;
    if (statement.text == "fail")
      throw krl::Error(krl::ErrorClass::Error, "SQL error", krl::ErrorCode::SqlFailed);
    if (within) within(*statement.session);
    return result;
  }
  void begin_undoable() override { record += "( "; }
  void keep() override { record += ") "; }
  bool undo() override {
    record += "undone ";
    return true;
  }
  std::string take_record() { return std::exchange(record, {}); }

  std::string record;
  std::string owner;
  krl::Value result = krl::Map{{"count", 1}};
  std::function<void(Session&)> within;  // calls that come back
};

class SqlEnvironment final : public MemoryEnvironment {
 public:
  ProgramSql* program_sql() override { return &sql; }
  RecordedSql sql;
};

constexpr std::string_view kProgram = R"(ruleset sql.user {
  meta { shares n, rows }
  global {
    n = function() { ent:n.defaultsTo(0) }
    rows = function(text) { sql:query(text) }
  }
  rule add {
    select when a add
    always { ent:n := n() + 1 }
  }
  rule run {
    select when a run
    foreach event:attrs{"texts"} setting(text)
    sql:execute(text, [n()]) setting(result)
    always { ent:result := result }
  }
  rule fetch {
    select when a fetch
    every {
      sql:execute("once")
      ctx:install("http://h/other.krl")
    }
  }
  rule pass {
    select when a pass
    foreach event:attrs{"to"} setting(to)
    event:send({"eci": to, "domain": "a", "type": "run", "attrs": event:attrs})
  }
})";

class Statements : public testing::Test {
 protected:
  Statements() {
    engine.register_ruleset(kProgram, std::nullopt);
    one = make_pico();
    two = make_pico();
    sql().take_record();
  }
  std::string make_pico() {
    const std::string pico = engine.create_pico("", std::nullopt, RulesetNames{"sql.user"});
    return engine.create_channel(pico, {}, {}, {}).eci;
  }
  RecordedSql& sql() { return environment.sql; }
  EventResult raise(const std::string& eci, std::string_view name, std::string_view attributes) {
    return raise(engine, eci, name, attributes);
  }
  static EventResult raise(Engine& by, const std::string& eci, std::string_view name,
                           std::string_view attributes) {
    return by.raise_event(eci, "a", name, krl::parse_json(attributes));
  }
  std::string count(const std::string& eci) { return count(engine, eci); }
  static std::string count(Engine& by, const std::string& eci) {
    return krl::to_json_or_null(by.query(eci, "sql.user", "n", krl::Map()));
  }
  static void table_event(Engine& by, const std::string& eci, StatementPart part = 1) {
    by.table_event({.table = "public.t", .part = part}, eci, "a", "add", krl::Map());
  }

  SqlEnvironment environment;
  ProgramCache programs;
  Engine engine{environment, programs};
  std::string one;
  std::string two;
};

TEST(StatementsInMemory, NeedADatabase) {
  Image image;
  image.install(kProgram);

  EXPECT_EQ(error_of([&] { image.raise("a:run", R"({"texts": ["t"]})"); }),
            "Error: the module sql needs a database: there is none here");
}

TEST_F(Statements, GetTheirTextArgumentsAndOwner) {
  environment.set_caller("somebody");
  const std::string eci = make_pico();
  environment.set_caller("");
  sql().take_record();

  raise(eci, "run", R"({"texts": ["t", "u"]})");

  EXPECT_EQ(sql().take_record(), "execute t[0] execute u[0] ");
  EXPECT_EQ(sql().owner, "somebody");
}

TEST_F(Statements, OfQueriesOnlyRead) {
  EXPECT_EQ(krl::to_json_or_null(
                engine.query(one, "sql.user", "rows", krl::parse_json(R"({"text": "t"})"))),
            R"({"count":1})");
  EXPECT_EQ(sql().take_record(), "query t[] ");
}

TEST_F(Statements, RefuseWhatIsNoTextOrNoArray) {
  EXPECT_EQ(error_of([&] { raise(one, "run", R"({"texts": [7]})"); }),
            "TypeError: sql:execute: the statement is no String, but 7");
}

TEST_F(Statements, OfAnEventThatFailsAreUndone) {
  const krl::Value events = krl::parse_json(
      R"([{"domain": "a", "name": "run", "attrs": {"texts": ["t"]}},
          {"domain": "a", "name": "run", "attrs": {"texts": ["u", "fail"]}}])");

  engine.raise_events(one, events);

  EXPECT_EQ(sql().take_record(), "( execute t[0] ) ( execute u[0] execute fail[0] undone ");
}

TEST_F(Statements, OfAMessageThatFailsAreUndone) {
  raise(one, "pass", R"({"to": [")" + two + R"("], "texts": ["t", "fail"]})");

  // What follows is the event system:message_failed.
  EXPECT_EQ(sql().take_record(), "( execute t[0] execute fail[0] undone ( ) ");
}

TEST_F(Statements, AreNotRunAgainForASourceThatIsFetchedBehindThem) {
  environment.publish("http://h/other.krl", "ruleset other { }");

  raise(one, "fetch", "{}");

  EXPECT_EQ(sql().take_record(), "execute once[] ");
}

// Calls that come back ---------------------------------------------------------------------------

TEST_F(Statements, LetQueriesSeeWhatTheEventHasDone) {
  std::string seen;
  sql().within = [&](Session& session) {
    Engine nested(session, programs);
    seen = count(nested, one);
  };

  raise(one, "add", "{}");
  raise(one, "run", R"({"texts": ["t"]})");

  EXPECT_EQ(seen, "1");
}

TEST_F(Statements, LetEventsOfOtherPicosRunAtOnce) {
  std::string seen;
  sql().within = [&](Session& session) {
    Engine nested(session, programs);
    raise(nested, two, "add", "{}");
    seen = count(nested, two);
  };

  raise(one, "run", R"({"texts": ["t"]})");

  EXPECT_EQ(seen, "1");
  EXPECT_EQ(count(two), "1");
  EXPECT_EQ(sql().take_record(), "execute t[0] ( ) ");
}

TEST_F(Statements, LetEventsOfOtherPicosGoWithTheirEvent) {
  sql().within = [&](Session& session) {
    Engine nested(session, programs);
    raise(nested, two, "add", "{}");
  };
  const krl::Value events =
      krl::parse_json(R"([{"domain": "a", "name": "run", "attrs": {"texts": ["t", "fail"]}}])");

  engine.raise_events(one, events);

  EXPECT_EQ(count(two), "0");
}

TEST_F(Statements, LetNoPicoTakeASecondEvent) {
  std::vector<krl::ErrorCode> codes;
  sql().within = [&](Session& session) {
    Engine nested(session, programs);
    for (const bool is_many : {false, true}) {
      try {
        is_many ? (void)nested.raise_events(one, krl::Array())
                : (void)raise(nested, one, "add", "{}");
      } catch (const krl::Error& error) {
        codes.push_back(error.code());
      }
    }
  };

  raise(one, "run", R"({"texts": ["t"]})");

  EXPECT_EQ(codes, (std::vector{krl::ErrorCode::PicoBusy, krl::ErrorCode::PicoBusy}));
}

// Events of tables -------------------------------------------------------------------------------

TEST_F(Statements, EventsOfTablesComeBehindTheEventThatRuns) {
  std::string seen;
  sql().within = [&](Session& session) {
    Engine nested(session, programs);
    table_event(nested, one);
    seen = count(nested, one);
  };

  const EventResult result = raise(one, "run", R"({"texts": ["t"]})");

  EXPECT_EQ(seen, "0");
  EXPECT_EQ(count(one), "1");
  EXPECT_EQ(result.deferred, 0u);
}

TEST_F(Statements, EventsOfTablesComeAtOnceWithoutAnEventThatRuns) {
  table_event(engine, one);

  EXPECT_EQ(count(one), "1");
}

TEST_F(Statements, EventsOfTablesGoWithThePartOfTheirStatement) {
  sql().within = [&](Session& session) {
    Engine nested(session, programs);
    table_event(nested, one, 1);
    table_event(nested, one, 2);
    session.table_events().undo(2);
    table_event(nested, one, 3);
    table_event(nested, one, 4);
    session.table_events().keep(4, 3);
    session.table_events().undo(3);
    table_event(nested, one, 5);
    session.table_events().keep(5, 1);
  };

  raise(one, "run", R"({"texts": ["t"]})");

  EXPECT_EQ(count(one), "2");
}

TEST_F(Statements, EventsOfTablesEndThatLeadToThemselves) {
  engine.register_ruleset(R"(ruleset again {
      rule again { select when a add sql:execute("again") }
    })",
                          std::nullopt);
  const std::string pico = engine.create_pico("", std::nullopt, RulesetNames{"sql.user", "again"});
  const std::string eci = engine.create_channel(pico, {}, {}, {}).eci;
  sql().within = [&](Session& session) {
    Engine nested(session, programs);
    table_event(nested, eci);
  };

  raise(eci, "add", "{}");

  EXPECT_EQ(count(eci), "100");  // the one after them is a dead letter
}

TEST_F(Statements, EventsOfTablesAreBoundedInACall) {
  environment.limits().events = 3;
  int raised = 3;
  sql().within = [&](Session& session) {
    Engine nested(session, programs);
    for (int i = 0; i < raised; ++i) table_event(nested, two);
  };

  raise(one, "run", R"({"texts": ["t"]})");
  raised = 4;

  EXPECT_EQ(count(two), "3");
  EXPECT_EQ(error_of([&] { raise(one, "run", R"({"texts": ["t"]})"); }),
            "Error: more than 3 events of tables in one call, the last one of public.t: a table "
            "that is attached per statement raises one for all the rows of a statement");
  EXPECT_EQ(count(two), "3");
}

}  // namespace
}  // namespace pico::engine
