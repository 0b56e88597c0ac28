#include "services/net/ip_address.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

IpAddress Address(absl::string_view text) {
  const std::optional<IpAddress> address = IpAddress::Parse(text);
  EXPECT_TRUE(address.has_value()) << text;
  return *address;
}

TEST(IpAddressTest, ParsesAndPrintsBothFamilies) {
  EXPECT_EQ(Address("192.0.2.1").ToString(), "192.0.2.1");
  EXPECT_TRUE(Address("192.0.2.1").IsV4());
  EXPECT_EQ(Address("2001:DB8:0:0:0:0:0:1").ToString(), "2001:db8::1");
  EXPECT_FALSE(Address("2001:db8::1").IsV4());
}

TEST(IpAddressTest, TakesAMappedAddressForTheIpv4AddressItIs) {
  EXPECT_EQ(Address("::ffff:127.0.0.1"), Address("127.0.0.1"));
  EXPECT_EQ(Address("::ffff:7f00:1").ToString(), "127.0.0.1");
  EXPECT_NE(Address("::7f00:1"), Address("127.0.0.1"));
}

TEST(IpAddressTest, RefusesLenientForms) {
  for (const char* text :
       {"", "127.1", "0x7f.0.0.1", "2130706433", "0177.0.0.1", "01.2.3.4",
        "1.2.3", "1.2.3.4.5", "1.2.3.256", " 1.2.3.4", "1.2.3.4 ", "::1%lo",
        "[::1]", ":::", "1::2::3", "12345::", "localhost"}) {
    EXPECT_FALSE(IpAddress::Parse(text).has_value()) << text;
  }
  EXPECT_FALSE(
      IpAddress::Parse(absl::string_view("1.2.3.4\0x", 9)).has_value());
}

TEST(IpAddressTest, ReadsSocketAddresses) {
  sockaddr_in v4 = {};
  v4.sin_family = AF_INET;
  v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(IpAddress::FromSockaddr(reinterpret_cast<sockaddr*>(&v4)),
            Address("127.0.0.1"));
  sockaddr_in6 v6 = {};
  v6.sin6_family = AF_INET6;
  v6.sin6_addr = in6addr_loopback;
  EXPECT_EQ(IpAddress::FromSockaddr(reinterpret_cast<sockaddr*>(&v6)),
            Address("::1"));
  v6.sin6_family = AF_UNIX;
  EXPECT_EQ(IpAddress::FromSockaddr(reinterpret_cast<sockaddr*>(&v6)),
            std::nullopt);
  EXPECT_EQ(IpAddress::FromSockaddr(nullptr), std::nullopt);
}

TEST(IpAddressTest, FirstAndLastAddressOfEverySpecialRangeIsNotPublic) {
  for (const char* text :
       {"0.0.0.0",         "0.255.255.255",   "10.0.0.0",
        "10.255.255.255",  "100.64.0.0",      "100.127.255.255",
        "127.0.0.0",       "127.255.255.255", "169.254.0.0",
        "169.254.169.254", "169.254.255.255", "172.16.0.0",
        "172.31.255.255",  "192.0.0.0",       "192.0.0.255",
        "192.0.2.0",       "192.0.2.255",     "192.88.99.1",
        "192.168.0.0",     "192.168.255.255", "198.18.0.0",
        "198.19.255.255",  "198.51.100.0",    "198.51.100.255",
        "203.0.113.0",     "203.0.113.255",   "224.0.0.0",
        "239.255.255.255", "240.0.0.0",       "255.255.255.255",
        "::ffff:10.0.0.1", "::ffff:127.0.0.1"}) {
    EXPECT_FALSE(IsPublic(Address(text))) << text;
  }
}

TEST(IpAddressTest, NeighboursOfSpecialRangesArePublic) {
  for (const char* text :
       {"1.0.0.0",     "9.255.255.255",   "11.0.0.0",    "100.63.255.255",
        "100.128.0.0", "126.255.255.255", "128.0.0.0",   "169.253.255.255",
        "169.255.0.0", "172.15.255.255",  "172.32.0.0",  "192.0.1.0",
        "192.0.3.0",   "192.167.255.255", "192.169.0.0", "198.17.255.255",
        "198.20.0.0",  "198.51.99.255",   "203.0.114.0", "223.255.255.255",
        "8.8.8.8",     "::ffff:8.8.8.8"}) {
    EXPECT_TRUE(IsPublic(Address(text))) << text;
  }
}

