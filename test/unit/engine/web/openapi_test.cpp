// SPDX-License-Identifier: MIT
//
// Descriptions of routes in OpenAPI.
#include "engine/web/openapi.hpp"

#include <gtest/gtest.h>

#include <string>

#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

const krl::Value& at(const krl::Value& value, std::initializer_list<std::string_view> path) {
  const krl::Value* found = &value;
  for (const std::string_view name : path) found = found->map().find(name);
  return *found;
}

std::string paths_of(const krl::Value& document) {
  std::string paths;
  for (const krl::MapEntry& path : at(document, {"paths"}).map()) {
    paths += path.key.view();
    for (const krl::MapEntry& method : path.value.map())
      paths += " " + std::string(method.key.view());
    paths += "\n";
  }
  return paths;
}

class OpenApi : public testing::Test {
 protected:
  OpenApi() {
    image.install(R"(ruleset org.test {
      meta { shares f, v, g } global { f = function(a, b = 1) { a } g = function() { 1 } v = 1 }
      rule r { select when d b or d a or d a }
      rule s { select when any 2 (d a, x y, d c) }
      rule t { select where event:attrs{"z"} }
    })");
  }
  krl::Value describe() {
    return describe_routes(image.eci(), image.engine().channel_routes(image.eci()), {});
  }
  std::string path(std::string_view rest) { return "/c/" + image.eci() + std::string(rest); }

  Image image;
};

TEST_F(OpenApi, HasWhatADocumentNeeds) {
  for (const krl::Value& document : {krl::Value(describe_all_routes({})), describe()}) {
    EXPECT_EQ(at(document, {"openapi"}).string().view(), "3.1.0");
    EXPECT_TRUE(at(document, {"info", "title"}).is_string());
    EXPECT_EQ(at(document, {"info", "version"}).string().view(), PICO_VERSION);
    EXPECT_TRUE(at(document, {"paths"}).is_map());
    for (const krl::MapEntry& path : at(document, {"paths"}).map()) {
      for (const krl::MapEntry& operation : path.value.map()) {
        if (operation.key.view() == "parameters") continue;
        EXPECT_TRUE(at(operation.value, {"responses", "200", "description"}).is_string());
        EXPECT_TRUE(at(operation.value, {"responses", "default", "content"}).is_map());
      }
    }
  }
}

TEST_F(OpenApi, NamesTheParametersOfPaths) {
  const krl::Map document = describe_all_routes({});
  EXPECT_EQ(krl::to_json_or_null(at(document, {"paths", "/c/{eci}/watch", "parameters"})),
            R"([{"name":"eci","in":"path","required":true,"schema":{"type":"string"}}])");
}

TEST_F(OpenApi, ListsEventsAndQueriesOfAChannel) {
  const std::string paths = paths_of(describe());
  EXPECT_TRUE(paths.starts_with(path("/event-wait/d/a get post\n") +
                                path("/event-wait/d/b get post\n") +
                                path("/event-wait/d/c get post\n")))
      << paths;
  EXPECT_NE(paths.find(path("/query/org.test/f get\n")), std::string::npos) << paths;
  EXPECT_NE(paths.find(path("/query/org.test/v get\n")), std::string::npos) << paths;
}

TEST_F(OpenApi, NamesTheParametersOfFunctions) {
  const krl::Value document = describe();
  const krl::Value parameters =
      at(document, {"paths", path("/query/org.test/f"), "get", "parameters"});
  EXPECT_EQ(krl::to_json_or_null(parameters),
            R"([{"name":"a","in":"query","required":false,"schema":{}},)"
            R"({"name":"b","in":"query","required":false,"schema":{}}])");
}

TEST_F(OpenApi, HidesWhatPoliciesDoNotLetThrough) {
  image.engine().update_channel(
      image.eci(), {}, krl::parse_json(R"({"allow":[{"domain":"d","name":"a"}],"deny":[]})"),
      krl::parse_json(R"({"allow":[{"rid":"*","name":"g"}],"deny":[]})"));

  EXPECT_EQ(paths_of(describe()),
            path("/event-wait/d/a get post\n") + path("/query/org.test/g get\n"));
}

TEST_F(OpenApi, KeepsFamilyChannelsToThemselves) {
  EXPECT_EQ(image.engine().channel_routes(image.root()).events.size(), 0u);
  EXPECT_EQ(image.engine().channel_routes(image.root()).queries.size(), 0u);
}

TEST_F(OpenApi, KnowsNoUnknownChannel) {
  EXPECT_EQ(error_of([&] { image.engine().channel_routes("nowhere"); }),
            "Error: ECI not found nowhere");
}

TEST_F(OpenApi, SaysWhereEventsAreTakenByPostAlone) {
  WebRules rules;
  rules.takes_events_by_post_only = true;
  const krl::Value document =
      describe_routes(image.eci(), image.engine().channel_routes(image.eci()), rules);
  EXPECT_TRUE(paths_of(document).starts_with(path("/event-wait/d/a post\n")));
}

TEST_F(OpenApi, EncodesNamesInPaths) {
  ChannelRoutes routes;
  routes.events.push_back({"a/b", "{c} €"});
  EXPECT_EQ(paths_of(describe_routes("e", routes, {})),
            "/c/e/event-wait/a%2Fb/%7Bc%7D%20%E2%82%AC get post\n");
}

}  // namespace
}  // namespace pico::engine
