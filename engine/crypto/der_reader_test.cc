#include "engine/crypto/der_reader.h"

#include <cstdint>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

std::string Hex(absl::string_view hex) { return absl::HexStringToBytes(hex); }

auto IsFormatUnknown() { return HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN); }

absl::Time Utc(int year, int month, int day, int hour, int minute, int second) {
  return absl::FromCivil(
      absl::CivilSecond(year, month, day, hour, minute, second),
      absl::UTCTimeZone());
}

TEST(DerReaderTest, WalksValuesInOrder) {
  const std::string der = Hex("30080201050101ff0500");
  DerReader outer(der);
  EXPECT_EQ(outer.PeekTag(), kDerSequence);
  absl::StatusOr<DerReader> reader = outer.ReadSequence();
  ASSERT_THAT(reader, IsOk());
  EXPECT_THAT(outer.Finish(), IsOk());
  EXPECT_EQ(outer.PeekTag(), 0);
  EXPECT_THAT(reader->ReadInt64(), IsOkAndHolds(5));
  EXPECT_THAT(reader->Finish(), IsFormatUnknown());
  EXPECT_THAT(reader->ReadBoolean(), IsOkAndHolds(true));
  const absl::StatusOr<DerValue> null = reader->ReadAny();
  ASSERT_THAT(null, IsOk());
  EXPECT_EQ(null->tag, kDerNull);
  EXPECT_EQ(null->full, Hex("0500"));
  EXPECT_EQ(null->full.data(), der.data() + 8) << "a view into the input";
  EXPECT_TRUE(reader->empty());
  EXPECT_THAT(reader->ReadAny(), IsFormatUnknown());
}

TEST(DerReaderTest, RefusesWhatIsNotDer) {
  for (const absl::string_view hex :
       {"", "30", "3003", "30030201", "30800000", "30810100", "3082000102",
        "048100", "04850000000100", "1f2000", "bf2000", "0000", "04ff"}) {
    const std::string der = Hex(hex);
    EXPECT_THAT(DerReader(der).ReadAny(), IsFormatUnknown()) << hex;
  }
}

TEST(DerReaderTest, RefusesAnotherTag) {
  const std::string der = Hex("020105");
  EXPECT_THAT(DerReader(der).ReadOctetString(), IsFormatUnknown());
  EXPECT_THAT(DerReader(der).ReadSequence(), IsFormatUnknown());
}

TEST(DerReaderTest, OptionalIsAbsentForAnotherTagOrTheEnd) {
  const std::string der = Hex("020105");
  DerReader reader(der);
  const auto absent = reader.ReadOptional(kDerBoolean);
  ASSERT_THAT(absent, IsOk());
  EXPECT_FALSE(absent->has_value());
  const auto present = reader.ReadOptional(kDerInteger);
  ASSERT_THAT(present, IsOk());
  EXPECT_EQ((*present)->content, "\x05");
  const auto at_end = reader.ReadOptional(kDerInteger);
  ASSERT_THAT(at_end, IsOk());
  EXPECT_FALSE(at_end->has_value());
  // Present but broken is not absent.
  const std::string broken = Hex("0202ff");
  EXPECT_THAT(DerReader(broken).ReadOptional(kDerInteger), IsFormatUnknown());
}

TEST(DerReaderTest, ReadsBooleansStrictly) {
  const std::string yes = Hex("0101ff");
  const std::string no = Hex("010100");
  EXPECT_THAT(DerReader(yes).ReadBoolean(), IsOkAndHolds(true));
  EXPECT_THAT(DerReader(no).ReadBoolean(), IsOkAndHolds(false));
  EXPECT_THAT(DerReader(yes).ReadBooleanDefaultFalse(), IsOkAndHolds(true));
  EXPECT_THAT(DerReader("").ReadBooleanDefaultFalse(), IsOkAndHolds(false));
  for (const absl::string_view hex : {"010101", "0100", "0102ffff"}) {
    const std::string der = Hex(hex);
    EXPECT_THAT(DerReader(der).ReadBoolean(), IsFormatUnknown()) << hex;
    EXPECT_THAT(DerReader(der).ReadBooleanDefaultFalse(), IsFormatUnknown());
  }
}

TEST(DerReaderTest, ReadsIntegers) {
  const struct {
    const char* hex;
    int64_t value;
  } kCases[] = {{"020100", 0},
                {"02017f", 127},
                {"02020080", 128},
                {"0201ff", -1},
                {"020180", -128},
                {"02087fffffffffffffff", INT64_MAX},
                {"02088000000000000000", INT64_MIN}};
  for (const auto& c : kCases) {
    const std::string der = Hex(c.hex);
    EXPECT_THAT(DerReader(der).ReadInt64(), IsOkAndHolds(c.value)) << c.hex;
  }
  const std::string enumerated = Hex("0a0103");
  EXPECT_THAT(DerReader(enumerated).ReadInt64(kDerEnumerated), IsOkAndHolds(3));
  const std::string large = Hex("0209008000000000000000");
  EXPECT_THAT(DerReader(large).ReadInt64(), IsFormatUnknown());
  EXPECT_THAT(DerReader(large).ReadIntegerBytes(),
              IsOkAndHolds(Hex("008000000000000000")));
}