TEST(IpAddressTest, OnlyGlobalUnicastIpv6IsPublic) {
  for (const char* text :
       {"::",        "::1",          "::8.8.8.8",   "64:ff9b:1::1",
        "100::1",    "1fff:ffff::1", "4000::1",     "5f00::1",
        "fc00::1",   "fdff::1",      "fe80::1",     "febf::1",
        "fec0::1",   "ff02::1",      "2001::1",     "2001:1ff:ffff::1",
        "2001:2::1", "2001:10::1",   "2001:db8::1", "2001:db8:ffff::1",
        "3fff::1",   "3fff:fff::1"}) {
    EXPECT_FALSE(IsPublic(Address(text))) << text;
  }
  for (const char* text :
       {"2000::1", "2001:200::1", "2001:4860:4860::8888", "2001:db7::1",
        "2001:db9::1", "2a00::1", "3ffe::1", "3fff:1000::1"}) {
    EXPECT_TRUE(IsPublic(Address(text))) << text;
  }
}

TEST(IpAddressTest, TunnelsAreAsPublicAsTheIpv4AddressInside) {
  EXPECT_FALSE(IsPublic(Address("64:ff9b::10.0.0.1")));
  EXPECT_FALSE(IsPublic(Address("64:ff9b::127.0.0.1")));
  EXPECT_TRUE(IsPublic(Address("64:ff9b::8.8.8.8")));
  EXPECT_FALSE(IsPublic(Address("2002:7f00:1::1")));
  EXPECT_FALSE(IsPublic(Address("2002:c0a8:101::1")));
  EXPECT_TRUE(IsPublic(Address("2002:808:808::1")));
}

bool Contains(absl::string_view range, absl::string_view address) {
  const absl::StatusOr<IpRange> parsed = IpRange::Parse(range);
  EXPECT_THAT(parsed, IsOk()) << range;
  return parsed.ok() && parsed->Contains(Address(address));
}

TEST(IpRangeTest, ContainsExactlyItsAddresses) {
  EXPECT_TRUE(Contains("127.0.0.1/32", "127.0.0.1"));
  EXPECT_FALSE(Contains("127.0.0.1/32", "127.0.0.2"));
  EXPECT_TRUE(Contains("10.32.0.0/11", "10.63.255.255"));
  EXPECT_FALSE(Contains("10.32.0.0/11", "10.64.0.0"));
  EXPECT_TRUE(Contains("0.0.0.0/0", "255.1.2.3"));
  EXPECT_TRUE(Contains("fd00::/9", "fd7f::1"));
  EXPECT_FALSE(Contains("fd00::/9", "fd80::1"));
  EXPECT_TRUE(Contains("::1/128", "::1"));
}

TEST(IpRangeTest, KeepsFamiliesApartButKnowsMappedAddresses) {
  EXPECT_FALSE(Contains("::/0", "127.0.0.1"));
  EXPECT_FALSE(Contains("0.0.0.0/0", "::1"));
  EXPECT_TRUE(Contains("127.0.0.0/8", "::ffff:127.0.0.1"));
  EXPECT_FALSE(Contains("::/0", "::ffff:127.0.0.1"));
}

TEST(IpRangeTest, RefusesWhatIsNotCidr) {
  for (const char* text :
       {"", "/", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1",
        "10.0.0.0/+8", "10.0.0.0/ 8", "10.0.0.0/8/8", "10.0.0.1/8",
        "10.0.0.0/255", "fd00::/129", "fd00::1/64", "::ffff:10.0.0.0/104",
        "localhost/8", "10/8", "10.0.0.0/0008"}) {
    EXPECT_THAT(IpRange::Parse(text),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED))
        << text;
  }
}

}  // namespace
}  // namespace kepil
