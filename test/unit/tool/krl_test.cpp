// SPDX-License-Identifier: MIT
//
// The krl tool as its users meet it: what a command prints, and its exit status.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

namespace pico::tool {
namespace {

struct Outcome {
  int status;
  std::string text;  // standard output, then what stands on standard error
};

/// Runs the tool by the shell, `arguments` as written there.
Outcome krl(const std::string& arguments) {
  const std::string command = std::string(PICO_KRL) + " " + arguments + " 2>&1";
  std::FILE* pipe = popen(command.c_str(), "r");
  std::string text;
  std::array<char, 4096> part;
  while (std::fgets(part.data(), part.size(), pipe) != nullptr) text += part.data();
  return {WEXITSTATUS(pclose(pipe)), text};
}

/// Writes a file for the test that runs and gives its path.
std::string file(const std::string& name, const std::string& text) {
  const std::string path = ::testing::TempDir() + "pico_" +
                           ::testing::UnitTest::GetInstance()->current_test_info()->name() + "_" +
                           name;
  std::ofstream(path) << text;
  return path;
}

std::string counter() {
  return file("counter.krl",
              "ruleset counter {\n"
              "  meta { shares n }\n"
              "  global { n = function(add) { ent:n + add } }\n"
              "  rule count {\n"
              "    select when tally up\n"
              "    send_directive(\"counted\", {\"by\": event:attrs{\"by\"}})\n"
              "    always { ent:n := ent:n.defaultsTo(0) + event:attrs{\"by\"} }\n"
              "  }\n"
              "  rule fail {\n"
              "    select when tally fail\n"
              "    send_directive([1].map(5))\n"
              "  }\n"
              "}\n");
}

TEST(Krl, TellsItsCommandsAndVersion) {
  const Outcome help = krl("--help");
  EXPECT_EQ(help.status, 0);
  for (const char* command : {"check", "ast", "fmt", "eval", "run", "test"})
    EXPECT_NE(help.text.find(std::string("\n  ") + command), std::string::npos) << command;
  EXPECT_EQ(krl("--version").text, "krl " PICO_VERSION "\n");
}

TEST(Krl, RefusesWhatIsNoCommand) {
  const Outcome outcome = krl("compile");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.text, "krl: no command compile\nTry `krl --help`.\n");
  EXPECT_EQ(krl("").status, 2);
}

TEST(Krl, EachCommandHasHelp) {
  for (const char* command : {"check", "ast", "fmt", "eval", "run", "test"}) {
    const Outcome outcome = krl(std::string(command) + " --help");
    EXPECT_EQ(outcome.status, 0) << command;
    EXPECT_TRUE(outcome.text.starts_with(std::string("Usage: krl ") + command)) << outcome.text;
  }
}

TEST(Krl, RefusesUnknownOptions) {
  const Outcome outcome = krl("check --colour x.krl");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.text, "krl check: unknown option --colour\nTry `krl check --help`.\n");
}

TEST(KrlCheck, IsSilentAboutAGoodRuleset) {
  const Outcome outcome = krl("check " + file("good.krl", "ruleset good {}"));
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.text, "");
}

TEST(KrlCheck, ShowsErrorsAtTheirPlace) {
  const std::string path = file("bad.krl", "ruleset bad {\n  global { a = missing }\n}\n");
  const Outcome outcome = krl("check " + path);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.text, path +
                              ":2:16: error: Undefined id: missing\n"
                              "  global { a = missing }\n"
                              "               ^\n");
}

TEST(KrlCheck, WarningsAreNoFailure) {
  const Outcome outcome =
      krl("check " + file("old.krl", "ruleset old { meta { shares nothing } }"));
  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.text.find("warning: "), std::string::npos) << outcome.text;
}