TEST(DerReaderTest, RefusesIntegersThatAreNotMinimal) {
  for (const absl::string_view hex : {"0200", "02020001", "0202ff80"}) {
    const std::string der = Hex(hex);
    EXPECT_THAT(DerReader(der).ReadInt64(), IsFormatUnknown()) << hex;
    EXPECT_THAT(DerReader(der).ReadIntegerBytes(), IsFormatUnknown()) << hex;
  }
}

TEST(DerReaderTest, ReadsStringsAndOids) {
  const std::string oid = Hex("06032a0304");
  EXPECT_THAT(DerReader(oid).ReadOid(), IsOkAndHolds(Hex("2a0304")));
  const std::string bad_oid = Hex("06032a8001");
  EXPECT_THAT(DerReader(bad_oid).ReadOid(), IsFormatUnknown());
  const std::string octets = Hex("0402aabb");
  EXPECT_THAT(DerReader(octets).ReadOctetString(), IsOkAndHolds(Hex("aabb")));
  const std::string bits = Hex("030300aabb");
  EXPECT_THAT(DerReader(bits).ReadBitStringOctets(), IsOkAndHolds(Hex("aabb")));
  const std::string no_bits = Hex("030100");
  EXPECT_THAT(DerReader(no_bits).ReadBitStringOctets(), IsOkAndHolds(""));
  for (const absl::string_view hex : {"0300", "030201aa"}) {
    const std::string der = Hex(hex);
    EXPECT_THAT(DerReader(der).ReadBitStringOctets(), IsFormatUnknown()) << hex;
  }
}

TEST(DerTimeTest, ReadsUtcTimeWithItsPivot) {
  EXPECT_THAT(ParseDerTime(kDerUtcTime, "491231235959Z"),
              IsOkAndHolds(Utc(2049, 12, 31, 23, 59, 59)));
  EXPECT_THAT(ParseDerTime(kDerUtcTime, "500101000000Z"),
              IsOkAndHolds(Utc(1950, 1, 1, 0, 0, 0)));
  EXPECT_THAT(ParseDerTime(kDerUtcTime, "000229000000Z"),
              IsOkAndHolds(Utc(2000, 2, 29, 0, 0, 0)));
  const std::string der =
      Hex("170d") + "250102030405Z" + Hex("180f") + "20250102030405Z";
  DerReader reader(der);
  EXPECT_THAT(reader.ReadTime(), IsOkAndHolds(Utc(2025, 1, 2, 3, 4, 5)));
  EXPECT_THAT(reader.ReadTime(), IsOkAndHolds(Utc(2025, 1, 2, 3, 4, 5)));
  EXPECT_THAT(reader.ReadTime(), IsFormatUnknown());
}

TEST(DerTimeTest, ReadsGeneralizedTime) {
  EXPECT_THAT(ParseDerTime(kDerGeneralizedTime, "99991231235959Z"),
              IsOkAndHolds(Utc(9999, 12, 31, 23, 59, 59)));
  EXPECT_THAT(ParseDerTime(DerContext(0), "19000228000000Z"),
              IsOkAndHolds(Utc(1900, 2, 28, 0, 0, 0)));
}

TEST(DerTimeTest, RefusesOtherForms) {
  for (const absl::string_view text :
       {"", "Z", "2501020304Z", "250102030405", "250102030405+0000",
        "25010203040aZ", "251302030405Z", "250002030405Z", "250230030405Z",
        "250102240405Z", "250102036005Z", "250102030460Z", "210229000000Z"}) {
    EXPECT_THAT(ParseDerTime(kDerUtcTime, text), IsFormatUnknown()) << text;
  }
  for (const absl::string_view text :
       {"", "Z", "250102030405Z", "202501020304Z", "20250102030405",
        "20250102030405.5Z", "20250102030405+0100", "19000229000000Z"}) {
    EXPECT_THAT(ParseDerTime(kDerGeneralizedTime, text), IsFormatUnknown())
        << text;
  }
}

TEST(DerTimeTest, ReadsFractions) {
  const absl::Time base = Utc(2025, 1, 2, 3, 4, 5);
  EXPECT_THAT(ParseGeneralizedTimeWithFraction("20250102030405Z"),
              IsOkAndHolds(base));
  EXPECT_THAT(ParseGeneralizedTimeWithFraction("20250102030405.5Z"),
              IsOkAndHolds(base + absl::Milliseconds(500)));
  EXPECT_THAT(ParseGeneralizedTimeWithFraction("20250102030405.120Z"),
              IsOkAndHolds(base + absl::Milliseconds(120)));
  EXPECT_THAT(ParseGeneralizedTimeWithFraction("20250102030405.000000001Z"),
              IsOkAndHolds(base + absl::Nanoseconds(1)));
  for (const absl::string_view text :
       {"20250102030405.Z", "20250102030405,5Z", "20250102030405.5",
        "20250102030405.0000000001Z", "20250102030405.-1Z", "20250102030Z",
        ""}) {
    EXPECT_THAT(ParseGeneralizedTimeWithFraction(text), IsFormatUnknown())
        << text;
  }
}

}  // namespace
}  // namespace kepil
