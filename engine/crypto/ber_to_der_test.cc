#include "engine/crypto/ber_to_der.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// Hex of the DER, or the name of the reason.
std::string Convert(absl::string_view hex, const DerLimits& limits = {}) {
  const absl::StatusOr<std::string> der =
      BerToDer(absl::HexStringToBytes(hex), limits);
  if (!der.ok()) {
    return v1::ErrorReason_Name(
        ReasonOf(der.status()).value_or(v1::ERROR_REASON_UNSPECIFIED));
  }
  EXPECT_THAT(CheckDerFraming(*der, limits), IsOk());
  return absl::BytesToHexString(*der);
}

constexpr char kFormat[] = "ERROR_REASON_FORMAT_UNKNOWN";
constexpr char kDeep[] = "ERROR_REASON_CONTAINER_LIMIT";
constexpr char kLarge[] = "ERROR_REASON_DOCUMENT_TOO_LARGE";

TEST(BerToDerTest, LeavesDerAsItIs) {
  EXPECT_EQ(Convert("0500"), "0500");
  EXPECT_EQ(Convert("30060201010401aa"), "30060201010401aa");
  EXPECT_EQ(Convert("3000"), "3000");
  EXPECT_EQ(Convert("a003020105"), "a003020105");
}

TEST(BerToDerTest, MakesIndefiniteLengthsDefinite) {
  EXPECT_EQ(Convert("30800201010000"), "3003020101");
  EXPECT_EQ(Convert("3080a08030000000020105"
                    "0000"),
            "3007a0023000020105");
}

TEST(BerToDerTest, TakesIndefiniteInsideDefiniteAndTheReverse) {
  EXPECT_EQ(Convert("3007308002010100"
                    "00"),
            "30053003020101");
  EXPECT_EQ(Convert("308030030201010000"), "30053003020101");
  // The inner value lacks its end inside the outer one's definite length.
  EXPECT_EQ(Convert("3005308002010100"
                    "00"),
            kFormat);
}

TEST(BerToDerTest, ShortensLengths) {
  EXPECT_EQ(Convert("30820003020101"), "3003020101");
  EXPECT_EQ(Convert("308400000006020400000001"), "3006020400000001");
  EXPECT_EQ(Convert("0481020102"), "04020102");
}

TEST(BerToDerTest, LengthensHeadersOfLargeContents) {
  const std::string octets(200, 'x');
  const std::string ber = absl::StrCat(absl::HexStringToBytes("30803080"),
                                       absl::HexStringToBytes("0481c8"), octets,
                                       std::string("\0\0\x05\0\0\0", 6));
  EXPECT_EQ(*BerToDer(ber, {}),
            absl::StrCat(absl::HexStringToBytes("3081d03081cb0481c8"), octets,
                         std::string("\x05\0", 2)));
}

TEST(BerToDerTest, JoinsConstructedStrings) {
  EXPECT_EQ(Convert("24800401aa0402bbcc0000"), "0403aabbcc");
  EXPECT_EQ(Convert("24070401aa0402bbcc"), "0403aabbcc");
  EXPECT_EQ(Convert("2400"), "0400");
  EXPECT_EQ(Convert("24800000"), "0400");
  // Segments may be cut again.
  EXPECT_EQ(Convert("248024800401aa24030401bb00000401cc0000"), "0403aabbcc");
  // A character string is cut like an OCTET STRING (X.690, 8.23).
  EXPECT_EQ(Convert("2c800402c3a904016100"
                    "00"),
            "0c03c3a961");
}

TEST(BerToDerTest, JoinsConstructedBitStrings) {
  EXPECT_EQ(Convert("23800302"
                    "00aa"
                    "0302"
                    "04f0"
                    "0000"),
            "030304aaf0");
  EXPECT_EQ(Convert("23800000"), "030100");
  // Unused bits before the last segment, and out of range.
  EXPECT_EQ(Convert("2380030204f0030200aa0000"), kFormat);
  EXPECT_EQ(Convert("2380030208f00000"), kFormat);
  EXPECT_EQ(Convert("238003010100"
                    "00"),
            kFormat);
  EXPECT_EQ(Convert("238003000000"), kFormat);
}

