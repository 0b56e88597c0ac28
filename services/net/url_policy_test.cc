#include "services/net/url_policy.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::Not;

std::string Canonical(absl::string_view url) {
  const absl::StatusOr<ParsedUrl> parsed = ParseUrl(url);
  return parsed.ok() ? parsed->ToString() : parsed.status().ToString();
}

TEST(ParseUrlTest, TakesUrlApart) {
  const absl::StatusOr<ParsedUrl> url =
      ParseUrl("HTTPS://Ocsp.PKI.gov.kz:8443/a/b%20c?d=e&f");
  ASSERT_THAT(url, IsOk());
  EXPECT_EQ(url->scheme, UrlScheme::kHttps);
  EXPECT_EQ(url->host, "ocsp.pki.gov.kz");
  EXPECT_EQ(url->address, std::nullopt);
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->target, "/a/b%20c?d=e&f");
}

TEST(ParseUrlTest, WritesOneCanonicalForm) {
  EXPECT_EQ(Canonical("http://example.kz"), "http://example.kz:80/");
  EXPECT_EQ(Canonical("https://example.kz?q"), "https://example.kz:443/?q");
  EXPECT_EQ(Canonical("http://8.8.8.8/"), "http://8.8.8.8:80/");
  EXPECT_EQ(Canonical("http://[2A00:0::1]:81/x"), "http://[2a00::1]:81/x");
  EXPECT_EQ(Canonical("http://[::ffff:8.8.8.8]/"), "http://8.8.8.8:80/");
  EXPECT_EQ(Canonical("http://1a.2b/"), "http://1a.2b:80/");
  EXPECT_EQ(Canonical("http://xn--80ao21a.kz/"), "http://xn--80ao21a.kz:80/");
  EXPECT_EQ(Canonical("http://a.kz/?a@b:c"), "http://a.kz:80/?a@b:c");
  EXPECT_EQ(Canonical(Canonical("http://[::1]")), "http://[::1]:80/");
}

TEST(ParseUrlTest, SeesLiteralsAsAddresses) {
  EXPECT_EQ(ParseUrl("http://127.0.0.1/")->address,
            IpAddress::Parse("127.0.0.1"));
  EXPECT_EQ(ParseUrl("http://[::ffff:127.0.0.1]/")->address,
            IpAddress::Parse("127.0.0.1"));
}

TEST(ParseUrlTest, RefusesWhatReadersDifferOver) {
  for (const char* url : {"",
                          "http",
                          "http:",
                          "http:/a",
                          "http://",
                          "http:///x",
                          "//a.kz/",
                          "ftp://a.kz/",
                          "file:///etc/passwd",
                          "gopher://a.kz",
                          " http://a.kz",
                          "http ://a.kz",
                          "http://a.kz ",
                          "http://user@a.kz/",
                          "http://user:pw@a.kz/",
                          "http://a.kz#f",
                          "http://a.kz/#f",
                          "http://a.kz/x#f",
                          "http://a.kz:/",
                          "http://a.kz:0/",
                          "http://a.kz:65536/",
                          "http://a.kz:080000/",
                          "http://a.kz:+80/",
                          "http://a.kz:80a/",
                          "http://a.kz:80:80/",
                          "http://a.kz\\@b.kz/",
                          "http://a.kz\\b",
                          "http://a.kz/\\b",
                          "http://a.kz/a b",
                          "http://a.kz/\tb",
                          "http://a.kz/a\r\nX: y",
                          "http://a.kz/\x7f",
                          "http://a.kz/\xd0\x90",
                          "http://\xd0\x90.kz/",
                          "http://a.kz/%",
                          "http://a.kz/%4",
                          "http://a.kz/%zz",
                          "http://a.kz/\"",
                          "http://a.kz/<",
                          "http://a.kz./",
                          "http://.a.kz/",
                          "http://a..kz/",
                          "http://-a.kz/",
                          "http://a-.kz/",
                          "http://a_b.kz/",
                          "http://a%2ekz/",
                          "http://*.kz/",
                          "http://[::1/",
                          "http://::1/",
                          "http://[::1]x/",
                          "http://[fe80::1%lo]/",
                          "http://[fe80::1%25lo]/",
                          "http://[127.0.0.1]/",
                          "http://[a.kz]/",
                          "http://[v1.x]/"}) {
    EXPECT_THAT(ParseUrl(url), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED))
        << url;
    EXPECT_THAT(ParseUrl(url), StatusIs(absl::StatusCode::kInvalidArgument));
  }
  EXPECT_THAT(ParseUrl(absl::string_view("http://a.kz/\0b", 14)), Not(IsOk()));
}

TEST(ParseUrlTest, RefusesOldFormsOfIpv4) {
  for (const char* host :
       {"127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1",
        "127.0.0.0x1", "127.0.0.01", "127.0.0.1.", "1.2.3.4.5", "a.0x", "a.1",
        "0X7F.1"}) {
    EXPECT_THAT(ParseUrl(absl::StrCat("http://", host, "/")), Not(IsOk()))
        << host;
  }
}

TEST(ParseUrlTest, BoundsLengths) {
  const std::string start = "http://a.kz/";
  EXPECT_THAT(ParseUrl(start + std::string(2048 - start.size(), 'a')), IsOk());
  EXPECT_THAT(ParseUrl(start + std::string(2049 - start.size(), 'a')),
              Not(IsOk()));
  EXPECT_THAT(ParseUrl("http://" + std::string(63, 'a') + ".kz"), IsOk());
  EXPECT_THAT(ParseUrl("http://" + std::string(64, 'a') + ".kz"), Not(IsOk()));
  std::string name = "kz";
  while (name.size() < 253) {
    name = "a." + name;  // 252, then 254 octets.
  }
  EXPECT_THAT(ParseUrl("http://" + name), Not(IsOk()));
  EXPECT_THAT(ParseUrl("http://" + name.substr(2)), IsOk());
}

TEST(AddressPolicyTest, AllowsPublicAddressesAndListedOnes) {
  const AddressPolicy none({});
  const AddressPolicy loopback({*IpRange::Parse("127.0.0.0/8")});
  EXPECT_THAT(none.Check(*IpAddress::Parse("8.8.8.8")), IsOk());
  EXPECT_THAT(loopback.Check(*IpAddress::Parse("8.8.8.8")), IsOk());
  EXPECT_THAT(loopback.Check(*IpAddress::Parse("127.0.0.1")), IsOk());
  EXPECT_THAT(loopback.Check(*IpAddress::Parse("10.0.0.1")), Not(IsOk()));
  const absl::Status refused = none.Check(*IpAddress::Parse("127.0.0.1"));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(refused, HasReason(v1::ERROR_REASON_ADDRESS_FORBIDDEN));
}

TEST(AddressPolicyTest, RefusesANameWithOneForbiddenAddressOrNone) {
  const AddressPolicy policy({});
  const IpAddress good = *IpAddress::Parse("8.8.8.8");
  const IpAddress bad = *IpAddress::Parse("192.168.0.1");
  EXPECT_THAT(policy.CheckAll({good, good}), IsOk());
  EXPECT_THAT(policy.CheckAll({good, bad}),
              HasReason(v1::ERROR_REASON_ADDRESS_FORBIDDEN));
  EXPECT_THAT(policy.CheckAll({bad, good}), Not(IsOk()));
  EXPECT_THAT(policy.CheckAll({}), Not(IsOk()));
}

}  // namespace
}  // namespace kepil
