#include "services/token/token_error.h"

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

TEST(TokenErrorTest, AFailingTokenIsAnUnusableKey) {
  for (const CK_RV code :
       {CKR_DEVICE_REMOVED, CKR_GENERAL_ERROR, CK_RV{0x80000001}}) {
    const absl::Status status = TokenError("C_Sign", code);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_THAT(status, HasReason(v1::ERROR_REASON_SIGNER_DOWN));
  }
  EXPECT_THAT(std::string(TokenError("C_Sign", CKR_DEVICE_REMOVED).message()),
              testing::HasSubstr("C_Sign: CKR_DEVICE_REMOVED"));
  EXPECT_EQ(TokenCodeName(0x80000001), "CKR 0x80000001");
}

TEST(TokenErrorTest, ALostSessionIsNotAWrongKey) {
  EXPECT_TRUE(IsSessionLost(CKR_SESSION_HANDLE_INVALID));
  EXPECT_TRUE(IsSessionLost(CKR_DEVICE_REMOVED));
  EXPECT_TRUE(IsSessionLost(CKR_USER_NOT_LOGGED_IN));
  EXPECT_FALSE(IsSessionLost(CKR_OK));
  EXPECT_FALSE(IsSessionLost(CKR_PIN_INCORRECT));
  EXPECT_FALSE(IsSessionLost(CKR_MECHANISM_INVALID));
}

}  // namespace
}  // namespace kepil