TEST(BerToDerTest, RefusesForeignSegments) {
  EXPECT_EQ(Convert("24800201010000"), kFormat);
  EXPECT_EQ(Convert("2480300000"
                    "00"),
            kFormat);
  EXPECT_EQ(Convert("238004010000"
                    "00"),
            kFormat);
}

TEST(BerToDerTest, LeavesContextTagsConstructed) {
  // Could be [0] IMPLICIT OCTET STRING or [0] EXPLICIT: not known here.
  EXPECT_EQ(Convert("a0800401aa0401bb0000"), "a0060401aa0401bb");
}

TEST(BerToDerTest, RefusesMalformedValues) {
  EXPECT_EQ(Convert(""), kFormat);
  EXPECT_EQ(Convert("30"), kFormat);
  EXPECT_EQ(Convert("3003"), kFormat);
  EXPECT_EQ(Convert("3080"), kFormat);
  EXPECT_EQ(Convert("308000"), kFormat);
  EXPECT_EQ(Convert("0000"), kFormat);
  EXPECT_EQ(Convert("30020000"), kFormat) << "end of contents in definite";
  EXPECT_EQ(Convert("05000500"), kFormat) << "two values";
  EXPECT_EQ(Convert("30030401"), kFormat);
  EXPECT_EQ(Convert("3002020101"), kFormat) << "child longer than its parent";
  EXPECT_EQ(Convert("3f810100"), kFormat) << "long tag number";
  EXPECT_EQ(Convert("30ff"), kFormat);
}

TEST(BerToDerTest, StopsAtTheDepthLimit) {
  DerLimits limits;
  limits.max_depth = 3;
  EXPECT_EQ(Convert("3004300230"
                    "00",
                    limits),
            "300430023000");
  EXPECT_EQ(Convert("30063004300230"
                    "00",
                    limits),
            kDeep);
  std::string nested;
  for (int i = 0; i < 10000; ++i) {
    nested += "3080";
  }
  EXPECT_EQ(Convert(nested), kDeep);
  std::string segments;
  for (int i = 0; i < 10000; ++i) {
    segments += "2480";
  }
  EXPECT_EQ(Convert(segments), kDeep);
}

// X.690, 8.1.2.5 and the clauses of the types: neither BER nor DER.
TEST(BerToDerTest, RefusesAUniversalTypeInTheWrongForm) {
  for (const absl::string_view hex : {"1000", "1100", "30021000", "2203020105",
                                      "3080260306012a0000", "2500"}) {
    EXPECT_EQ(Convert(hex), kFormat) << hex;
  }
}

TEST(BerToDerTest, StopsAtTheSizeLimit) {
  DerLimits limits;
  limits.max_bytes = 6;
  EXPECT_EQ(Convert("040401020304", limits), "040401020304");
  EXPECT_EQ(Convert("04050102030405", limits), kLarge);
  EXPECT_THAT(CheckDerFraming("\x04\x05xxxxx", limits),
              HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
}

TEST(CheckDerFramingTest, AcceptsDerOnly) {
  const auto check = [](absl::string_view hex) {
    return CheckDerFraming(absl::HexStringToBytes(hex), DerLimits());
  };
  EXPECT_THAT(check("30053003020101"), IsOk());
  EXPECT_THAT(check("3000"), IsOk());
  EXPECT_THAT(check("300431003000"), IsOk());
  EXPECT_THAT(check("a0020500"), IsOk());
  for (const absl::string_view bad : {"", "30", "30800000", "30810100",
                                      "3081030201"
                                      "01",
                                      "24030401aa", "1000", "2500", "05000500",
                                      "3003020201", "300430800000"}) {
    EXPECT_THAT(check(bad), HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN)) << bad;
  }
}

TEST(CheckDerFramingTest, StopsAtTheDepthLimit) {
  DerLimits limits;
  limits.max_depth = 2;
  EXPECT_THAT(CheckDerFraming(absl::HexStringToBytes("30023000"), limits),
              IsOk());
  EXPECT_THAT(CheckDerFraming(absl::HexStringToBytes("300430023000"), limits),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

}  // namespace
}  // namespace kepil
