#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::AllOf;

class ValidateTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(house_.Start(), IsOk());
    ASSERT_THAT(AdmitUsual(house_), IsOk());
    party_ = house_.ChannelAs("relying-party");
  }
  std::string VerdictOf(absl::string_view document) {
    const auto receipt = Validate(party_, DemoRequest(house_, document));
    EXPECT_THAT(receipt, IsOk());
    return receipt.ok() ? VerdictText(*receipt) : "";
  }

  DemoHouse house_;
  ChannelRef party_;
};

// Law: VER-02.
TEST_F(ValidateTest, GivesTheVerdictOfEachDocument) {
  EXPECT_EQ(VerdictOf("valid-rsa.txt"), "TOTAL_PASSED");
  EXPECT_EQ(VerdictOf("valid-p256.txt"), "TOTAL_PASSED");
  EXPECT_EQ(VerdictOf("valid-ed25519.txt"), "TOTAL_PASSED");
  EXPECT_EQ(VerdictOf("valid-pss.txt"), "TOTAL_PASSED");
  EXPECT_EQ(VerdictOf("valid-attached"), "TOTAL_PASSED");
  EXPECT_EQ(VerdictOf("content-changed.txt"), "TOTAL_FAILED/HASH_FAILURE");
  EXPECT_EQ(VerdictOf("signature-changed.txt"),
            "TOTAL_FAILED/SIG_CRYPTO_FAILURE");
  EXPECT_EQ(VerdictOf("signer-revoked.txt"), "INDETERMINATE/REVOKED_NO_POE");
  EXPECT_EQ(VerdictOf("ca-not-registered.txt"),
            "INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND");
  EXPECT_EQ(VerdictOf("no-signing-usage.txt"),
            "INDETERMINATE/CHAIN_CONSTRAINTS_FAILURE");
}

TEST_F(ValidateTest, SuspensionTakesEffectAtOnce) {
  ASSERT_THAT(Admit(house_, AuthorityDraft(house_, "xc")), IsOk());
  EXPECT_EQ(VerdictOf("ca-suspended.txt"), "TOTAL_PASSED");
  const auto suspension = ProposeAs(house_, "officer-a", SuspensionDraft("xc"));
  ASSERT_THAT(suspension, IsOk());
  ASSERT_THAT(SuspendAs(house_, "officer-a", suspension->change_id(),
                        SignAct(house_, "officer-a", suspension->statement())),
              IsOk());
  const auto receipt =
      Validate(party_, DemoRequest(house_, "ca-suspended.txt"));
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(VerdictText(*receipt),
            "INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND_NO_POE");
  v1::ReceiptBody body;
  ASSERT_TRUE(body.ParseFromString(receipt->body()));
  EXPECT_THAT(body.signatures(0).conclusion().reasons(),
              testing::Contains(v1::FINDING_REASON_TRUST_SERVICE_SUSPENDED));
}

TEST_F(ValidateTest, ADigestIsEnough) {
  v1::ValidateRequest request = DemoRequest(house_, "valid-rsa.txt");
  v1::ContentDigest digest;
  digest.set_hash("sha256");
  digest.set_value(TestHash("sha256", request.content()));
  *request.mutable_digests()->add_digests() = digest;
  const auto receipt = Validate(party_, request);
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(VerdictText(*receipt), "TOTAL_PASSED");
}

// Law: RCP-05.
TEST_F(ValidateTest, ReceiptVerifiesOfflineAndByTheServer) {
  const auto receipt = Validate(party_, DemoRequest(house_, "valid-rsa.txt"));
  ASSERT_THAT(receipt, IsOk());
  const auto info = GetServiceInfo(house_.OpenChannel());
  ASSERT_THAT(info, IsOk());
  const ReceiptVerification offline =
      VerifyReceipt({receipt->dvc(), receipt->tlog_proof(),
                     house_.Read("documents/valid-rsa.txt"), std::nullopt},
                    TrustIn(house_, *info));
  EXPECT_THAT(offline.problems, testing::IsEmpty());
  const auto online = VerifyByServer(house_.OpenChannel(), *receipt);
  ASSERT_THAT(online, IsOk());
  EXPECT_TRUE(online->valid());
  EXPECT_TRUE(online->in_log());
  EXPECT_EQ(online->serial(), receipt->serial());

  v1::IssuedReceipt forged = *receipt;
  forged.mutable_dvc()->back() ^= 1;
  const auto refused = VerifyByServer(house_.OpenChannel(), forged);
  ASSERT_THAT(refused, IsOk());
  EXPECT_FALSE(refused->valid());
}