TEST(KrlCheck, WritesJson) {
  const std::string path = file("bad.krl", "ruleset bad {");
  const Outcome outcome = krl("check --json " + path);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.text,
            "[\n  {\n    \"file\": \"" + path +
                "\",\n    \"line\": 1,\n    \"col\": 13,\n    \"severity\": \"error\",\n"
                "    \"phase\": \"parse\",\n    \"class\": \"ParseError\",\n"
                "    \"message\": \"Expected `}`\",\n    \"hint\": null\n  }\n]\n");
}

TEST(KrlCheck, ReadsStandardInput) {
  const Outcome outcome = krl("check - < " + file("bad.krl", "ruleset bad {"));
  EXPECT_EQ(outcome.status, 1);
  EXPECT_TRUE(outcome.text.starts_with("<stdin>:1:13: error: ")) << outcome.text;
}

TEST(KrlCheck, NamesFilesItCannotRead) {
  const Outcome outcome = krl("check /nonexistent.krl");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.text, "krl check: /nonexistent.krl: No such file or directory\n");
  EXPECT_EQ(krl("check /").status, 2);
}

TEST(KrlAst, ShowsTheTree) {
  const Outcome outcome = krl("ast " + file("good.krl", "ruleset good {}"));
  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.text.find("\"type\": \"Ruleset\""), std::string::npos) << outcome.text;
}

TEST(KrlAst, ShowsSyntaxErrors) {
  const Outcome outcome = krl("ast " + file("bad.krl", "ruleset bad {"));
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.text.find(":1:13: error: "), std::string::npos) << outcome.text;
}

TEST(KrlEval, PrintsTheValueAsJson) {
  const Outcome outcome = krl("eval 'f = function(n) { n * n }; [1, 2].map(f)'");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.text, "[1,4]\n");
}

TEST(KrlEval, KnowsTheModules) { EXPECT_EQ(krl("eval 'math:abs(-3)'").text, "3\n"); }

TEST(KrlEval, PrintsNullForWhatHasNoJson) {
  EXPECT_EQ(krl("eval 'function(x) { x }'").text, "null\n");
}

TEST(KrlEval, ShowsErrorsAtTheirPlaceInTheExpression) {
  const Outcome parse = krl("eval '1 +'");
  EXPECT_EQ(parse.status, 1);
  EXPECT_EQ(parse.text, "1:3: error: Expected an expression\n1 +\n  ^\n");

  const Outcome compile = krl("eval '1 + x'");
  EXPECT_EQ(compile.status, 1);
  EXPECT_EQ(compile.text, "1:5: error: Undefined id: x\n1 + x\n    ^\n");

  const Outcome runtime = krl("eval 'x = 5;\n  [1].map(x)'");
  EXPECT_EQ(runtime.status, 1);
  EXPECT_EQ(runtime.text, "2:3: error: TypeError: iter is not a function\n  [1].map(x)\n  ^\n");
}

TEST(KrlEval, ReadsStandardInput) {
  const std::string source = file("source", "a = 20;\n\na * 2 + b\n");
  const Outcome outcome = krl("eval < " + source);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.text, "3:9: error: Undefined id: b\na * 2 + b\n        ^\n");
  EXPECT_EQ(krl("eval < /dev/null").status, 1);
}

TEST(KrlEval, EvaluatesInTheContextOfARuleset) {
  const std::string path = counter();
  EXPECT_EQ(krl("eval --file " + path + " '[n(1), meta:rid]'").text, "[\"null1\",\"counter\"]\n");
  EXPECT_EQ(krl("eval --file " + path + " 'ent:n := 1'").status, 1);
  EXPECT_EQ(krl("eval --file " + file("bad.krl", "ruleset bad {") + " 1").status, 1);
  EXPECT_EQ(krl("eval --file /nonexistent.krl 1").status, 2);
}

TEST(KrlEval, ChecksItsArguments) {
  EXPECT_EQ(krl("eval 1 2").status, 2);
  EXPECT_EQ(krl("eval --pico x 1").status, 2);
  EXPECT_EQ(krl("eval --connect x= 1").status, 2);
  EXPECT_EQ(krl("eval --connect x= --pico x --file x 1").status, 2);
  EXPECT_EQ(krl("eval --rid nowhere 1").status, 2);
}

