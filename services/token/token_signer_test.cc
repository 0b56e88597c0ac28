#include "services/token/token_signer.h"

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "engine/crypto/public_key.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/soft_token.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// A module that refuses to sign so many times, as if its token were away.
CK_FUNCTION_LIST* real = nullptr;
std::atomic<int> refusals{0};
std::atomic<CK_RV> refusal{CKR_OK};

CK_RV MaybeSignInit(CK_SESSION_HANDLE session, CK_MECHANISM* mechanism,
                    CK_OBJECT_HANDLE key) {
  if (refusals.load() > 0) {
    --refusals;
    return refusal;
  }
  return real->C_SignInit(session, mechanism, key);
}

class TokenSignerTest : public testing::Test {
 protected:
  using SignerRef = absl::StatusOr<std::shared_ptr<const Signer>>;

  struct Token {
    std::map<std::string, TestKey> keys;
    std::shared_ptr<const TokenModule> module;
  };
  static Token MakeToken() {
    SoftToken soft(testing::TempDir() + "/signer");
    Token token;
    for (const auto& [label, kind] : std::map<std::string, TestKeyKind>{
             {"rsa", TestKeyKind::kRsa2048},
             {"p256", TestKeyKind::kP256},
             {"p384", TestKeyKind::kP384},
             {"p521", TestKeyKind::kP521},
             {"ed25519", TestKeyKind::kEd25519}}) {
      token.keys[label] = TestKey::Generate(kind);
      soft.Import(token.keys[label], label);
    }
    token.module = TokenModule::Load(SoftToken::kModule).value();
    return token;
  }
  void SetUp() override {
    if (!SoftToken::IsInstalled()) {
      GTEST_SKIP() << "NOT TESTED: SoftHSM is not installed (Debian: softhsm2)";
    }
    static const Token* const token = new Token(MakeToken());
    token_ = token;
    refusals = 0;
  }
  static TokenSessions::Spec SpecOf(const std::string& label) {
    return {SoftToken::kLabel, label, SoftToken::kPin, 2};
  }
  SignerRef Make(const std::string& label,
                 RsaPadding padding = RsaPadding::kPkcs1) const {
    return CreateTokenSigner(token_->module, SpecOf(label), padding);
  }
  // One whose module refuses as MaybeSignInit says.
  SignerRef MakeRefusing(const std::string& label) {
    functions_ = token_->module->functions();
    real = const_cast<CK_FUNCTION_LIST*>(&token_->module->functions());
    functions_.C_SignInit = MaybeSignInit;
    return CreateTokenSigner(std::make_shared<const TokenModule>(functions_),
                             SpecOf(label), RsaPadding::kPkcs1);
  }
  void ExpectSigns(const Signer& signer) const {
    const auto key = PublicKey::FromSpki(signer.spki());
    ASSERT_THAT(key, IsOk());
    const auto signature = signer.Sign("message");
    ASSERT_THAT(signature, IsOk());
    EXPECT_THAT((*key)->Verify(signer.algorithm(), "message", *signature),
                IsOkAndHolds(true));
    EXPECT_THAT((*key)->Verify(signer.algorithm(), "other", *signature),
                IsOkAndHolds(false));
  }
  void CloseAllSessions() const {
    const CK_FUNCTION_LIST& functions = token_->module->functions();
    CK_SLOT_ID slots[8];
    CK_ULONG count = 8;
    ASSERT_EQ(functions.C_GetSlotList(CK_TRUE, slots, &count), CKR_OK);
    for (CK_ULONG i = 0; i < count; ++i) {
      functions.C_CloseAllSessions(slots[i]);
    }
  }

  const Token* token_ = nullptr;
  CK_FUNCTION_LIST functions_ = {};
};