TEST_F(ValidateTest, SameKeyAndRequestGiveTheSameReceipt) {
  v1::ValidateRequest request = DemoRequest(house_, "valid-rsa.txt");
  request.set_idempotency_key("order 7");
  const auto first = Validate(party_, request);
  const auto second = Validate(party_, request);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(first->id(), second->id());
  EXPECT_EQ(first->dvc(), second->dvc());

  v1::ValidateRequest other = DemoRequest(house_, "valid-p256.txt");
  other.set_idempotency_key("order 7");
  EXPECT_THAT(Validate(party_, other),
              AllOf(StatusIs(absl::StatusCode::kAlreadyExists),
                    HasReason(v1::ERROR_REASON_IDEMPOTENCY_CONFLICT)));
}

TEST_F(ValidateTest, WithoutAKeyEachCallIsNew) {
  const auto first = Validate(party_, DemoRequest(house_, "valid-rsa.txt"));
  const auto second = Validate(party_, DemoRequest(house_, "valid-rsa.txt"));
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_NE(first->id(), second->id());
  EXPECT_EQ(second->serial(), first->serial() + 1);
}

// Law: DEF-17.
TEST_F(ValidateTest, StrangersGetTheOpenMethodsOnly) {
  const v1::ValidateRequest request = DemoRequest(house_, "valid-rsa.txt");
  for (const ChannelRef& channel :
       {house_.OpenChannel(), house_.ChannelAs("stranger")}) {
    EXPECT_THAT(Validate(channel, request),
                AllOf(StatusIs(absl::StatusCode::kUnauthenticated),
                      HasReason(v1::ERROR_REASON_CALLER_UNKNOWN)));
    EXPECT_THAT(GetServiceInfo(channel), IsOk());
  }
  EXPECT_THAT(Validate(house_.ChannelAs("officer-a"), request),
              AllOf(StatusIs(absl::StatusCode::kPermissionDenied),
                    HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN)));
}

TEST_F(ValidateTest, ReceiptsAreForTheirCallerAndAuditors) {
  ASSERT_THAT(Admit(house_, AuditorDraft(house_)), IsOk());
  const auto receipt = Validate(party_, DemoRequest(house_, "valid-rsa.txt"));
  ASSERT_THAT(receipt, IsOk());
  const auto seen = GetReceipt(house_.ChannelAs("auditor"), receipt->id());
  ASSERT_THAT(seen, IsOk());
  EXPECT_EQ(seen->dvc(), receipt->dvc());
  EXPECT_THAT(GetReceipt(house_.ChannelAs("stranger"), receipt->id()),
              StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(GetReceipt(party_, std::string(32, '0')),
              AllOf(StatusIs(absl::StatusCode::kNotFound),
                    HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN)));
}

// Law: LIF-08.
TEST_F(ValidateTest, AnUnreachableResponderIsNoGoodAnswer) {
  v1::ChangeDraft draft = AuthorityDraft(house_, "xc");
  auto* source = draft.mutable_authority()
                     ->mutable_services(0)
                     ->mutable_revocation(0)
                     ->mutable_sources(0);
  source->set_crl_url(house_.responder_url() + "/crl/nobody.crl");
  source->set_ocsp_url(house_.responder_url() + "/ocsp/nobody");
  ASSERT_THAT(Admit(house_, draft), IsOk());
  EXPECT_EQ(VerdictOf("ca-suspended.txt"), "INDETERMINATE/TRY_LATER");
}

}  // namespace
}  // namespace kepil
