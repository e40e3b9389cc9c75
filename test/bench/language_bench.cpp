// SPDX-License-Identifier: MIT
//
// language.krl beside language.lua, in one process.
#include <fstream>
#include <iterator>
#include <lua.hpp>
#include <stdexcept>
#include <string>

#include "engine/engine.hpp"
#include "engine/memory_environment.hpp"
#include "engine/ruleset/program_cache.hpp"
#include "krl/value/map.hpp"

#include "measure.hpp"

namespace {

using namespace pico;

std::string read(const std::string& name) {
  std::ifstream file(PICO_BENCH_FOLDER "/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// One pico, asked as from outside.
class Krl {
 public:
  Krl() {
    pico_ = engine().create_pico("bench", {}, pico::engine::kBare);
    eci_ = engine().create_channel(pico_, {}, {}, {}).eci;
    rid_ = engine().register_ruleset(read("language.krl"), {});
    engine().install_ruleset(pico_, rid_, krl::Map());
  }
  double call(std::string_view function, double n) {
    return engine().query(eci_, rid_, function, krl::Map{{"n", n}}).number();
  }

 private:
  engine::Engine engine() { return {environment_, programs_}; }

  engine::MemoryEnvironment environment_;
  engine::ProgramCache programs_;
  std::string pico_;
  std::string eci_;
  std::string rid_;
};

class Lua {
 public:
  Lua() : state_(luaL_newstate()) {
    luaL_openlibs(state_);
    require(luaL_dostring(state_, (read("language.lua") + "\nreturn work").c_str()) == LUA_OK);
  }
  ~Lua() { lua_close(state_); }
  Lua(const Lua&) = delete;
  Lua& operator=(const Lua&) = delete;

  double call(const char* function, double n) {
    lua_getfield(state_, -1, function);
    lua_pushinteger(state_, static_cast<lua_Integer>(n));
    require(lua_pcall(state_, 1, 1, 0) == LUA_OK);
    const double result = lua_tonumber(state_, -1);
    lua_pop(state_, 1);
    return result;
  }

 private:
  void require(bool holds) {
    if (!holds) throw std::runtime_error(lua_tostring(state_, -1));
  }

  lua_State* state_;
};

struct Task {
  const char* what;
  const char* function;
  double n;
  const char* other_function = nullptr;  // of Lua: another way to do it, only for comparison
};

constexpr Task kTasks[] = {
    {"fib(27)", "fib", 27},
    {"nested loops, 1,000 x 1,000", "loops", 1000, "native_loops"},
    {"map, filter, reduce of 100,000", "pipeline", 100'000},
    {"building a string of 100,000 pieces", "strings", 100'000},
    {"100,000 closures made and called", "closures", 100'000},
    {"sort of 100,000 with a comparator", "sorted", 100'000},
};

}  // namespace

int main() {
  Krl krl;
  Lua lua;
  constexpr const char* kLua = "Lua 5.4";
  for (const Task& task : kTasks) {
    if (krl.call(task.function, task.n) != lua.call(task.function, task.n))
      throw std::runtime_error(std::string("different results: ") + task.what);
    std::vector<bench::Side> sides{
        {"pico", [&] { krl.call(task.function, task.n); }},
        {kLua, [&] { lua.call(task.function, task.n); }, "1.5"},
    };
    if (task.other_function != nullptr)
      sides.push_back({"Lua's own `for`", [&] { lua.call(task.other_function, task.n); }});
    bench::compare(task.what, sides);
  }
  bench::compare("a map of 100,000 keys by reduce and put",
                 {{"pico", [&] { krl.call("mapped", 100'000); }},
                  {"half the size", [&] { krl.call("mapped", 50'000); }, "2.2"},
                  {kLua, [&] { lua.call("mapped", 100'000); }}});
}
