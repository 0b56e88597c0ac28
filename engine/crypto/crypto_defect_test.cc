#include "engine/crypto/crypto_defect.h"

#include "base/error.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(CryptoDefectTest, TravelsWithAnErrorAndChangesNothingElse) {
  const absl::Status plain = FormatUnknownError("a key");
  for (int i = 0; i <= static_cast<int>(CryptoDefect::kSignatureEncoding);
       ++i) {
    const auto defect = static_cast<CryptoDefect>(i);
    const absl::Status error = WithDefect(plain, defect);
    EXPECT_EQ(DefectOf(error), defect);
    EXPECT_EQ(error.code(), plain.code());
    EXPECT_EQ(error.message(), plain.message());
    EXPECT_EQ(ReasonOf(error), v1::ERROR_REASON_FORMAT_UNKNOWN);
  }
}

TEST(CryptoDefectTest, OfAnyOtherStatusIsNone) {
  EXPECT_EQ(DefectOf(absl::OkStatus()), CryptoDefect::kNone);
  EXPECT_EQ(DefectOf(FormatUnknownError("a key")), CryptoDefect::kNone);
}

}  // namespace
}  // namespace kepil
