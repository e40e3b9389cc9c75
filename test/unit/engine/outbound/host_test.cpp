// SPDX-License-Identifier: MIT
//
// URLs of events at other hosts.
#include "engine/outbound/host.hpp"

#include <gtest/gtest.h>

#include "krl/value/array.hpp"
#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

TEST(Host, IsABaseUrlWithoutSlashesAtItsEnd) {
  EXPECT_EQ(base_url_of("http://example.org"), "http://example.org");
  EXPECT_EQ(base_url_of(" HTTPS://Example.ORG:8443/Pico// "), "https://example.org:8443/Pico");
  EXPECT_EQ(base_url_of("http://[::1]:3000/"), "http://[::1]:3000");
}

TEST(Host, ThatIsNoneIsAnError) {
  for (const char* bad :
       {"", "example.org", "localhost:3000", "ftp://example.org", "http://", "http:///c", "//host",
        "http://h?x=1", "http://h#x", "http://user:secret@h", "http://h/a b", "http://h\n",
        "http://h\"", "http://\xC3\xA4.org"}) {
    const std::string error = error_of([&] { base_url_of(bad); });
    // Blanks at the ends do no harm.
    if (std::string_view(bad) == "http://h\n") {
      EXPECT_EQ(error, "");
      continue;
    }
    EXPECT_NE(error.find("instead of an absolute http or https URL"), std::string::npos) << bad;
  }
  EXPECT_EQ(error_of([] { base_url_of(7.0); }),
            "TypeError: host was 7 instead of an absolute http or https URL without user, query "
            "and fragment");
  EXPECT_NE(error_of([] { base_url_of(krl::Array()); }), "");
}

TEST(Host, GetsEventsByTheirPathPartsEscaped) {
  const std::string channel = channel_url("http://h", "e/c i");
  EXPECT_EQ(channel, "http://h/c/e%2Fc%20i");
  EXPECT_EQ(event_url(channel, "a?b", "\xC3\xBC#%"),
            "http://h/c/e%2Fc%20i/event/a%3Fb/%C3%BC%23%25");
}

TEST(Host, IsNotLedToAnotherPathByDots) {
  constexpr std::string_view kError =
      "Error: an event to another host cannot have . or .. as its channel, domain or name";
  EXPECT_EQ(error_of([] { channel_url("http://h", ".."); }), kError);
  EXPECT_EQ(error_of([] { event_url("http://h/c/e", ".", "n"); }), kError);
  EXPECT_EQ(error_of([] { event_url("http://h/c/e", "d", ".."); }), kError);
  EXPECT_EQ(event_url("http://h/c/e", "...", ".n"), "http://h/c/e/event/.../.n");
}

TEST(Host, HasChannelsOfABoundedLength) {
  EXPECT_EQ(error_of([] { channel_url("http://h", std::string(1000, 'c')); }),
            "Error: the URL of a channel at another host may take 1000 bytes, not 1011");
}

TEST(Host, IsShownWithoutCredentials) {
  EXPECT_EQ(shown_url("https://user:secret@h:1/p/q?key=1#f"), "https://h:1/p/q");
  EXPECT_EQ(shown_url("http://h/p@q"), "http://h/p@q");
  EXPECT_EQ(shown_url("http://a@b@h"), "http://h");
  EXPECT_EQ(shown_url("nonsense?secret"), "nonsense");
}

}  // namespace
}  // namespace pico::engine