TEST(KrlEval, SaysThatThereIsNoConnection) {
  const Outcome outcome = krl("eval --connect 'host=/nonexistent' --pico x 1");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(outcome.text.starts_with("krl eval: connection to server")) << outcome.text;
}

TEST(KrlEval, KeepsTheExpressionInsideItsFunction) {
  EXPECT_EQ(krl("eval '1 } other = function() { 2'").status, 1);
  EXPECT_EQ(krl("eval 'ruleset a {}'").status, 2);
}

std::string content_of(const std::string& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(KrlFmt, WritesTheLayoutBackToItsFiles) {
  const std::string path = file("a.krl", "ruleset a{meta{name \"A\"}}");
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);

  const Outcome outcome = krl("fmt " + path);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.text, "");
  EXPECT_EQ(content_of(path), "ruleset a {\n  meta {\n    name \"A\"\n  }\n}\n");

  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST(KrlFmt, FollowsSymbolicLinks) {
  const std::string path = file("a.krl", "a=1");
  const std::string link = path + ".link";
  unlink(link.c_str());
  ASSERT_EQ(symlink(path.c_str(), link.c_str()), 0);

  EXPECT_EQ(krl("fmt " + link).status, 0);
  EXPECT_EQ(content_of(path), "a = 1\n");
}

TEST(KrlFmt, OnlyListsFilesToCheck) {
  const std::string good = file("good.krl", "a = 1\n");
  const std::string bad = file("bad.krl", "a=1\n");

  EXPECT_EQ(krl("fmt --check " + good).status, 0);
  const Outcome outcome = krl("fmt --check " + good + " " + bad);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.text, bad + "\n");
  EXPECT_EQ(content_of(bad), "a=1\n");
}

TEST(KrlFmt, TakesStandardInput) {
  const Outcome outcome = krl("fmt - < " + file("a.krl", "a=1 // one"));
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.text, "a = 1 // one\n");
}

TEST(KrlFmt, LeavesBrokenSourcesAlone) {
  const std::string broken = file("broken.krl", "ruleset   a {");
  const std::string other = file("other.krl", "a=1");

  const Outcome outcome = krl("fmt " + broken + " " + other);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.text.find("broken.krl:1:13: error: Expected `}`"), std::string::npos)
      << outcome.text;
  EXPECT_EQ(content_of(broken), "ruleset   a {");
  EXPECT_EQ(content_of(other), "a = 1\n");
}

TEST(KrlFmt, TellsOfFilesThatItCannotUse) {
  EXPECT_EQ(krl("fmt").status, 2);
  EXPECT_EQ(krl("fmt /no/such/file.krl").status, 2);
}

TEST(KrlRun, PrintsDirectivesAndAnswers) {
  const Outcome outcome = krl("run " + counter() +
                              " --event tally:up --attrs '{\"by\": 2}'"
                              " --event tally:up --attrs '{\"by\": 3}'"
                              " --query counter/n --args '{\"add\": 100}'");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.text.find("\"counted\""), std::string::npos) << outcome.text;
  EXPECT_TRUE(outcome.text.ends_with("\n105\n")) << outcome.text;
}

TEST(KrlRun, ShowsWhereARuleFails) {
  const std::string path = counter();
  const Outcome outcome = krl("run " + path + " --event tally:fail");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_TRUE(outcome.text.starts_with(path + ":11:")) << outcome.text;
}

TEST(KrlRun, RefusesARulesetWithErrors) {
  const Outcome outcome = krl("run " + file("bad.krl", "ruleset bad {"));
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.text.find(":1:13: error: "), std::string::npos) << outcome.text;
}

