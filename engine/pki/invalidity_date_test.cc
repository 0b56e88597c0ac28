#include "engine/pki/invalidity_date.h"

#include "gtest/gtest.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;

constexpr absl::Time kTime = absl::FromUnixSeconds(1767225600);
constexpr absl::Duration kHour = absl::Hours(1);

TEST(InvalidityDateTest, ReadsOneGeneralizedTime) {
  EXPECT_EQ(ParseInvalidityDate(der::GeneralizedTime(kTime)), kTime);
  EXPECT_EQ(ParseInvalidityDate(""), std::nullopt);
  EXPECT_EQ(ParseInvalidityDate(der::Null()), std::nullopt);
  EXPECT_EQ(ParseInvalidityDate(der::Tlv(0x18, "yesterday")), std::nullopt);
  EXPECT_EQ(ParseInvalidityDate(der::GeneralizedTime(kTime) + der::Null()),
            std::nullopt);
}

// Law: CRT-12.
TEST(InvalidityDateTest, CompromiseCountsFromItsOwnDate) {
  for (const RevocationReason reason :
       {RevocationReason::kKeyCompromise, RevocationReason::kCaCompromise,
        RevocationReason::kAaCompromise}) {
    EXPECT_EQ(RevocationCountsFrom(kTime, reason, kTime - kHour),
              kTime - kHour);
    EXPECT_EQ(RevocationCountsFrom(kTime, reason, kTime + kHour), kTime);
    EXPECT_EQ(RevocationCountsFrom(kTime, reason, std::nullopt), kTime);
  }
  for (const RevocationReason reason :
       {RevocationReason::kUnspecified, RevocationReason::kSuperseded,
        RevocationReason::kCessationOfOperation,
        RevocationReason::kCertificateHold,
        RevocationReason::kAffiliationChanged}) {
    EXPECT_EQ(RevocationCountsFrom(kTime, reason, kTime - kHour), kTime);
  }
}

}  // namespace
}  // namespace kepil
