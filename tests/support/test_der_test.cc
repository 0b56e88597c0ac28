#include "tests/support/test_der.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

using test_der::FromHex;
using test_der::Tlv;

TEST(TestDerTest, WritesShortAndLongLengths) {
  EXPECT_EQ(Tlv(0x04, "ab"), FromHex("04026162"));
  EXPECT_EQ(Tlv(0x04, std::string(200, 'x')).substr(0, 3), FromHex("0481c8"));
  EXPECT_EQ(Tlv(0x04, std::string(70000, 'x')).substr(0, 5),
            FromHex("0483011170"));
}

TEST(TestDerTest, SortsSetOfByUnsignedOctets) {
  EXPECT_EQ(test_der::SetOf({Tlv(0x04, "\xff"), Tlv(0x04, "\x01")}),
            FromHex("31060401010401ff"));
}

TEST(TestDerTest, WritesTimesAsTheirYearAsks) {
  const absl::Time time = absl::FromCivil(
      absl::CivilSecond(2049, 12, 31, 23, 59, 59), absl::UTCTimeZone());
  EXPECT_EQ(test_der::X509Time(time), Tlv(0x17, "491231235959Z"));
  EXPECT_EQ(test_der::X509Time(time + absl::Seconds(1)),
            Tlv(0x18, "20500101000000Z"));
}

TEST(TestDerTest, WritesObjectIdentifiersByNumberAndName) {
  EXPECT_EQ(test_der::Oid("2.5.29.15"), FromHex("0603551d0f"));
  EXPECT_EQ(test_der::Oid("sha256"), test_der::Oid("2.16.840.1.101.3.4.2.1"));
}

}  // namespace
}  // namespace kepil
