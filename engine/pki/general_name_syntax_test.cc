#include "engine/pki/general_name_syntax.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

using ::testing::Eq;
using ::testing::Optional;

TEST(GeneralNameSyntaxTest, TellsHostNamesFromOtherText) {
  for (const char* good :
       {"example.com", "EXAMPLE", "a-b.c_d.e1", "1a.x", "xn--80ak6aa92e.com"}) {
    EXPECT_TRUE(IsHostName(good)) << good;
  }
  for (const char* bad :
       {"", ".", ".example.com", "example.com.", "a..b", "-a.com", "a-.com",
        "*.example.com", "192.0.2.1", "a b.com", "a@b", "exa\x80mple.com"}) {
    EXPECT_FALSE(IsHostName(bad)) << bad;
  }
  EXPECT_TRUE(IsHostName(std::string(63, 'a') + ".com"));
  EXPECT_FALSE(IsHostName(std::string(64, 'a') + ".com"));
}

TEST(GeneralNameSyntaxTest, BoundsHostNames) {
  std::string name = "a";
  while (name.size() < 253) {
    name += ".a";
  }
  EXPECT_TRUE(IsHostName(name));
  EXPECT_FALSE(IsHostName(name + ".a"));
}

TEST(GeneralNameSyntaxTest, AllowsOneWildcardLabelInFront) {
  EXPECT_TRUE(IsHostNameOrWildcard("*.example.com"));
  EXPECT_TRUE(IsHostNameOrWildcard("example.com"));
  for (const char* bad : {"*", "*.", "*.*.com", "b*.com", "a.*.com"}) {
    EXPECT_FALSE(IsHostNameOrWildcard(bad)) << bad;
  }
}

TEST(GeneralNameSyntaxTest, ComparesWholeLabels) {
  EXPECT_TRUE(IsHostWithin("example.com", "EXAMPLE.com"));
  EXPECT_TRUE(IsHostWithin("a.b.example.com", "example.com"));
  EXPECT_FALSE(IsHostWithin("badexample.com", "example.com"));
  EXPECT_FALSE(IsHostWithin("com", "example.com"));
}

TEST(GeneralNameSyntaxTest, SplitsMailboxes) {
  const auto mailbox = ParseMailbox("Jo.Doe@Example.com");
  ASSERT_TRUE(mailbox.has_value());
  EXPECT_EQ(mailbox->local, "Jo.Doe");
  EXPECT_EQ(mailbox->host, "Example.com");
  for (const char* bad : {"", "a", "@b.c", "a@", "a@b@c", "a b@c.d", "a@.c",
                          "a@[192.0.2.1]", "a@192.0.2.1"}) {
    EXPECT_FALSE(ParseMailbox(bad).has_value()) << bad;
  }
}

TEST(GeneralNameSyntaxTest, FindsTheHostOfAnUri) {
  for (const char* uri :
       {"http://host.example", "http://host.example/x?y#z",
        "ldap://u:p@host.example:389/", "a+b://host.example?@evil.example",
        "http://host.example#@evil.example"}) {
    EXPECT_THAT(UriHost(uri), Optional(Eq("host.example"))) << uri;
  }
  for (const char* uri :
       {"", "host.example", "mailto:a@host.example", "http:/host.example",
        "http://192.0.2.1/", "http://[2001:db8::1]/", "http:///x",
        "http://host.example\\@evil.example", "http://ho st.example",
        "://host.example", "1a://host.example", "http://host%2eexample/"}) {
    EXPECT_EQ(UriHost(uri), std::nullopt) << uri;
  }
}

TEST(GeneralNameSyntaxTest, AddressRangeNeedsContiguousMask) {
  using std::string;
  EXPECT_TRUE(IsAddressRange(string("\xc0\x00\x02\x00\xff\xff\xff\x00", 8)));
  EXPECT_TRUE(IsAddressRange(string("\xc0\x00\x02\x00\xff\xff\xff\xfe", 8)));
  EXPECT_TRUE(IsAddressRange(string(32, '\0')));
  EXPECT_FALSE(IsAddressRange(string("\xc0\x00\x02\x00\xff\x00\xff\x00", 8)));
  EXPECT_FALSE(IsAddressRange(string("\xc0\x00\x02\x00\xff\xfd\x00\x00", 8)));
  EXPECT_FALSE(IsAddressRange(string(16, '\0')));
  EXPECT_FALSE(IsAddressRange(""));
}

}  // namespace
}  // namespace kepil
