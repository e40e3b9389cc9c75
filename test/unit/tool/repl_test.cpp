// SPDX-License-Identifier: MIT
//
// `krl eval` on a terminal, as a person meets it: through a pseudo terminal, line by line.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace pico::tool {
namespace {

namespace fs = std::filesystem;

/// Without carriage returns and the sequences that move the cursor or set colours.
std::string plain(const std::string& text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b' && i + 1 < text.size() && text[i + 1] == '[') {
      i += 2;
      while (i < text.size() && (text[i] < '@' || text[i] > '~')) ++i;
    } else if (text[i] == '\b') {
      if (!result.empty()) result.pop_back();
    } else if (text[i] != '\r' && text[i] != '\a') {
      result += text[i];
    }
  }
  return result;
}

/// The tool at the other end of a terminal.
class Dialogue {
 public:
  explicit Dialogue(const std::string& folder, std::vector<std::string> options = {}) {
    child_ = forkpty(&terminal_, nullptr, nullptr, nullptr);
    if (child_ == 0) run_tool(folder, std::move(options));
    wait_for("> ");
  }
  ~Dialogue() {
    close(terminal_);
    if (child_ > 0) kill(child_, SIGKILL);
    if (child_ > 0) waitpid(child_, nullptr, 0);
  }
  Dialogue(const Dialogue&) = delete;
  Dialogue& operator=(const Dialogue&) = delete;