TEST_F(TokenSignerTest, SignsWhatItsPublicKeyVerifies) {
  const std::map<std::string, std::string> suites = {
      {"rsa", "rsa-pkcs1-sha256"},
      {"p256", "ecdsa-sha256"},
      {"p384", "ecdsa-sha384"},
      {"p521", "ecdsa-sha512"},
      {"ed25519", "ed25519"}};
  for (const auto& [label, suite] : suites) {
    const SignerRef signer = Make(label);
    ASSERT_THAT(signer, IsOk()) << label;
    EXPECT_EQ((*signer)->spki(), token_->keys.at(label).Spki()) << label;
    const auto key = PublicKey::FromSpki((*signer)->spki());
    ASSERT_THAT(key, IsOk());
    EXPECT_EQ(SuiteName((*signer)->algorithm(), (*key)->family()), suite);
    ExpectSigns(**signer);
  }
}

TEST_F(TokenSignerTest, RsaSignsByPssWhereItIsTold) {
  const SignerRef signer = Make("rsa", RsaPadding::kPss);
  ASSERT_THAT(signer, IsOk());
  EXPECT_EQ((*signer)->algorithm().scheme, SignatureScheme::kRsaPss);
  ExpectSigns(**signer);
}

// r and s with leading zeros, and with the top bit set, come about one time in
// two; all must be well-formed DER.
TEST_F(TokenSignerTest, EveryEcdsaValueIsDer) {
  const SignerRef signer = Make("p256");
  ASSERT_THAT(signer, IsOk());
  for (int i = 0; i < 200; ++i) {
    ExpectSigns(**signer);
  }
}

TEST_F(TokenSignerTest, ManyThreadsShareItsSessions) {
  const SignerRef signer = Make("p256");
  ASSERT_THAT(signer, IsOk());
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 20; ++j) {
        ExpectSigns(**signer);
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
}

TEST_F(TokenSignerTest, ASessionThatWasClosedIsOpenedAgain) {
  const SignerRef signer = Make("p256");
  ASSERT_THAT(signer, IsOk());
  CloseAllSessions();  // And logs out.
  ExpectSigns(**signer);
  CloseAllSessions();
  ExpectSigns(**signer);
}

TEST_F(TokenSignerTest, ATokenThatComesBackIsUsedAgain) {
  const SignerRef signer = MakeRefusing("p256");
  ASSERT_THAT(signer, IsOk());
  for (const CK_RV code : {CKR_DEVICE_REMOVED, CKR_SESSION_HANDLE_INVALID,
                           CKR_TOKEN_NOT_PRESENT}) {
    refusal = code;
    refusals = 1;
    ExpectSigns(**signer);
    refusals = 2;  // Still away when it is tried again.
    const auto down = (*signer)->Sign("message");
    EXPECT_THAT(down, StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_THAT(down, HasReason(v1::ERROR_REASON_SIGNER_DOWN));
    ExpectSigns(**signer);
  }
}

TEST_F(TokenSignerTest, AnyOtherFailureIsNotTriedAgainAndNeverInternal) {
  const SignerRef signer = MakeRefusing("p256");
  ASSERT_THAT(signer, IsOk());
  for (const CK_RV code :
       {CKR_GENERAL_ERROR, CKR_MECHANISM_INVALID, CKR_HOST_MEMORY}) {
    refusal = code;
    refusals = 1;
    EXPECT_THAT((*signer)->Sign("message"),
                HasReason(v1::ERROR_REASON_SIGNER_DOWN));
    EXPECT_EQ(refusals, 0);
    ExpectSigns(**signer);
  }
}

TEST_F(TokenSignerTest, WithoutTokenOrKeyThereIsNoSigner) {
  EXPECT_THAT(Make("no such key"), HasReason(v1::ERROR_REASON_SIGNER_DOWN));
  TokenSessions::Spec spec = SpecOf("p256");
  spec.pin = "wrong";
  CloseAllSessions();
  EXPECT_THAT(CreateTokenSigner(token_->module, spec, RsaPadding::kPkcs1),
              HasReason(v1::ERROR_REASON_SIGNER_DOWN));
}

}  // namespace
}  // namespace kepil
