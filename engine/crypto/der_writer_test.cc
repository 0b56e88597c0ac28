#include "engine/crypto/der_writer.h"

#include <cstdint>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/crypto/der_reader.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

std::string Hex(absl::string_view octets) {
  return absl::BytesToHexString(octets);
}

std::string Bytes(absl::string_view hex) { return absl::HexStringToBytes(hex); }

TEST(DerWriterTest, WritesIntegers) {
  EXPECT_EQ(Hex(DerInt64(0)), "020100");
  EXPECT_EQ(Hex(DerInt64(128)), "02020080");
  EXPECT_EQ(Hex(DerInt64(-1)), "0201ff");
  EXPECT_EQ(Hex(DerInt64(-129)), "0202ff7f");
  for (const int64_t value :
       {int64_t{INT64_MIN}, int64_t{INT64_MAX}, int64_t{-128}, int64_t{127},
        int64_t{255}, int64_t{256}, int64_t{65535}, int64_t{-32769}}) {
    const std::string der = DerInt64(value);
    EXPECT_THAT(DerReader(der).ReadInt64(), IsOkAndHolds(value));
  }
}

TEST(DerWriterTest, WritesUnsignedMagnitudes) {
  EXPECT_EQ(Hex(DerUnsigned("")), "020100");
  EXPECT_EQ(Hex(DerUnsigned(Bytes("0000"))), "020100");
  EXPECT_EQ(Hex(DerUnsigned(Bytes("00007f"))), "02017f");
  EXPECT_EQ(Hex(DerUnsigned(Bytes("80"))), "02020080");
  EXPECT_EQ(Hex(DerUnsigned(Bytes("000080ff"))), "02030080ff");
}

TEST(DerWriterTest, WritesPlainValues) {
  EXPECT_EQ(Hex(DerBoolean(true)), "0101ff");
  EXPECT_EQ(Hex(DerBoolean(false)), "010100");
  EXPECT_EQ(Hex(DerNull()), "0500");
  EXPECT_EQ(Hex(DerOidFromText("1.2.3.4")), "06032a0304");
  EXPECT_EQ(DerOidFromText("1.x"), "");
  EXPECT_EQ(Hex(DerOctetString("a")), "040161");
  EXPECT_EQ(Hex(DerBitString("a")), "03020061");
  EXPECT_EQ(Hex(DerUtf8String("a")), "0c0161");
}

TEST(DerWriterTest, NestsValues) {
  EXPECT_EQ(Hex(DerSequence({})), "3000");
  EXPECT_EQ(Hex(DerSequence({DerNull(), "", DerInt64(1)})), "30050500020101");
  EXPECT_EQ(Hex(DerExplicit(1, DerInt64(5))), "a103020105");
  EXPECT_EQ(Hex(DerImplicit(2, DerOctetString("a"))), "820161");
  EXPECT_EQ(Hex(DerImplicit(0, DerSetOf({DerNull()}))), "a0020500");
  const std::string large = DerOctetString(std::string(70000, 'x'));
  EXPECT_THAT(CheckDerFraming(DerSequence({large, large}), DerLimits()),
              IsOk());
}

TEST(DerWriterTest, SortsSetOfByEncoding) {
  EXPECT_EQ(Hex(DerSetOf({Bytes("0401ff"), Bytes("040101"), Bytes("0500"),
                          Bytes("02020080")})),
            "310c02020080"
            "040101"
            "0401ff"
            "0500");
}

TEST(DerWriterTest, WritesTimes) {
  const auto utc = [](int year) {
    return absl::FromCivil(absl::CivilSecond(year, 1, 2, 3, 4, 5),
                           absl::UTCTimeZone());
  };
  EXPECT_EQ(DerGeneralizedTime(utc(2025)), Bytes("180f") + "20250102030405Z");
  EXPECT_EQ(DerX509Time(utc(2049)), Bytes("170d") + "490102030405Z");
  EXPECT_EQ(DerX509Time(utc(2050)), Bytes("180f") + "20500102030405Z");
  EXPECT_EQ(DerX509Time(utc(1950)), Bytes("170d") + "500102030405Z");
  EXPECT_EQ(DerX509Time(utc(1949)), Bytes("180f") + "19490102030405Z");
  // A fraction is cut, not rounded.
  EXPECT_EQ(DerGeneralizedTime(utc(2025) + absl::Milliseconds(999)),
            Bytes("180f") + "20250102030405Z");
}

}  // namespace
}  // namespace kepil
