#include "services/token/token_sessions.h"

#include <thread>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/soft_token.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// Counts what sessions ask of the real module.
int logins = 0;
int opened = 0;
CK_FUNCTION_LIST* real = nullptr;

CK_RV CountLogin(CK_SESSION_HANDLE session, CK_USER_TYPE user,
                 CK_UTF8CHAR_PTR pin, CK_ULONG size) {
  ++logins;
  return real->C_Login(session, user, pin, size);
}

CK_RV CountOpen(CK_SLOT_ID slot, CK_FLAGS flags, void* application,
                CK_NOTIFY notify, CK_SESSION_HANDLE* session) {
  ++opened;
  return real->C_OpenSession(slot, flags, application, notify, session);
}

class TokenSessionsTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!SoftToken::IsInstalled()) {
      GTEST_SKIP() << "NOT TESTED: SoftHSM is not installed (Debian: softhsm2)";
    }
    static SoftToken* const token = [] {
      auto* made = new SoftToken(testing::TempDir() + "/sessions");
      made->Import(TestKey::Generate(TestKeyKind::kP256), "receipts");
      made->Import(TestKey::Generate(TestKeyKind::kP256), "twins");
      made->Import(TestKey::Generate(TestKeyKind::kP256), "twins");
      return made;
    }();
    (void)token;
    const auto loaded = TokenModule::Load(SoftToken::kModule);
    ASSERT_THAT(loaded, IsOk());
    loaded_ = *loaded;
    counting_ = loaded_->functions();
    real = const_cast<CK_FUNCTION_LIST*>(&loaded_->functions());
    counting_.C_Login = CountLogin;
    counting_.C_OpenSession = CountOpen;
    CK_SLOT_ID slots[8];
    CK_ULONG count = 8;
    ASSERT_EQ(real->C_GetSlotList(CK_TRUE, slots, &count), CKR_OK);
    for (CK_ULONG i = 0; i < count; ++i) {
      real->C_CloseAllSessions(slots[i]);  // And logs out.
    }
    logins = 0;
    opened = 0;
  }
  TokenSessions::Spec SpecOf(const std::string& key_label) const {
    return {SoftToken::kLabel, key_label, SoftToken::kPin, 2};
  }
  std::shared_ptr<const TokenModule> Counting() const {
    return std::make_shared<const TokenModule>(counting_);
  }

  std::shared_ptr<const TokenModule> loaded_;
  CK_FUNCTION_LIST counting_ = {};
};

TEST_F(TokenSessionsTest, OpensAsManyAsAreUsedAtOnceAndKeepsThem) {
  TokenSessions sessions(Counting(), SpecOf("receipts"));
  const auto first = sessions.Take();
  ASSERT_THAT(first, IsOk());
  sessions.Give(*first);
  const auto again = sessions.Take();
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->handle, first->handle);
  const auto second = sessions.Take();
  ASSERT_THAT(second, IsOk());
  EXPECT_NE(second->handle, again->handle);
  EXPECT_EQ(opened, 2);
  // A third waits for one of them.
  TokenSessions::Session third;
  std::thread waiting([&] { third = sessions.Take().value(); });
  sessions.Give(*second);
  waiting.join();
  EXPECT_EQ(third.handle, second->handle);
  EXPECT_EQ(opened, 2);
}

TEST_F(TokenSessionsTest, ALostSessionTakesTheOthersOfItsEraWithIt) {
  TokenSessions sessions(Counting(), SpecOf("receipts"));
  const auto lost = sessions.Take();
  const auto idle = sessions.Take();
  ASSERT_THAT(idle, IsOk());
  sessions.Give(*idle);
  sessions.Drop(*lost, CKR_DEVICE_REMOVED);
  const auto fresh = sessions.Take();
  ASSERT_THAT(fresh, IsOk());
  EXPECT_GT(fresh->era, idle->era);
  EXPECT_EQ(opened, 3);
  // One that fails for another reason goes alone.
  sessions.Give(*fresh);
  const auto failed = sessions.Take();
  ASSERT_THAT(failed, IsOk());
  sessions.Drop(*failed, CKR_GENERAL_ERROR);
  EXPECT_EQ(sessions.Take()->era, fresh->era);
}

TEST_F(TokenSessionsTest, TokenKeyAndPinMustFit) {
  TokenSessions::Spec wrong = SpecOf("receipts");
  wrong.token_label = "gate";
  EXPECT_THAT(TokenSessions(Counting(), wrong).Take(),
              HasReason(v1::ERROR_REASON_SIGNER_DOWN));
  for (const char* label : {"receipt", "twins"}) {
    EXPECT_THAT(TokenSessions(Counting(), SpecOf(label)).Take(),
                HasReason(v1::ERROR_REASON_SIGNER_DOWN))
        << label;
  }
  EXPECT_THAT(TokenSessions(Counting(), SpecOf("receipts")).Take(), IsOk());
}

// A few wrong PINs lock a token for good.
TEST_F(TokenSessionsTest, ARefusedPinIsNotTriedAgain) {
  TokenSessions::Spec wrong = SpecOf("receipts");
  wrong.pin = "0000";
  TokenSessions sessions(Counting(), wrong);
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(sessions.Take(), HasReason(v1::ERROR_REASON_SIGNER_DOWN));
  }
  EXPECT_EQ(logins, 1);
}

}  // namespace
}  // namespace kepil
