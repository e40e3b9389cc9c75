// SPDX-License-Identifier: MIT
//
// pico.test(): tests of rulesets in the live image, in subtransactions that are rolled back.
#include <span>
#include <string>
#include <string_view>

#include "engine/test/report.hpp"
#include "engine/test/run_tests.hpp"

#include "postgres/serve.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

class RolledBack final : public engine::TestGround {
 public:
  explicit RolledBack(ServerCall& call) : call_(call) {}

  void in_isolation(const Work& work) override {
    call_.sql().connect();  // what is connected inside would be gone with the subtransaction
    const Subtransaction subtransaction;
    try {
      work(call_.environment(), programs());
    } catch (...) {
      subtransaction.roll_back();
      throw;
    }
    subtransaction.roll_back();
  }

 private:
  ServerCall& call_;
};

std::string text_in(std::string_view format, const engine::TestReport& report) {
  if (format == "tap") return engine::tap_text(std::span(&report, 1));
  if (format == "junit") return engine::junit_text(std::span(&report, 1));
  throw krl::Error(krl::ErrorClass::Error,
                   "the format of a test report is tap or junit, not " + std::string(format),
                   krl::ErrorCode::InvalidArgument);
}

}  // namespace
}  // namespace pico::postgres

using pico::postgres::Arguments;
using pico::postgres::ServerCall;

PICO_FUNCTION(pico_test_report) {
  return pico::postgres::serve(
      fcinfo, ServerCall::Access::Write, [](ServerCall& call, Arguments arguments) {
        const std::string_view format = arguments.text(1, "format");
        pico::postgres::text_in(format, {});  // rather than after all tests
        pico::postgres::RolledBack ground(call);
        const pico::engine::TestReport report =
            pico::engine::run_tests(ground, arguments.text(0, "rid"));
        return pico::postgres::server_text(pico::postgres::text_in(format, report));
      });
}