TEST(KrlRun, ChecksItsArguments) {
  const std::string path = counter();
  EXPECT_EQ(krl("run").status, 2);
  EXPECT_EQ(krl("run " + path + " --attrs '{}'").status, 2);
  EXPECT_EQ(krl("run " + path + " --event nowhere").status, 2);
  EXPECT_EQ(krl("run " + path + " --event a:b --attrs '{'").status, 2);
}

// krl test ---------------------------------------------------------------------------------------

/// A file of tests beside the counter.
std::string tests(const std::string& tests) {
  const std::string path = counter();
  return file("tests.krl",
              "ruleset counter.test { meta { shares tests } global {\n  rulesets = [\"" +
                  path.substr(path.rfind('/') + 1) + "\"]\n  tests = [" + tests + "] } }\n");
}

const std::string kPassing =
    R"({"name": "counts", "rulesets": rulesets, "steps": [
         {"event": "tally:up", "attrs": {"by": 2}, "directives": ["counted"]},
         {"query": "counter:n", "args": {"add": 1}, "result": 3}]})";
const std::string kFailing =
    R"({"name": "fails", "rulesets": rulesets, "steps": [{"event": "tally:fail"}]})";

TEST(KrlTest, RunsTestsBesideTheirRulesets) {
  const Outcome outcome = krl("test " + tests(kPassing));
  EXPECT_EQ(outcome.text, "TAP version 13\n1..1\nok 1 - counter.test: counts\n");
  EXPECT_EQ(outcome.status, 0);
}

TEST(KrlTest, TellsWhatFails) {
  const Outcome outcome = krl("test " + tests(kFailing + ", " + kPassing) + " 2>/dev/null");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.text,
            "TAP version 13\n"
            "1..2\n"
            "not ok 1 - counter.test: fails\n"
            "  ---\n"
            "  message: |\n"
            "    step 1 (event tally:fail): it failed with TypeError: iter is not a function "
            "(counter line 11, column 20)\n"
            "  ...\n"
            "ok 2 - counter.test: counts\n");
}

TEST(KrlTest, CountsTheTestsOfAllFiles) {
  const std::string passing = tests(kPassing);
  const Outcome outcome = krl("test " + passing + " " + passing);
  EXPECT_EQ(outcome.text,
            "TAP version 13\n1..2\nok 1 - counter.test: counts\nok 2 - counter.test: counts\n");
}

TEST(KrlTest, AFileWithoutTestsHasFailed) {
  const std::string path = file("none.krl", "ruleset none {}\n");
  const Outcome none = krl("test " + path);
  EXPECT_EQ(none.status, 1);
  EXPECT_EQ(none.text, "TAP version 13\n1..1\nnot ok 1 - " + path +
                           ": has tests to run\n  ---\n  message: |\n"
                           "    none does not share \"tests\"\n  ...\n");
  const Outcome broken = krl("test " + file("broken.krl", "ruleset a {\n  oops\n}\n"));
  EXPECT_EQ(broken.status, 1);
  EXPECT_NE(broken.text.find("line 2, column 3"), std::string::npos) << broken.text;
}

TEST(KrlTest, WritesJUnit) {
  const std::string path = file("report.xml", "");
  EXPECT_EQ(krl("test --junit " + path + " " + tests(kPassing)).status, 0);
  std::ifstream report(path);
  const std::string text(std::istreambuf_iterator<char>(report), {});
  EXPECT_NE(text.find("<testsuite name=\"counter.test\" tests=\"1\" failures=\"0\""),
            std::string::npos)
      << text;
  EXPECT_EQ(krl("test --junit /nowhere/report.xml " + tests(kPassing)).status, 2);
}

TEST(KrlTest, RefusesWrongUsage) {
  EXPECT_EQ(krl("test").status, 2);
  EXPECT_EQ(krl("test /nowhere/a_test.krl").status, 2);
  EXPECT_EQ(krl("test --xml a_test.krl").status, 2);
}

}  // namespace
}  // namespace pico::tool