  void type(const std::string& keys) {
    EXPECT_EQ(write(terminal_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
  }

  /// Types a line; what is shown until the next prompt, which ends with `prompt`.
  std::string say(const std::string& line, const std::string& prompt = "> ") {
    type(line + "\n");
    return wait_for("\n", prompt);
  }

  /// What is shown from now on until it ends with `end`, and has had `first` before that.
  std::string wait_for(const std::string& first, const std::string& end) {
    std::string shown;
    for (;;) {
      const std::string text = plain(shown);
      const size_t begun = text.find(first);
      if (begun != std::string::npos && text.size() >= begun + first.size() + end.size() &&
          text.ends_with(end)) {
        if (end.ends_with(' ')) wait_for_keys();
        return text;
      }
      if (!read_more(shown)) break;
    }
    ADD_FAILURE() << "no " << end << " after: " << plain(shown);
    return plain(shown);
  }
  std::string wait_for(const std::string& end) { return wait_for("", end); }

  /// The exit status, when all that it still shows is read.
  int end() {
    std::string rest;
    while (read_more(rest)) continue;
    int status = 0;
    waitpid(child_, &status, 0);
    child_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  static constexpr int kPatience = 60'000;  // ms

  [[noreturn]] static void run_tool(const std::string& folder, std::vector<std::string> options) {
    setenv("XDG_STATE_HOME", folder.c_str(), 1);
    setenv("TERM", "vt100", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    options.insert(options.begin(), {"krl", "eval"});
    std::vector<char*> words;
    for (std::string& option : options) words.push_back(option.data());
    words.push_back(nullptr);
    execv(PICO_KRL, words.data());
    _exit(127);
  }

  /// A prompt stands a little before the terminal takes single keys: Ctrl-D would be lost between.
  void wait_for_keys() const {
    termios mode{};
    for (int i = 0; i < kPatience; ++i) {
      if (tcgetattr(terminal_, &mode) != 0 || (mode.c_lflag & ICANON) == 0) return;
      poll(nullptr, 0, 1);
    }
  }

  /// False at the end, or when nothing comes for too long.
  bool read_more(std::string& shown) {
    pollfd ready{.fd = terminal_, .events = POLLIN, .revents = 0};
    if (poll(&ready, 1, kPatience) <= 0) return false;
    std::array<char, 4096> part;
    const ssize_t count = read(terminal_, part.data(), part.size());
    if (count <= 0) return false;
    shown.append(part.data(), static_cast<size_t>(count));
    return true;
  }

  int terminal_ = -1;
  pid_t child_ = -1;
};

class Repl : public ::testing::Test {
 protected:
  Repl() {
    fs::remove_all(folder);
    fs::create_directories(folder);
  }
  ~Repl() override { fs::remove_all(folder); }

  std::string file(const std::string& name, const std::string& text) {
    const std::string path = folder + "/" + name;
    std::ofstream(path) << text;
    return path;
  }

  std::string folder = ::testing::TempDir() + "pico_repl_" +
                       ::testing::UnitTest::GetInstance()->current_test_info()->name() + "_" +
                       std::to_string(getpid());
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(Repl, EvaluatesLineByLine) {
  Dialogue dialogue(folder);
  std::string shown = dialogue.say("20 + 22");
  EXPECT_TRUE(has(shown, "\n42\n")) << shown;
  shown = dialogue.say("\"Grüße\".length()");
  EXPECT_TRUE(has(shown, "\n5\n")) << shown;
  dialogue.type("\\q\n");
  EXPECT_EQ(dialogue.end(), 0);
}

TEST_F(Repl, KeepsDeclarations) {
  Dialogue dialogue(folder);
  std::string shown = dialogue.say("square = function(n) { n * n }  // of a number");
  EXPECT_FALSE(has(shown, "null")) << shown;
  shown = dialogue.say("a = 3; square(a)");
  EXPECT_TRUE(has(shown, "\n9\n")) << shown;
  dialogue.say("a = a + 1");
  shown = dialogue.say("-square(a)");
  EXPECT_TRUE(has(shown, "\n-16\n")) << shown;
  dialogue.say("\\forget");
  shown = dialogue.say("a");
  EXPECT_TRUE(has(shown, "1:1: error: Undefined id: a")) << shown;
}

TEST_F(Repl, GoesOnInTheNextLineWhereSomethingIsMissing) {
  Dialogue dialogue(folder);
  dialogue.say("f = function(n) {", "... ");
  dialogue.say("  \"a \" +", "... ");
  dialogue.say("  n", "... ");
  dialogue.say("}");
  dialogue.say("<<one", "... ");
  std::string shown = dialogue.say("#{f(2)}>>");
  EXPECT_TRUE(has(shown, "\n\"one\\na 2\"\n")) << shown;
}

TEST_F(Repl, ShowsErrorsAtTheirPlaceAndGoesOn) {
  Dialogue dialogue(folder);
  dialogue.say("a = 5");
  std::string shown = dialogue.say("  a + missing");
  EXPECT_TRUE(has(shown, "1:7: error: Undefined id: missing\n  a + missing\n      ^\n")) << shown;
  shown = dialogue.say("[1].map(a)");
  EXPECT_TRUE(has(shown, "1:1: error: TypeError: iter is not a function\n")) << shown;
  shown = dialogue.say("b = 1 +* 2");
  EXPECT_TRUE(has(shown, "1:8: error: Expected an expression\n")) << shown;
  shown = dialogue.say("a");
  EXPECT_TRUE(has(shown, "\n5\n")) << shown;
}

TEST_F(Repl, KeepsNothingThatFails) {
  Dialogue dialogue(folder);
  std::string shown = dialogue.say("bad = [1].map(2)");
  EXPECT_TRUE(has(shown, "TypeError")) << shown;
  shown = dialogue.say("1");
  EXPECT_TRUE(has(shown, "\n1\n")) << shown;
}

TEST_F(Repl, TellsOfErrorsInFormerDeclarations) {
  Dialogue dialogue(folder);
  dialogue.say("f = function() { [1].map(2) }");
  const std::string shown = dialogue.say("f()");
  EXPECT_TRUE(has(shown, "<earlier>:1:18: error: TypeError: iter is not a function\n")) << shown;
}

TEST_F(Repl, CompletesNames) {
  Dialogue dialogue(folder);
  dialogue.say("a_long_name = 7");
  std::string shown = dialogue.say("a_lo\t");
  EXPECT_TRUE(has(shown, "\n7\n")) << shown;
  shown = dialogue.say("math:flo\t(2.5)");
  EXPECT_TRUE(has(shown, "\n2\n")) << shown;
  shown = dialogue.say("[\"x\"].appe\t(\"y\")");
  EXPECT_TRUE(has(shown, "\n[\"x\",\"y\"]\n")) << shown;
}

TEST_F(Repl, EvaluatesInARulesetOfAFile) {
  const std::string garden = file("garden.krl",
                                  "ruleset garden {\n  global {\n    secret_number = 40\n"
                                  "    fail = function() { [1].map(secret_number) }\n  }\n}\n");
  Dialogue dialogue(folder, {"--file", garden});
  std::string shown = dialogue.say("secret_n\t + 2");
  EXPECT_TRUE(has(shown, "\n42\n")) << shown;
  shown = dialogue.say("fail()");
  EXPECT_TRUE(has(shown, "garden.krl:4:25: error: TypeError")) << shown;
  dialogue.say("\\rid", "krl> ");
  shown = dialogue.say("secret_number");
  EXPECT_TRUE(has(shown, "Undefined id: secret_number")) << shown;
  dialogue.say("\\rid garden", "garden> ");
  shown = dialogue.say("\\rid nowhere");
  EXPECT_TRUE(has(shown, "no ruleset nowhere")) << shown;
}

TEST_F(Repl, KnowsAFewCommands) {
  Dialogue dialogue(folder);
  EXPECT_TRUE(has(dialogue.say("\\?"), "\\forget"));
  EXPECT_TRUE(has(dialogue.say("\\x"), "no command \\x"));
  EXPECT_TRUE(has(dialogue.say("\\pico other"), "there is one pico in memory"));
  EXPECT_TRUE(has(dialogue.say("ruleset a {}"), "error: "));
  dialogue.say("");
}

TEST_F(Repl, InterruptsDropWhatIsTyped) {
  Dialogue dialogue(folder);
  dialogue.say("f = function(n) {", "... ");
  dialogue.type("\x03");
  dialogue.wait_for("> ");
  const std::string shown = dialogue.say("1 + 1");
  EXPECT_TRUE(has(shown, "\n2\n")) << shown;
}

TEST_F(Repl, InterruptsEndEvaluations) {
  Dialogue dialogue(folder);
  dialogue.say("f = function(x) { 0.range(99999).map(x) }");
  dialogue.type("f(function(a) { a == 0 => a.klog(\"be\" + \"gun\") | f(function(b) { b }) })\n");
  dialogue.wait_for("begun", "\n");
  dialogue.type("\x03");
  std::string shown = dialogue.wait_for("interrupted", "> ");
  shown = dialogue.say("1 + 1");
  EXPECT_TRUE(has(shown, "\n2\n")) << shown;
}

TEST_F(Repl, EndsWithTheInput) {
  Dialogue dialogue(folder);
  dialogue.type("\x04");
  EXPECT_EQ(dialogue.end(), 0);
}

TEST_F(Repl, KeepsItsHistory) {
  {
    Dialogue dialogue(folder);
    dialogue.say("6 * 7");
    dialogue.type("\\q\n");
    EXPECT_EQ(dialogue.end(), 0);
  }
  const fs::perms rights = fs::status(folder + "/krl/history").permissions();
  EXPECT_EQ(rights, fs::perms::owner_read | fs::perms::owner_write);
  Dialogue dialogue(folder);
  dialogue.type("\x10\x10");  // Ctrl-P: over \q
  const std::string shown = dialogue.say("");
  EXPECT_TRUE(has(shown, "\n42\n")) << shown;
}

}  // namespace
}  // namespace pico::tool
